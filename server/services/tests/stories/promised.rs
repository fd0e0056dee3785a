//! A seat that was promised for a day is kept for that day, whatever becomes of an order of it.

use domain::{
    catalogue::{Discount, WaitingState},
    money::BasisPoints,
    order::OrderException,
    time::Timestamp,
};
use services::{
    actor::Member,
    checkout::{StartOrderForm, StartOutcome},
    lounge::{OFFER_HOURS, WaitOutcome},
    ports::Clock as _,
    review::DecideOutcome,
};

use super::{
    lounge::next_in_line,
    shop::{STUDIO_SEATS, yuan},
    told::told,
    world::World,
};

impl World {
    /// Mei was first in line for the one seat that Tom gave up, and somebody else is next: who that is, and until when the
    /// seat is hers.
    async fn offered_to_mei(&self) -> (Member, Timestamp) {
        let (shop, studio) = (&self.shop, &self.shop.studio);
        let his = self.bought(&shop.tom, studio).await;
        self.bought(&shop.ann, studio).await;
        assert_eq!(self.waits(&shop.mei).await, WaitOutcome::InLine);
        self.clock.advance(1);
        let next = next_in_line(self);
        assert_eq!(self.waits(&next).await, WaitOutcome::InLine);
        self.gives_back(&shop.tom, &his).await;
        self.offers().await;
        let WaitingState::Offered { until } = self.stands(&shop.mei) else { panic!("no offer") };
        (next, until)
    }
}

#[tokio::test]
async fn an_offered_seat_is_kept_until_the_promised_moment_also_when_its_order_runs_out() {
    told(async |world| {
        let (mei, studio) = (&world.shop.mei, &world.shop.studio);
        let (next, until) = world.offered_to_mei().await;
        for _ in 0..2 {
            let order = world.ordered(mei, studio).await;
            assert_eq!(world.stands(mei), WaitingState::Taken { held_until: Some(until) });
            world.expired(&order).await;
            world.offers().await;
            assert_eq!(world.stands(mei), WaitingState::Offered { until }, "for what is left of the day");
            assert_eq!(world.waits(mei).await, WaitOutcome::Offered);
            assert_eq!((world.stands(&next), world.seats_taken()), (WaitingState::Waiting, STUDIO_SEATS));
        }
        world.clock.advance(OFFER_HOURS * 3_600 - 40 * 60);
        let order = world.ordered(mei, studio).await;
        world.expired(&order).await;
        assert_eq!((world.clock.business() >= until, world.seats_taken()), (true, 1), "the day is over");
        world.offers().await;
        assert!(matches!(world.stands(&next), WaitingState::Offered { .. }));
        assert_eq!(world.waits(mei).await, WaitOutcome::InLine);
    })
    .await;
}

#[tokio::test]
async fn an_order_in_the_place_of_another_takes_the_promised_seat_and_the_promise() {
    let world = World::new().await;
    let (mei, studio) = (&world.shop.mei, &world.shop.studio);
    let (next, until) = world.offered_to_mei().await;
    world.coupon(Discount::Percent(BasisPoints::new(2_000)), None, None);
    world.ordered(mei, studio).await;
    let form = StartOrderForm { coupon: "spring".to_owned(), ..world.form(mei, &studio.id).await.unwrap() };
    let StartOutcome::Started(cheaper) = world.start(mei, form).await.unwrap() else { panic!("refused") };
    assert_eq!((world.order(&cheaper).holds_seat, world.seats_taken()), (true, STUDIO_SEATS));
    world.expired(&cheaper).await;
    assert_eq!((world.stands(mei), world.seats_taken()), (WaitingState::Offered { until }, STUDIO_SEATS));
    assert_eq!(world.stands(&next), WaitingState::Waiting);
    world.audit();
}

#[tokio::test]
async fn late_money_takes_the_seat_that_is_held_for_its_payer() {
    told(async |world| {
        let (mei, studio) = (&world.shop.mei, &world.shop.studio);
        let (next, until) = world.offered_to_mei().await;
        let (token, number) = world.waiting(mei, studio).await;
        world.expired(&token).await;
        world.pays_late(&token, &number);
        world.notified(&number).await;
        let order = world.order(&token);
        assert_eq!((order.state.code(), order.exception), ("paid", OrderException::PaidLate));
        assert_eq!(world.stands(mei), WaitingState::Taken { held_until: Some(until) });
        assert_eq!((world.stands(&next), world.seats_taken()), (WaitingState::Waiting, STUDIO_SEATS));
    })
    .await;
}

#[tokio::test]
async fn a_decision_lets_somebody_in_on_the_seat_that_is_held_for_them() {
    told(async |world| {
        let (mei, studio) = (&world.shop.mei, &world.shop.studio);
        let (next, _) = world.offered_to_mei().await;
        let (token, number) = world.waiting(mei, studio).await;
        assert!(world.gateway.pay(&number, yuan(20_000), false));
        world.notified(&number).await;
        let item = world.waiting_item().id;
        world.expired(&token).await;
        assert_eq!(world.decided(&item, "settle_and_refund_excess", None).await, DecideOutcome::Resolved);
        let order = world.order(&token);
        assert_eq!((order.state.code(), order.holds_seat), ("paid", true));
        assert!(matches!(world.stands(mei), WaitingState::Taken { .. }));
        assert_eq!((world.stands(&next), world.seats_taken()), (WaitingState::Waiting, STUDIO_SEATS));
    })
    .await;
}

#[tokio::test]
async fn an_offer_that_runs_out_while_late_money_is_decided_on_is_not_taken_twice() {
    let world = World::new().await;
    let (mei, studio) = (&world.shop.mei, &world.shop.studio);
    world.offered_to_mei().await;
    let (token, number) = world.waiting(mei, studio).await;
    world.expired(&token).await;
    world.pays_late(&token, &number);
    let (services, member, product) = (world.services.clone(), mei.clone(), studio.id.clone());
    world.switch.meanwhile("commit", 1, async move {
        services.lounge.leave(&member, &product).await.unwrap();
    });
    world.notified(&number).await;
    assert_eq!(world.order(&token).state.code(), "refund_pending", "somebody else is next");
    world.audit();
}
