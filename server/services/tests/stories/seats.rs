//! Who sits on the seats of a limited product: members as long as they are members, and nobody twice.

use domain::order::OrderState;

use super::{shop::STUDIO_SEATS, told::told};

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
        assert_eq!((world.order(&first).holds_seat, world.order(&again).holds_seat), (false, true));
        assert_eq!(world.seats_taken(), STUDIO_SEATS);
    })
    .await;
}
