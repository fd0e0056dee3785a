//! What the order page says goes back: the order's own money, or all that did not fit it; another payment is said beside it.

use domain::{
    id::{OrderToken, ReviewId},
    message::{OrderNews, Recipient},
    order::RefundReason,
    view::OrderStage,
};
use services::review::DecideOutcome;

use super::{World, yuan};
use crate::told::told;

impl World {
    /// A payment of a wrong amount under a number of Mei's order, which waits for a person.
    async fn pays_wrongly(&self, number: &str, fen: i64) -> ReviewId {
        assert!(self.gateway.pay(number, yuan(fen), false));
        self.notified(number).await;
        self.rows().reviews.values().find(|row| row.gateway_number == number).unwrap().id.clone()
    }

    /// Each refund on the page, and whether it is of another payment than the order's own.
    async fn parts_back(&self, token: &OrderToken) -> Vec<(i64, bool)> {
        let page = self.page(&self.shop.mei, token).await.unwrap();
        page.refunds.iter().map(|refund| (refund.amount.minor(), refund.is_other)).collect()
    }

    fn told_back(&self, fen: i64) -> usize {
        let news = self.order_news(&Recipient::Person(self.shop.mei.user.clone()));
        let is_it =
            |news: &&OrderNews| matches!(news, OrderNews::RefundDone { amount, .. } if *amount == yuan(fen));
        news.iter().filter(is_it).count()
    }
}

#[tokio::test]
async fn a_payment_that_did_not_fit_does_not_stand_for_the_sale_that_goes_back() {
    let world = World::new().await;
    let mei = &world.shop.mei;
    let (token, [first, second]) = world.two_codes().await;
    let item = world.pays_wrongly(&first, 100).await;
    world.pays(&token, &second);
    world.notified(&second).await;
    assert_eq!(world.order(&token).state.code(), "paid");
    world.gives_back(mei, &token).await;
    world.clock.advance(1);
    assert_eq!(world.decided(&item, "refund", None).await, DecideOutcome::Resolved);
    let (amount, reason) = (yuan(6_800), RefundReason::Member);
    assert_eq!(world.stage(mei, &token).await, OrderStage::Refunding { amount, reason });
    assert_eq!(world.parts_back(&token).await, [(6_800, false), (100, true)]);
    world.refunds_arrive().await;
    let OrderStage::Refunded { amount, reason, .. } = world.stage(mei, &token).await else { panic!() };
    assert_eq!((amount, reason), (yuan(6_800), RefundReason::Member));
}

#[tokio::test]
async fn a_payment_that_did_not_fit_goes_back_beside_the_one_that_counts() {
    let world = World::new().await;
    let (token, [first, second]) = world.two_codes().await;
    let item = world.pays_wrongly(&first, 100).await;
    world.pays(&token, &second);
    world.notified(&second).await;
    assert_eq!(world.decided(&item, "refund", None).await, DecideOutcome::Resolved);
    assert!(matches!(world.stage(&world.shop.mei, &token).await, OrderStage::Paid { .. }));
    assert_eq!(world.parts_back(&token).await, [(100, true)]);
}

#[tokio::test]
async fn what_was_paid_too_much_goes_back_as_a_part_of_what_counts() {
    let world = World::new().await;
    let (token, item) = world.mismatched(&world.shop.month, yuan(7_000)).await;
    let decided = world.decided(&item, "settle_and_refund_excess", None).await;
    assert_eq!(decided, DecideOutcome::Resolved);
    assert_eq!(world.parts_back(&token).await, [(200, false)]);
}

#[tokio::test]
async fn payments_of_which_none_fitted_go_back_together() {
    let world = World::new().await;
    let mei = &world.shop.mei;
    let (token, [first, second]) = world.two_codes().await;
    for item in [world.pays_wrongly(&first, 100).await, world.pays_wrongly(&second, 200).await] {
        world.clock.advance(1);
        assert_eq!(world.decided(&item, "refund", None).await, DecideOutcome::Resolved);
    }
    let (amount, reason) = (yuan(300), RefundReason::Review);
    let going = world.stage(mei, &token).await;
    assert_eq!(going, OrderStage::Refunding { amount, reason }, "{:?}", world.all_refunds());
    assert_eq!(world.parts_back(&token).await, [(100, false), (200, false)]);
    world.refunds_arrive().await;
    let OrderStage::Refunded { amount, .. } = world.stage(mei, &token).await else { panic!() };
    assert_eq!(amount, yuan(300));
}

#[tokio::test]
async fn whoever_gets_money_back_by_hand_that_waited_is_told_how_much() {
    told(async |world| {
        let (token, item) = world.mismatched(&world.shop.month, yuan(9_000)).await;
        let transaction = world.item(&item).gateway_transaction;
        let taken = world.given_by_hand(&transaction, 500).await;
        assert_eq!(world.told_back(500), 0, "somebody looks at it first");
        assert_eq!(world.decided(&taken.id, "taken", None).await, DecideOutcome::Resolved);
        assert_eq!(world.told_back(500), 1);
        assert_eq!(world.decided(&item, "refund", None).await, DecideOutcome::Resolved);
        world.refunds_arrive().await;
        assert_eq!((world.told_back(500), world.told_back(8_500)), (1, 1));
        let stage = world.stage(&world.shop.mei, &token).await;
        let OrderStage::Refunded { amount, .. } = stage else { panic!("{stage:?}") };
        assert_eq!(amount, yuan(9_000), "both parts of what came");
    })
    .await;
}

#[tokio::test]
async fn whoever_gets_all_of_it_back_by_hand_is_told_too() {
    let world = World::new().await;
    let (_, item) = world.mismatched(&world.shop.month, yuan(9_000)).await;
    let transaction = world.item(&item).gateway_transaction;
    let taken = world.given_by_hand(&transaction, 9_000).await;
    assert_eq!(world.decided(&taken.id, "taken", None).await, DecideOutcome::Resolved);
    assert_eq!(world.told_back(9_000), 1);
    world.audit();
}
