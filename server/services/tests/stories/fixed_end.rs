//! A product that ends on a fixed day: time is sold while some is left, and nobody pays for none.

use domain::{
    catalogue::{Period, Product},
    id::OrderToken,
    order::{OrderException, RefundReason},
    review::{DecisionKind, Evidence},
    time::Day,
    view::{CheckoutView, ProblemCode},
};
use services::{
    actor::{Approver, Member},
    checkout::{CheckoutAsk, StartOutcome},
    ports::Clock as _,
};

use super::{told::told, world::World};

const DAY: i64 = 86_400;

impl World {
    fn in_days(&self, days: i32) -> Day {
        self.clock.business().day().plus_days(days)
    }

    /// A product ends on a fixed day from now on.
    async fn ends(&self, product: &Product, day: Day) {
        self.becomes(product, (&product.tier, Period::Until(day), 7)).await;
    }

    async fn checkout_of(&self, member: &Member, product: &Product) -> CheckoutView {
        let ask = CheckoutAsk { product: Some(product.id.clone()), ..CheckoutAsk::default() };
        let page = async || self.services.checkout.page("kiln-circle", Some(member), ask.clone()).await;
        self.again(page).await.unwrap()
    }

    async fn is_not_sold(&self, member: &Member, product: &Product) {
        let form = self.again(async || self.form(member, &product.id).await).await;
        match self.again(async || self.start(member, form.clone()).await).await {
            StartOutcome::Refused(problems) => assert_eq!(problems[0].code, ProblemCode::NoTimeLeft),
            other => panic!("{other:?}"),
        }
    }

    pub fn refund_reasons(&self) -> Vec<RefundReason> {
        self.rows().refunds.values().map(|refund| refund.reason).collect()
    }

    fn exception(&self, token: &OrderToken) -> (&'static str, OrderException) {
        let order = self.order(token);
        (order.state.code(), order.exception)
    }
}

#[tokio::test]
async fn nobody_pays_twice_for_the_time_until_a_fixed_day() {
    told(async |world| {
        let (mei, shop) = (&world.shop.mei, &world.shop);
        let end = world.in_days(40);
        world.ends(&shop.month, end).await;
        world.ends(&shop.year, end.plus_days(-1)).await;
        let before = world.checkout_of(mei, &shop.month).await;
        assert!(!before.follows && before.problems.is_empty());
        world.bought(mei, &shop.month).await;
        let granted = world.rows().memberships.values().next().unwrap().clone();
        assert_eq!(granted.valid_until.unwrap().day(), end);
        assert_eq!(before.time.until.unwrap().day(), end, "the page said so before");

        for product in [&shop.month, &shop.year] {
            world.is_not_sold(mei, product).await;
            let page = world.checkout_of(mei, product).await;
            assert!(page.time.is_empty());
            assert_eq!(page.problems[0].code, ProblemCode::NoTimeLeft);
        }
        assert_eq!(world.rows().orders.len(), 1);
        // What lasts longer follows it.
        let page = world.checkout_of(mei, &shop.studio).await;
        assert_eq!((page.follows, Some(page.time.from)), (true, granted.valid_until));
        world.bought(mei, &shop.studio).await;
        let latest = world.rows().memberships.values().max_by_key(|row| row.sequence).unwrap().clone();
        assert_eq!((latest.valid_from, latest.valid_until), (page.time.from, page.time.until));
    })
    .await;
}

#[tokio::test]
async fn the_last_minutes_before_a_fixed_day_are_not_sold() {
    let world = World::new().await;
    let (mei, tom, month) = (&world.shop.mei, &world.shop.tom, &world.shop.month);
    world.ends(month, world.in_days(1)).await;
    let to_midnight = world.in_days(1).start().ms_since(world.clock.business()) / 1_000;
    world.clock.advance(to_midnight - 20 * 60);
    let (token, number) = world.waiting(mei, month).await;
    world.clock.advance(6 * 60);
    // Whoever paid at the end of the time to pay would get nothing.
    world.is_not_sold(tom, month).await;
    world.pays(&token, &number);
    world.notified(&number).await;
    assert_eq!(world.exception(&token), ("paid", OrderException::None));
    world.audit();
}

#[tokio::test]
async fn late_money_for_what_has_ended_goes_back() {
    told(async |world| {
        let (mei, month) = (&world.shop.mei, &world.shop.month);
        world.ends(month, world.in_days(1)).await;
        let (token, number) = world.waiting(mei, month).await;
        world.expired(&token).await;
        world.clock.advance(DAY);
        world.pays_late(&token, &number);
        world.notified(&number).await;
        assert_eq!(world.exception(&token), ("refund_pending", OrderException::PaidLate));
        assert_eq!(world.refund_reasons(), [RefundReason::LateNoTime]);
        assert!(world.rows().memberships.is_empty());
    })
    .await;
}

#[tokio::test]
async fn of_two_payments_for_the_same_time_the_second_waits_for_a_person_and_can_only_go_back() {
    let world = World::new().await;
    let (mei, shop) = (&world.shop.mei, &world.shop);
    let end = world.in_days(40);
    world.ends(&shop.month, end).await;
    world.ends(&shop.year, end).await;
    let (first, number) = world.waiting(mei, &shop.month).await;
    let (second, other) = world.waiting(mei, &shop.year).await;
    world.pays(&first, &number);
    world.notified(&number).await;
    world.pays(&second, &other);
    world.notified(&other).await;
    assert_eq!(world.exception(&second), ("pending", OrderException::NothingLeft));
    let item = world.waiting_item();
    assert_eq!(world.possible(&item.id).await, [DecisionKind::Refund, DecisionKind::MoveTo]);
    let reader = Approver { user: World::operator().user, may_act: true };
    let view = world.services.reviews.page(&reader, &item.id, Default::default()).await.unwrap().unwrap();
    assert!(view.line.evidence.contains(&Evidence::NoTimeLeft), "{:?}", view.line.evidence);
    let settled = world.decided(&item.id, "settle", None).await;
    assert!(matches!(settled, services::review::DecideOutcome::Refused(..)), "{settled:?}");
    assert_eq!(world.rows().memberships.len(), 1);
    world.audit();
}

#[tokio::test]
async fn a_person_does_not_let_somebody_in_for_no_time() {
    let world = World::new().await;
    let (mei, shop) = (&world.shop.mei, &world.shop);
    world.ends(&shop.month, world.in_days(2)).await;
    let (_, item) = world.mismatched(&shop.month, super::shop::yuan(10_000)).await;
    let both = [DecisionKind::SettleAndRefundExcess, DecisionKind::Refund];
    assert!(world.possible(&item).await.starts_with(&both));
    // Moved to another order that has ended as well, it would buy nothing either.
    world.ends(&shop.year, world.in_days(2)).await;
    let (other, _) = world.waiting(mei, &shop.year).await;
    world.commerce.change(|tables| {
        let order = tables.orders.values_mut().find(|order| order.token == other).unwrap();
        order.price = super::shop::yuan(10_000);
    });
    world.clock.advance(2 * DAY);
    assert_eq!(world.possible(&item).await, [DecisionKind::Refund, DecisionKind::MoveTo]);
    for decision in ["settle", "settle_and_refund_excess"] {
        let refused = world.decided(&item, decision, None).await;
        assert!(matches!(refused, services::review::DecideOutcome::Refused(..)), "{refused:?}");
    }
    let order = world.order(&other).id;
    let moved = world.decided(&item, "move_to", Some(&order)).await;
    assert!(matches!(moved, services::review::DecideOutcome::Refused(..)), "{moved:?}");
    assert!(world.rows().memberships.is_empty());
}
