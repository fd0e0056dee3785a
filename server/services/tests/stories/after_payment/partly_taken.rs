//! A refund made by hand that is smaller or larger than what failed to go back or waits: what was taken is booked for what
//! it was, and the rest stays owed.

use domain::{
    id::OrderToken,
    ledger::Account,
    order::{DisputeNews, DisputeState, Gateway, RefundState},
    review::{Decision, DecisionKind, Evidence, Review, ReviewKind, ReviewState},
    view::{OrderStage, review::DecisionChoice},
};
use services::{
    actor::Approver,
    ports::RefundAnswer,
    refunds::{RefundForm, RefundOutcome},
    review::DecideOutcome,
};

use super::{World, yuan};
use crate::told::told;

impl World {
    /// A sale of which its member wanted all, or its creator gave a part, and the gateway will not do it: its order, the
    /// payment's number there, and the item about it.
    async fn refused_refund(&self, part: Option<&str>) -> (OrderToken, String, Review) {
        let token = self.bought(&self.shop.mei, &self.shop.month).await;
        let order = self.order(&token).id;
        self.again(async || {
            if !self.rows().refunds.is_empty() {
                return Ok(());
            }
            let refunds = &self.services.refunds;
            let form = RefundForm {
                amount: part.unwrap_or_default().to_owned(),
                note: "As agreed.".to_owned(),
                ..RefundForm::default()
            };
            let asked = match part {
                None => refunds.ask(&self.shop.mei, &token, "").await?,
                Some(_) => refunds.give_as_creator(&self.shop.creator, &order, &form).await?,
            };
            assert!(asked == RefundOutcome::Started || self.switch.failed().is_some(), "{asked:?}");
            Ok(())
        })
        .await;
        self.swept_until(20, || self.refund_is("processing")).await;
        self.refunds_answer(&RefundAnswer::Refused { code: "USER_ACCOUNT_ABNORMAL".to_owned() });
        self.swept_until(20, || self.refund_is("abnormal")).await;
        let transaction = self.attempts(&token)[0].gateway_transaction.clone().unwrap();
        (token, transaction, self.waiting_item())
    }

    async fn choice(&self, item: &Review, kind: DecisionKind) -> DecisionChoice {
        let reader = Approver { user: Self::operator().user, may_act: true };
        let view = self.services.reviews.page(&reader, &item.id, Default::default()).await.unwrap().unwrap();
        view.choices.into_iter().find(|choice| choice.decision == kind).unwrap()
    }
}

#[tokio::test]
async fn less_than_a_failed_refund_answers_a_part_of_it_and_the_rest_is_asked_for() {
    told(async |world| {
        let (token, transaction, failed) = world.refused_refund(None).await;
        let item = world.given_by_hand(&transaction, 500).await;
        assert_eq!(world.decided(&item.id, "taken", None).await, DecideOutcome::Resolved);
        assert_eq!(world.item(&failed.id).decision, Some(Decision::Taken));
        assert_eq!(world.cleared(Gateway::WechatPay), (6_300, -6_300, 0), "the rest is still owed");
        let rest = world.waiting_item();
        assert_eq!((rest.kind, rest.amount), (ReviewKind::RefundFailed, yuan(6_300)));
        assert_eq!(world.order(&token).state.code(), "refund_pending");
        assert_eq!(world.decided(&rest.id, "refund_again", None).await, DecideOutcome::Resolved);
        world.refunds_arrive().await;
        let amounts: Vec<_> = world.all_refunds().iter().map(|refund| refund.amount.minor()).collect();
        assert_eq!(amounts, [6_800, 6_300, 6_300]);
        assert_eq!(world.order(&token).state.code(), "refunded");
        assert_eq!((world.creator_has(), world.cleared(Gateway::WechatPay)), (0, (0, 0, 0)));
    })
    .await;
}

#[tokio::test]
async fn the_rest_of_a_failed_refund_can_be_paid_another_way() {
    let world = World::new().await;
    let (token, transaction, _) = world.refused_refund(None).await;
    let item = world.given_by_hand(&transaction, 500).await;
    let taken = world.choice(&item, DecisionKind::Taken).await;
    assert_eq!((taken.answers, taken.still_owed), (Some(yuan(500)), Some(yuan(6_300))));
    assert_eq!((taken.from_creator, taken.written_off), (None, None), "nobody bears what was owed anyway");
    assert_eq!(world.decided(&item.id, "taken", None).await, DecideOutcome::Resolved);
    let rest = world.waiting_item();
    let (possible, evidence) = world.known_about(&rest).await;
    assert_eq!(possible, [DecisionKind::RefundAgain, DecisionKind::RefundedOutside]);
    assert_eq!(evidence, [Evidence::RestOwed]);
    assert_eq!(world.decided(&rest.id, "refunded_outside", None).await, DecideOutcome::Resolved);
    assert_eq!(world.order(&token).state.code(), "refunded");
    assert_eq!(world.cleared(Gateway::WechatPay), (6_300, 0, 0), "our bank paid the rest");
    assert!(world.all_refunds().iter().all(|refund| refund.state == RefundState::Closed));
}

#[tokio::test]
async fn more_than_a_failed_refund_answers_it_and_the_creator_bears_the_rest() {
    told(async |world| {
        let (token, transaction, failed) = world.refused_refund(Some("18.00")).await;
        let item = world.given_by_hand(&transaction, 2_000).await;
        assert_eq!(world.decided(&item.id, "taken", None).await, DecideOutcome::Resolved);
        assert_eq!(world.item(&failed.id).decision, Some(Decision::Taken));
        assert_eq!((world.creator_has(), world.cleared(Gateway::WechatPay)), (4_800, (4_800, 0, 0)));
        assert_eq!((world.order(&token).state.code(), world.still_member()), ("paid", true));
    })
    .await;
}

#[tokio::test]
async fn a_refund_of_its_own_leaves_the_failed_one_owed() {
    told(async |world| {
        let (token, transaction, failed) = world.refused_refund(Some("18.00")).await;
        let item = world.given_by_hand(&transaction, 500).await;
        assert_eq!(world.decided(&item.id, "taken_apart", None).await, DecideOutcome::Resolved);
        assert_eq!(world.creator_has(), 6_800 - 1_800 - 500);
        assert_eq!(world.waiting_item().id, failed.id, "it is owed as before");
        assert_eq!(world.decided(&failed.id, "refund_again", None).await, DecideOutcome::Resolved);
        world.refunds_arrive().await;
        assert_eq!((world.order(&token).state.code(), world.still_member()), ("paid", true));
        assert_eq!(world.cleared(Gateway::WechatPay), (4_500, 0, 0));
    })
    .await;
}

#[tokio::test]
async fn only_what_is_left_of_a_sale_is_a_refund_of_its_own() {
    let world = World::new().await;
    let (_, transaction, _) = world.refused_refund(Some("18.00")).await;
    let item = world.given_by_hand(&transaction, 500).await;
    let kinds = [DecisionKind::Taken, DecisionKind::TakenApart, DecisionKind::Ignore];
    assert_eq!(world.known_about(&item).await.0, kinds);
    assert_eq!(world.choice(&item, DecisionKind::TakenApart).await.from_creator, Some(yuan(500)));
    let world = World::new().await;
    let (_, transaction, _) = world.refused_refund(Some("18.00")).await;
    let item = world.given_by_hand(&transaction, 5_001).await;
    assert_eq!(world.known_about(&item).await.0, [DecisionKind::Taken, DecisionKind::Ignore]);
    let DecideOutcome::Refused(..) = world.decided(&item.id, "taken_apart", None).await else { panic!() };
}

#[tokio::test]
async fn what_was_paid_too_much_and_went_back_by_hand_leaves_the_price_to_be_settled() {
    told(async |world| {
        let (token, item) = world.mismatched(&world.shop.month, yuan(7_000)).await;
        let transaction = world.item(&item).gateway_transaction;
        let taken = world.given_by_hand(&transaction, 200).await;
        assert_eq!(world.decided(&taken.id, "taken", None).await, DecideOutcome::Resolved);
        assert_eq!(world.item(&item).amount, yuan(6_800));
        assert_eq!(world.holds(&Account::Unallocated), -6_800);
        let waits = world.again(async || world.page(&world.shop.mei, &token).await).await;
        assert!(matches!(waits.stage, OrderStage::InReview { .. }), "{:?}", waits.stage);
        assert_eq!(world.decided(&item, "settle", None).await, DecideOutcome::Resolved);
        assert_eq!((world.order(&token).state.code(), world.creator_has()), ("paid", 6_800));
        // And it goes back as a part of what was paid, which is what the gateway knows.
        world.clock.advance(120);
        world.again(async || world.services.refunds.ask(&world.shop.mei, &token, "").await).await;
        world.refunds_arrive().await;
        assert_eq!(world.order(&token).state.code(), "refunded");
        assert_eq!(world.cleared(Gateway::WechatPay), (0, 0, 0));
    })
    .await;
}

#[tokio::test]
async fn a_part_of_money_that_waits_goes_back_by_hand_and_the_rest_by_decision() {
    let world = World::new().await;
    let (token, item) = world.mismatched(&world.shop.month, yuan(9_000)).await;
    let waiting = world.item(&item);
    let taken = world.given_by_hand(&waiting.gateway_transaction, 500).await;
    assert_eq!(world.known_about(&waiting).await.0, [], "what was taken is decided first");
    assert_eq!(world.choice(&taken, DecisionKind::Taken).await.from_waiting, Some(yuan(500)));
    assert_eq!(world.decided(&taken.id, "taken", None).await, DecideOutcome::Resolved);
    let (_, evidence) = world.known_about(&waiting).await;
    assert!(evidence.contains(&Evidence::PartWentBack { amount: yuan(500) }), "{evidence:?}");
    assert!(evidence.contains(&Evidence::TooMuch { excess: yuan(1_700) }));
    let day = world.now().day();
    assert_eq!(world.compared(day, true).await, [], "the bill agrees from now on");
    assert_eq!(world.decided(&item, "refund", None).await, DecideOutcome::Resolved);
    world.refunds_arrive().await;
    let refunds: Vec<_> = world.all_refunds().iter().map(|row| (row.amount, row.captured)).collect();
    assert_eq!(refunds, [(yuan(500), yuan(9_000)), (yuan(8_500), yuan(9_000))]);
    assert_eq!(world.order(&token).state.code(), "refunded");
    assert_eq!((world.holds(&Account::Unallocated), world.cleared(Gateway::WechatPay)), (0, (0, 0, 0)));
}

#[tokio::test]
async fn a_lost_dispute_of_less_than_a_failed_refund_answers_a_part_of_it() {
    let world = World::new().await;
    let (_, transaction) = world.failed_refund_by_card().await;
    let news = DisputeNews { amount: yuan(500), ..world.news(&transaction, DisputeState::Lost) };
    world.bank_says_as("lost", news).await;
    let item = world.taken_item();
    assert_eq!(world.decided(&item.id, "taken", None).await, DecideOutcome::Resolved);
    assert_eq!(world.cleared(Gateway::Stripe), (6_300, -6_300, 0));
    let rest = world.waiting_item();
    assert_eq!((rest.amount, rest.state), (yuan(6_300), ReviewState::Open));
}

impl World {
    /// 100.00 by card for what costs 68.00, of which a bank takes 40.00 back and decides at once: what waits, and the item
    /// about what was taken.
    async fn partly_disputed_while_it_waits(&self) -> (Review, Review) {
        let token = self.ordered_with(&self.shop.mei, &self.shop.month, "card").await;
        let number = self.opened(&self.shop.mei, &token).await;
        assert!(self.gateways.cards.pay(&number, yuan(10_000), false));
        self.notified_by(Gateway::Stripe, &number).await;
        let waiting = self.waiting_item();
        let news = self.news(&waiting.gateway_transaction, DisputeState::Lost);
        self.bank_says_as("lost", DisputeNews { amount: yuan(4_000), ..news }).await;
        (waiting, self.taken_item())
    }
}

#[tokio::test]
async fn a_lost_dispute_of_a_part_of_money_that_waits_leaves_the_rest_to_be_decided() {
    told(async |world| {
        let (waiting, item) = world.partly_disputed_while_it_waits().await;
        assert_eq!(world.decided(&item.id, "taken", None).await, DecideOutcome::Resolved);
        assert_eq!(world.waiting_item().id, waiting.id);
        assert_eq!(world.item(&waiting.id).amount, yuan(6_000));
        assert_eq!(
            (world.holds(&Account::Unallocated), world.cleared(Gateway::Stripe)),
            (-6_000, (6_000, 0, 0))
        );
        assert!(world.all_refunds().is_empty(), "a dispute is no refund");
        assert_eq!(world.decided(&waiting.id, "refund", None).await, DecideOutcome::Resolved);
        world.swept_until(20, || world.refund_is("processing")).await;
        world.cards_say(&RefundAnswer::Succeeded { at: world.now() });
        world.swept_until(20, || world.refund_is("succeeded")).await;
        assert_eq!((world.holds(&Account::Unallocated), world.cleared(Gateway::Stripe)), (0, (0, 0, 0)));
    })
    .await;
}

#[tokio::test]
async fn a_part_that_a_bank_took_of_money_that_waits_is_decided_first_and_can_be() {
    let world = World::new().await;
    let (waiting, item) = world.partly_disputed_while_it_waits().await;
    assert_eq!(world.known_about(&waiting).await.0, [], "what was taken is decided first");
    assert_eq!(world.known_about(&item).await.0, [DecisionKind::Taken, DecisionKind::Ignore]);
    assert_eq!(world.choice(&item, DecisionKind::Taken).await.from_waiting, Some(yuan(4_000)));
    assert_eq!(world.decided(&item.id, "taken", None).await, DecideOutcome::Resolved);
    let (possible, evidence) = world.known_about(&waiting).await;
    assert_eq!(possible, [DecisionKind::Refund], "it buys nothing that a bank disputes");
    assert!(evidence.contains(&Evidence::PartWentBack { amount: yuan(4_000) }), "{evidence:?}");
}
