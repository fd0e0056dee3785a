//! Who sits on the seats of a limited product: members as long as they are members, and nobody twice.

use domain::{catalogue::WaitingState, order::OrderState, view::SeatView};
use services::{
    checkout::StartOutcome,
    lounge::WaitOutcome,
    ports::{Changes, CommerceStore as _, Write},
};

use super::{shop::STUDIO_SEATS, told::told, world::World};

const DAY: i64 = 86_400;

#[tokio::test]
async fn the_seat_of_a_membership_that_is_over_is_free_after_the_days_of_grace_once() {
    told(async |world| {
        let studio = &world.shop.studio;
        let token = world.bought(&world.shop.tom, studio).await;
        world.clock.advance(31 * DAY);
        world.offers().await;
        assert_eq!(world.seats_taken(), 1, "the days of grace are the member's");
        world.clock.advance(4 * DAY);
        world.offers().await;
        assert_eq!(world.seats_taken(), 0);
        let order = world.order(&token);
        assert!(!order.holds_seat && matches!(order.state, OrderState::Paid { .. }), "{order:?}");
        world.clock.advance(DAY);
        world.offers().await;
        assert_eq!(world.seats_taken(), 0);
    })
    .await;
}

#[tokio::test]
async fn a_renewal_keeps_its_members_seat_until_the_last_period_is_over() {
    told(async |world| {
        let studio = &world.shop.studio;
        let first = world.bought(&world.shop.tom, studio).await;
        world.bought(&world.shop.ann, studio).await;
        assert_eq!(world.seats_taken(), STUDIO_SEATS);
        for (member, shown) in [(&world.shop.tom, SeatView::Free), (&world.shop.mei, SeatView::Full)] {
            let doors = world.public_page(member).await.doors;
            let door = doors.into_iter().find(|door| door.product == studio.id).unwrap();
            assert_eq!(door.seat, shown, "whoever sits there finds the way to renew");
        }
        let second = world.bought(&world.shop.tom, studio).await;
        assert_eq!(world.seats_taken(), STUDIO_SEATS, "sold out, and a member renews all the same");
        assert_eq!((world.order(&first).holds_seat, world.order(&second).holds_seat), (true, false));
        world.clock.advance(40 * DAY);
        world.offers().await;
        assert_eq!(world.seats_taken(), 1, "hers is over, his goes on");
        world.clock.advance(30 * DAY);
        world.offers().await;
        assert_eq!(world.seats_taken(), 0);
    })
    .await;
}

#[tokio::test]
async fn the_seat_of_a_sale_that_goes_back_stays_with_the_renewal() {
    for paid in [true, false] {
        told(async |world| {
            let (tom, studio) = (&world.shop.tom, &world.shop.studio);
            let first = world.bought(tom, studio).await;
            let (second, number) = world.waiting(tom, studio).await;
            if paid {
                world.pays(&second, &number);
                world.notified(&number).await;
            }
            world.gives_back(tom, &first).await;
            assert!(world.order(&second).holds_seat);
            assert_eq!(world.seats_taken(), 1);
            if paid {
                world.gives_back(tom, &second).await;
            } else {
                world.expired(&second).await;
            }
            assert_eq!(world.seats_taken(), 0);
        })
        .await;
    }
}

#[tokio::test]
async fn whoever_comes_back_within_the_days_of_grace_sits_where_they_sat() {
    told(async |world| {
        let studio = &world.shop.studio;
        let first = world.bought(&world.shop.tom, studio).await;
        world.clock.advance(32 * DAY);
        world.bought(&world.shop.ann, studio).await;
        let again = world.bought(&world.shop.tom, studio).await;
        assert_eq!((world.order(&first).holds_seat, world.order(&again).holds_seat), (true, false));
        assert_eq!(world.seats_taken(), STUDIO_SEATS);
    })
    .await;
}

#[tokio::test]
async fn a_renewal_in_the_days_of_grace_that_nobody_pays_takes_no_seat_away() {
    told(async |world| {
        let (shop, studio) = (&world.shop, &world.shop.studio);
        let first = world.bought(&shop.tom, studio).await;
        world.clock.advance(20 * DAY);
        world.bought(&shop.mei, studio).await;
        assert_eq!(world.waits(&shop.ann).await, WaitOutcome::InLine);
        world.clock.advance(12 * DAY);
        for _ in 0..2 {
            let unpaid = world.ordered(&shop.tom, studio).await;
            world.expired(&unpaid).await;
            world.offers().await;
            assert_eq!((world.order(&first).holds_seat, world.seats_taken()), (true, STUDIO_SEATS));
            assert_eq!(
                world.stands(&shop.ann),
                WaitingState::Waiting,
                "he sits there until his grace is over"
            );
        }
        world.clock.advance(3 * DAY);
        world.offers().await;
        assert!(!world.order(&first).holds_seat, "and no longer");
        assert!(matches!(world.stands(&shop.ann), WaitingState::Offered { .. }));
        assert_eq!(world.seats_taken(), STUDIO_SEATS);
    })
    .await;
}

#[tokio::test]
async fn whoever_sits_is_not_told_that_everything_is_sold_out() {
    let world = World::new().await;
    let (shop, studio) = (&world.shop, &world.shop.studio);
    let first = world.bought(&shop.tom, studio).await;
    world.bought(&shop.mei, studio).await;
    let form = world.form(&shop.tom, &studio.id).await.unwrap();
    let commerce = world.commerce.clone();
    let holder = world.order(&first);
    // Somebody else writes the order that he sits on, right before his renewal is placed.
    world.switch.meanwhile("commit", 1, async move {
        let writes = vec![Write::UpdateOrder(holder)];
        commerce.commit(Changes { writes, ..Changes::default() }).await.unwrap();
    });
    let started = world.start(&shop.tom, form).await.unwrap();
    assert!(matches!(started, StartOutcome::Started(_)), "{started:?}");
    world.audit();
}
