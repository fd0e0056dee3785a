//! Renewals of a limited product: they take no seat of their own, so the seat of the period before has to be there when
//! their money comes.

use domain::{
    catalogue::Discount,
    id::OrderToken,
    money::BasisPoints,
    order::{OrderException, RefundReason},
};
use services::{checkout::StartOutcome, refunds::RefundOutcome};

use super::{
    shop::STUDIO_SEATS,
    told::told,
    world::{World, origin},
};

const DAY: i64 = 86_400;

impl World {
    /// Tom's renewal, which nobody paid in time, and its number at the gateway.
    async fn unpaid_renewal(&self) -> (OrderToken, String) {
        self.bought(&self.shop.tom, &self.shop.studio).await;
        let (token, number) = self.waiting(&self.shop.tom, &self.shop.studio).await;
        assert!(!self.order(&token).holds_seat);
        self.expired(&token).await;
        (token, number)
    }

    /// Tom's first period is over, the days of grace too, and his seat is free.
    async fn seat_is_given_back(&self) {
        self.clock.advance(40 * DAY);
        self.offers().await;
        assert_eq!(self.seats_taken(), 0);
    }
}

#[tokio::test]
async fn late_money_for_a_renewal_goes_back_when_its_seat_has_gone_to_others() {
    told(async |world| {
        let (token, number) = world.unpaid_renewal().await;
        world.seat_is_given_back().await;
        world.ordered(&world.shop.mei, &world.shop.studio).await;
        world.ordered(&world.shop.ann, &world.shop.studio).await;
        world.pays_late(&token, &number);
        world.notified(&number).await;
        assert_eq!(world.order(&token).state.code(), "refund_pending");
        let rows = world.rows();
        assert_eq!(rows.refunds.values().next().unwrap().reason, RefundReason::LateAndFull);
        assert_eq!((rows.memberships.len(), world.seats_taken()), (1, STUDIO_SEATS));
    })
    .await;
}

#[tokio::test]
async fn late_money_for_a_renewal_takes_a_seat_when_its_own_was_given_back() {
    told(async |world| {
        let (token, number) = world.unpaid_renewal().await;
        world.seat_is_given_back().await;
        world.pays_late(&token, &number);
        world.notified(&number).await;
        let order = world.order(&token);
        assert_eq!((order.state.code(), order.exception), ("paid", OrderException::PaidLate));
        assert!(order.holds_seat, "a member without a seat");
        assert_eq!(world.seats_taken(), 1);
    })
    .await;
}

#[tokio::test]
async fn late_money_for_a_renewal_needs_no_free_seat_while_its_member_sits() {
    told(async |world| {
        let (token, number) = world.unpaid_renewal().await;
        world.bought(&world.shop.ann, &world.shop.studio).await;
        assert_eq!(world.seats_taken(), STUDIO_SEATS, "sold out");
        world.pays_late(&token, &number);
        world.notified(&number).await;
        let order = world.order(&token);
        assert_eq!((order.state.code(), order.holds_seat), ("paid", false));
        assert_eq!(world.seats_taken(), STUDIO_SEATS);
        world.clock.advance(45 * DAY);
        world.offers().await;
        assert_eq!(world.seats_taken(), 1, "hers is over, his goes on");
    })
    .await;
}

#[tokio::test]
async fn late_money_for_a_renewal_whose_sale_goes_back_meanwhile_takes_a_seat() {
    let world = World::new().await;
    let (tom, studio) = (&world.shop.tom, &world.shop.studio);
    let first = world.bought(tom, studio).await;
    let (token, number) = world.waiting(tom, studio).await;
    world.expired(&token).await;
    world.pays_late(&token, &number);
    let (services, member) = (world.services.clone(), tom.clone());
    world.switch.meanwhile("commit", 1, async move {
        assert_eq!(services.refunds.ask(&member, &first, "").await.unwrap(), RefundOutcome::Started);
    });
    world.notified(&number).await;
    assert!(world.order(&token).holds_seat, "decided on a seat that was given back");
    assert_eq!((world.order(&token).state.code(), world.seats_taken()), ("paid", 1));
    world.audit();
}

#[tokio::test]
async fn late_money_of_somebody_who_sits_by_now_takes_no_second_seat() {
    told(async |world| {
        let (tom, studio) = (&world.shop.tom, &world.shop.studio);
        let (late, number) = world.waiting(tom, studio).await;
        world.expired(&late).await;
        world.bought(tom, studio).await;
        world.pays_late(&late, &number);
        world.notified(&number).await;
        assert_eq!((world.order(&late).state.code(), world.seats_taken()), ("paid", 1));
    })
    .await;
}

#[tokio::test]
async fn a_sale_that_goes_back_while_it_is_renewed_leaves_its_seat_to_the_renewal() {
    let world = World::new().await;
    let (tom, studio) = (&world.shop.tom, &world.shop.studio);
    let first = world.bought(tom, studio).await;
    let form = world.form(tom, &studio.id).await.unwrap();
    let (services, member) = (world.services.clone(), tom.clone());
    world.switch.meanwhile("commit", 1, async move {
        assert_eq!(services.refunds.ask(&member, &first, "").await.unwrap(), RefundOutcome::Started);
    });
    let StartOutcome::Started(renewal) = world.start(tom, form).await.unwrap() else { panic!("refused") };
    assert!(world.order(&renewal).holds_seat, "it was placed on a seat that is not there any more");
    assert_eq!(world.seats_taken(), 1);
    world.audit();
}

#[tokio::test]
async fn a_renewal_that_comes_while_its_sale_goes_back_keeps_the_seat() {
    let world = World::new().await;
    let (tom, studio) = (&world.shop.tom, &world.shop.studio);
    let first = world.bought(tom, studio).await;
    let form = world.form(tom, &studio.id).await.unwrap();
    let (services, member) = (world.services.clone(), tom.clone());
    world.switch.meanwhile("commit", 1, async move {
        let placed = services.checkout.start_order(&member, &origin(), form).await.unwrap();
        assert!(matches!(placed, StartOutcome::Started(_)), "{placed:?}");
    });
    assert_eq!(world.services.refunds.ask(tom, &first, "").await.unwrap(), RefundOutcome::Started);
    let rows = world.rows();
    let renewal = rows.orders.values().find(|order| order.token != first).unwrap();
    assert!(renewal.holds_seat, "the sale went back under it");
    assert_eq!(world.seats_taken(), 1);
    world.audit();
}

#[tokio::test]
async fn a_seat_is_not_given_away_while_its_renewal_waits_for_an_answer() {
    let world = World::new().await;
    let (tom, studio) = (&world.shop.tom, &world.shop.studio);
    world.bought(tom, studio).await;
    let (token, number) = world.waiting(tom, studio).await;
    world.gateway.change(|book| book.down = true);
    world.clock.advance(40 * DAY);
    world.offers().await;
    assert_eq!(world.order(&token).state.code(), "pending", "nobody knows whether it was paid");
    assert_eq!(world.seats_taken(), 1, "it may have been");
    world.gateway.change(|book| book.down = false);
    world.pays(&token, &number);
    world.notified(&number).await;
    assert_eq!((world.order(&token).state.code(), world.seats_taken()), ("paid", 1));
    world.audit();
}

#[tokio::test]
async fn money_in_time_for_a_renewal_without_a_seat_goes_back_with_its_coupon() {
    told(async |world| {
        let (tom, studio) = (&world.shop.tom, &world.shop.studio);
        let coupon = world.coupon(Discount::Percent(BasisPoints::new(2_000)), Some(1), None);
        let first = world.bought(tom, studio).await;
        let renewal = world.cheaper(tom, studio).await;
        let number = world.opened(tom, &renewal).await;
        assert_eq!((world.order(&renewal).holds_seat, world.used(&coupon)), (false, 1));
        // By whatever way: the seat that it was to sit on is somebody else's.
        let first = world.order(&first).id;
        world.commerce.change(|tables| {
            tables.orders.get_mut(&first).unwrap().holds_seat = false;
            tables.seats.get_mut(&studio.id).unwrap().taken -= 1;
        });
        world.bought(&world.shop.mei, studio).await;
        world.bought(&world.shop.ann, studio).await;
        world.pays(&renewal, &number);
        world.notified(&number).await;
        assert_eq!(world.order(&renewal).state.code(), "refund_pending");
        assert_eq!(world.rows().refunds.values().next().unwrap().reason, RefundReason::SeatLost);
        assert_eq!(world.used(&coupon), 0, "whoever bought nothing has used nothing");
    })
    .await;
}
