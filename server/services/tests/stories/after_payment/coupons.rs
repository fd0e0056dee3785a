//! Orders that gave their coupon back: when there is no room for it any more, no decision sells them at their price.

use domain::{
    catalogue::{Discount, Product},
    id::{CouponId, OrderId},
    money::BasisPoints,
    review::{DecisionKind, Evidence, ReviewState},
    view::{Problem, ProblemCode},
};
use services::{
    actor::Approver,
    review::{DecideOutcome, Promised},
};

use super::{World, yuan};

const FIFTH: Discount = Discount::Percent(BasisPoints::new(2_000));

impl World {
    /// Mei's order at a lower price, which ran out, and its coupon.
    async fn ran_out_cheaper(&self, product: &Product) -> (OrderId, String, CouponId) {
        let coupon = self.coupon(FIFTH, None, None);
        let token = self.cheaper(&self.shop.mei, product).await;
        let number = self.opened(&self.shop.mei, &token).await;
        self.expired(&token).await;
        (self.order(&token).id, number, coupon)
    }
}

/// The first reason why nothing was decided.
fn why(outcome: DecideOutcome) -> Problem {
    match outcome {
        DecideOutcome::Refused(mut problems, _) => problems.remove(0),
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn the_queue_says_that_the_coupon_of_an_order_is_gone() {
    let world = World::new().await;
    let (_, number, coupon) = world.ran_out_cheaper(&world.shop.month).await;
    assert!(world.gateway.pay(&number, yuan(7_000), true));
    world.notified(&number).await;
    let item = world.waiting_item();
    let (possible, evidence) = world.known_about(&item).await;
    assert_eq!(possible[0], DecisionKind::SettleAndRefundExcess);
    assert!(!evidence.contains(&Evidence::CouponGone), "{evidence:?}");
    world.withdraws(&coupon);
    let (possible, evidence) = world.known_about(&item).await;
    assert_eq!(possible, [DecisionKind::Refund, DecisionKind::MoveTo]);
    assert!(evidence.contains(&Evidence::CouponGone), "{evidence:?}");
}

#[tokio::test]
async fn nobody_proposes_to_put_money_onto_an_order_whose_coupon_is_gone() {
    let world = World::new().await;
    let (order, _, coupon) = world.ran_out_cheaper(&world.shop.lifetime).await;
    let item = world.stray("ABC123", world.rows().orders[&order].price).await;
    world.withdraws(&coupon);
    let refused = why(world.decided(&item, "move_to", Some(&order)).await);
    assert_eq!(refused, Problem::at("onto", ProblemCode::OtherCouponGone));
    let row = world.item(&item);
    assert_eq!((row.state, row.decision), (ReviewState::Open, None), "nobody has to agree to what cannot be");
}

#[tokio::test]
async fn a_coupon_that_goes_after_the_proposal_stops_the_second_person() {
    let world = World::new().await;
    let (order, _, coupon) = world.ran_out_cheaper(&world.shop.lifetime).await;
    let item = world.stray("ABC123", world.rows().orders[&order].price).await;
    assert_eq!(world.decided(&item, "move_to", Some(&order)).await, DecideOutcome::Proposed);
    world.withdraws(&coupon);
    let version = world.item(&item).version;
    let agreed =
        world.services.reviews.agree(&World::approver(), &item, version, Promised::default()).await.unwrap();
    assert_eq!(why(agreed), Problem::at("onto", ProblemCode::OtherCouponGone));
    assert_eq!(world.item(&item).state, ReviewState::AwaitingSecond);
    assert_eq!((world.rows().orders[&order].state.code(), world.used(&coupon)), ("expired", 0));
    world.audit();
}

#[tokio::test]
async fn an_order_whose_coupon_is_gone_is_not_named_for_the_money() {
    let world = World::new().await;
    let (order, _, coupon) = world.ran_out_cheaper(&world.shop.year).await;
    let price = world.rows().orders[&order].price;
    let (_, item) = world.mismatched(&world.shop.month, price).await;
    let reader = Approver { user: World::operator().user, may_act: true };
    let named = async || {
        let view = world.services.reviews.page(&reader, &item, Default::default()).await.unwrap().unwrap();
        view.targets.into_iter().map(|target| target.number).collect::<Vec<_>>()
    };
    assert_eq!(named().await, [order]);
    world.withdraws(&coupon);
    assert_eq!(named().await, []);
}
