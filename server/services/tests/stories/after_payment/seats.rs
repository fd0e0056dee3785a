//! A decision lets nobody in beyond the seats: an order that was to renew a period has lost the seat it counted on when
//! that period is over or went back.

use domain::{
    id::{OrderToken, ReviewId},
    review::{DecisionKind, Evidence},
    view::ProblemCode,
};
use services::review::DecideOutcome;

use super::{World, yuan};
use crate::{shop::STUDIO_SEATS, told::told};

const DAY: i64 = 86_400;

impl World {
    /// Tom's renewal, which took no seat and ran out, and a late payment of it that was too large.
    async fn overpaid_renewal(&self) -> (OrderToken, ReviewId) {
        let (tom, studio) = (&self.shop.tom, &self.shop.studio);
        self.bought(tom, studio).await;
        let (token, number) = self.waiting(tom, studio).await;
        assert!(!self.order(&token).holds_seat);
        self.expired(&token).await;
        assert!(self.gateway.pay(&number, yuan(20_000), true));
        self.notified(&number).await;
        (token, self.waiting_item().id)
    }

    /// Tom's first period is over, the days of grace too, and his seat is free.
    async fn toms_seat_is_given_back(&self) {
        self.clock.advance(40 * DAY);
        self.offers().await;
        assert_eq!(self.seats_taken(), 0);
    }
}

#[tokio::test]
async fn a_renewal_whose_seat_others_have_by_now_is_not_let_in_by_a_decision() {
    told(async |world| {
        let (token, item) = world.overpaid_renewal().await;
        world.toms_seat_is_given_back().await;
        world.ordered(&world.shop.mei, &world.shop.studio).await;
        world.ordered(&world.shop.ann, &world.shop.studio).await;
        assert_eq!(world.seats_taken(), STUDIO_SEATS);
        let refused = world.decided(&item, "settle_and_refund_excess", None).await;
        assert!(matches!(refused, DecideOutcome::Refused(..)), "{refused:?}");
        assert_eq!((world.order(&token).state.code(), world.rows().memberships.len()), ("expired", 1));
    })
    .await;
}

#[tokio::test]
async fn the_page_says_that_no_seat_is_left() {
    let world = World::new().await;
    let (_, item) = world.overpaid_renewal().await;
    world.toms_seat_is_given_back().await;
    let (possible, evidence) = world.known_about(&world.item(&item)).await;
    assert_eq!(possible[0], DecisionKind::SettleAndRefundExcess);
    assert!(evidence.contains(&Evidence::SeatFree), "{evidence:?}");
    for buyer in [&world.shop.mei, &world.shop.ann] {
        world.ordered(buyer, &world.shop.studio).await;
    }
    let (possible, evidence) = world.known_about(&world.item(&item)).await;
    assert_eq!(possible, [DecisionKind::Refund, DecisionKind::MoveTo]);
    assert!(evidence.contains(&Evidence::NoSeatLeft), "{evidence:?}");
}

#[tokio::test]
async fn a_renewal_that_lost_its_seat_takes_a_free_one() {
    told(async |world| {
        let (token, item) = world.overpaid_renewal().await;
        world.toms_seat_is_given_back().await;
        assert_eq!(world.decided(&item, "settle_and_refund_excess", None).await, DecideOutcome::Resolved);
        let order = world.order(&token);
        assert_eq!((order.state.code(), order.holds_seat), ("paid", true));
        assert_eq!(world.seats_taken(), 1);
    })
    .await;
}

#[tokio::test]
async fn a_renewal_takes_no_seat_while_its_member_sits() {
    told(async |world| {
        let (token, item) = world.overpaid_renewal().await;
        world.bought(&world.shop.ann, &world.shop.studio).await;
        assert_eq!(world.seats_taken(), STUDIO_SEATS, "sold out");
        assert_eq!(world.decided(&item, "settle_and_refund_excess", None).await, DecideOutcome::Resolved);
        let order = world.order(&token);
        assert_eq!((order.state.code(), order.holds_seat), ("paid", false));
        assert_eq!(world.seats_taken(), STUDIO_SEATS);
    })
    .await;
}

#[tokio::test]
async fn money_of_nobody_lets_nobody_in_beyond_the_seats_either() {
    let world = World::new().await;
    let (tom, studio) = (&world.shop.tom, &world.shop.studio);
    world.bought(tom, studio).await;
    let (token, _) = world.waiting(tom, studio).await;
    world.expired(&token).await;
    world.toms_seat_is_given_back().await;
    for buyer in [&world.shop.mei, &world.shop.ann] {
        world.ordered(buyer, studio).await;
    }
    let order = world.order(&token);
    let item = world.stray("ABC123", order.price).await;
    let DecideOutcome::Refused(problems, _) = world.decided(&item, "move_to", Some(&order.id)).await else {
        panic!()
    };
    assert_eq!(problems[0].code, ProblemCode::OtherOrderUnfit);
}

#[tokio::test]
async fn a_seat_that_is_given_back_while_it_is_decided_is_not_counted_on() {
    let world = World::new().await;
    let (tom, studio) = (&world.shop.tom, &world.shop.studio);
    let first = world.bought(tom, studio).await;
    let (token, number) = world.waiting(tom, studio).await;
    world.expired(&token).await;
    assert!(world.gateway.pay(&number, yuan(20_000), true));
    world.notified(&number).await;
    let item = world.waiting_item().id;
    let (services, member) = (world.services.clone(), tom.clone());
    world.switch.meanwhile("commit", 1, async move {
        services.refunds.ask(&member, &first, "").await.unwrap();
    });
    assert_eq!(world.decided(&item, "settle_and_refund_excess", None).await, DecideOutcome::Resolved);
    assert!(world.order(&token).holds_seat, "decided on a seat that was given back");
    assert_eq!((world.order(&token).state.code(), world.seats_taken()), ("paid", 1));
}
