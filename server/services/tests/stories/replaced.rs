//! Money for an order that its buyer had replaced by another one: a page that nobody had opened cannot be closed at its
//! gateway, and whoever pays there after all has paid for one thing twice.

use domain::{
    catalogue::{Discount, Product},
    id::OrderToken,
    money::BasisPoints,
    order::{Gateway, OrderException, RefundReason},
    view::OrderStage,
};
use services::{actor::Member, checkout::StartOutcome};

use super::{shop::yuan, told::told, world::World};

impl World {
    /// An order that waits on a page of Alipay's, its number there, and the cheaper one in its place.
    async fn replaced(&self, member: &Member, product: &Product) -> (OrderToken, String, OrderToken) {
        self.coupon(Discount::Percent(BasisPoints::new(2_000)), None, None);
        let dear = self.ordered_with(member, product, "alipay").await;
        let number = self.opened(member, &dear).await;
        // A minute later, in another tab.
        self.clock.advance(60);
        let form = self.again(async || self.form(member, &product.id).await).await;
        let form = services::checkout::StartOrderForm { coupon: "spring".to_owned(), ..form };
        let cheap = self
            .until(async || match self.start(member, form.clone()).await? {
                StartOutcome::Started(token) | StartOutcome::Existing(token) => Ok(Some(token)),
                StartOutcome::Refused(_) => Ok(None),
            })
            .await;
        assert_eq!(self.order(&dear).state.code(), "expired");
        (dear, number, cheap)
    }

    /// The page in the first tab worked still.
    async fn pays_the_old_page(&self, token: &OrderToken, number: &str) {
        assert!(self.gateways.alipay.pay(number, self.order(token).price, true));
        self.notified_by(Gateway::Alipay, number).await;
    }
}

#[tokio::test]
async fn money_for_a_replaced_order_goes_back_while_the_one_in_its_place_counts() {
    for is_paid in [true, false] {
        told(async |world| {
            let (mei, month) = (&world.shop.mei, &world.shop.month);
            let (dear, number, cheap) = world.replaced(mei, month).await;
            if is_paid {
                world.pays_and_is_told(mei, &cheap).await;
            }
            world.pays_the_old_page(&dear, &number).await;
            let order = world.order(&dear);
            assert_eq!((order.state.code(), order.exception), ("refund_pending", OrderException::PaidLate));
            assert_eq!(world.refund_reasons(), [RefundReason::LateReplaced]);
            assert_eq!(world.rows().memberships.len(), usize::from(is_paid), "one month for one wish");
            let (amount, reason) = (yuan(6_800), RefundReason::LateReplaced);
            assert_eq!(world.stage(mei, &dear).await, OrderStage::Refunding { amount, reason });
            world.refunds_arrive().await;
            assert_eq!(world.order(&dear).state.code(), "refunded");
            if !is_paid {
                world.pays_and_is_told(mei, &cheap).await;
                assert_eq!(world.rows().memberships.len(), 1);
            }
        })
        .await;
    }
}

#[tokio::test]
async fn money_for_a_replaced_order_buys_what_it_says_when_the_other_one_came_to_nothing() {
    told(async |world| {
        let (mei, month) = (&world.shop.mei, &world.shop.month);
        let (dear, number, cheap) = world.replaced(mei, month).await;
        world.expired(&cheap).await;
        world.pays_the_old_page(&dear, &number).await;
        let order = world.order(&dear);
        assert_eq!((order.state.code(), order.exception), ("paid", OrderException::PaidLate));
        assert_eq!(world.rows().memberships.len(), 1);
    })
    .await;
}

#[tokio::test]
async fn an_order_whose_own_time_ran_out_was_not_replaced() {
    let world = World::new().await;
    let (mei, month) = (&world.shop.mei, &world.shop.month);
    let (first, number) = world.waiting(mei, month).await;
    world.expired(&first).await;
    world.bought(mei, month).await;
    world.pays_late(&first, &number);
    world.notified(&number).await;
    assert_eq!(world.order(&first).state.code(), "paid", "late money is believed while it can be sold");
    assert_eq!(world.rows().memberships.len(), 2);
    world.audit();
}
