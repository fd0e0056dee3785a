//! An order keeps what it was sold as: its creator may change the product while it waits and after it is paid.

use domain::{
    catalogue::{Period, Product},
    id::OrderToken,
    view::OrderView,
};
use services::{actor::Member, checkout::StartOutcome, refunds::RefundOutcome};

use super::{told::told, world::World};

const DAY: i64 = 86_400;

impl World {
    /// The creator changes a product.
    pub async fn becomes(&self, product: &Product, (tier, period, refund_days): (&str, Period, u16)) {
        self.commerce.change(|tables| {
            let known = tables.products.iter_mut().find(|known| known.id == product.id).unwrap();
            (known.period, known.refund_days) = (period, refund_days);
            tier.clone_into(&mut known.tier);
        });
        self.again(async || self.services.catalogue.reload().await).await;
    }

    /// The order page says that this is the year of Tier 2 with a week to ask for the money.
    async fn is_shown_as_sold(&self, member: &Member, token: &OrderToken) {
        let view: OrderView = self.again(async || self.page(member, token).await).await;
        assert_eq!((view.tier.as_str(), view.period, view.refund_days), ("Tier 2", Period::Year, 7));
        let list = self.again(async || self.services.orders.list(member, "", None).await).await;
        assert_eq!((list.lines[0].tier.as_str(), list.lines[0].period), ("Tier 2", Period::Year));
    }
}

#[tokio::test]
async fn an_order_keeps_what_it_was_sold_as_while_it_waits_and_after_it_is_paid() {
    told(async |world| {
        let (mei, year) = (&world.shop.mei, &world.shop.year);
        let (token, number) = world.waiting(mei, year).await;
        world.becomes(year, ("Short", Period::Month, 0)).await;
        world.is_shown_as_sold(mei, &token).await;
        world.pays(&token, &number);
        world.notified(&number).await;
        let granted = world.rows().memberships.values().next().unwrap().clone();
        let until = granted.valid_from.day().plus_months(12);
        assert_eq!(granted.valid_until.unwrap().day(), until, "a year was paid for");

        world.becomes(year, ("Other", Period::Lifetime, 0)).await;
        world.is_shown_as_sold(mei, &token).await;
        let receipt = world.again(async || world.services.orders.receipt(mei, &token).await).await.unwrap();
        assert_eq!((receipt.tier.as_str(), receipt.period), ("Tier 2", Period::Year));
        let held = world.again(async || world.services.memberships.list(mei).await).await;
        assert_eq!((held[0].tier.as_str(), held[0].period), ("Tier 2", Period::Year));
        let ask = world.again(async || world.services.refunds.page(mei, &token).await).await.unwrap();
        assert_eq!((ask.tier.as_str(), ask.refund_days, ask.refusal), ("Tier 2", 7, None));
        world.clock.advance(6 * DAY);
        world.gives_back(mei, &token).await;
        assert_eq!(world.order(&token).state.code(), "refund_pending", "the rule it was bought under");
    })
    .await;
}

#[tokio::test]
async fn a_refund_rule_that_comes_after_the_order_counts_for_later_orders_only() {
    let world = World::new().await;
    let (mei, tom, month) = (&world.shop.mei, &world.shop.tom, &world.shop.month);
    world.becomes(month, ("Tier 1", Period::Month, 0)).await;
    let before = world.bought(mei, month).await;
    world.becomes(month, ("Tier 1", Period::Month, 7)).await;
    let after = world.bought(tom, month).await;
    let refused = world.services.refunds.ask(mei, &before, "").await.unwrap();
    assert!(matches!(refused, RefundOutcome::Refused(..)), "{refused:?}");
    assert_eq!(world.services.refunds.ask(tom, &after, "").await.unwrap(), RefundOutcome::Started);
    world.audit();
}

#[tokio::test]
async fn what_was_ordered_under_another_promise_is_another_order() {
    let world = World::new().await;
    let (mei, month) = (&world.shop.mei, &world.shop.month);
    let (token, _) = world.waiting(mei, month).await;
    let form = world.form(mei, &month.id).await.unwrap();
    let again = world.start(mei, form.clone()).await.unwrap();
    assert_eq!(again, StartOutcome::Existing(token.clone()));
    world.becomes(month, ("Tier 1", Period::Quarter, 7)).await;
    let StartOutcome::Started(other) = world.start(mei, form).await.unwrap() else { panic!("the old one") };
    assert_eq!(world.order(&other).sold_as.period, Period::Quarter);
    assert_eq!(world.order(&token).state.code(), "expired", "never two can be paid");
    world.audit();
}

#[tokio::test]
async fn who_is_in_for_good_pays_for_nothing_more_whatever_became_of_the_product() {
    let world = World::new().await;
    let (mei, shop) = (&world.shop.mei, &world.shop);
    world.bought(mei, &shop.lifetime).await;
    world.becomes(&shop.lifetime, ("Patron", Period::Year, 7)).await;
    let form = world.form(mei, &shop.month.id).await.unwrap();
    let StartOutcome::Refused(problems) = world.start(mei, form).await.unwrap() else { panic!("sold") };
    assert_eq!(problems[0].code, domain::view::ProblemCode::AlreadyMember);
}
