//! A refund that no account of the payer's took, at a gateway that keeps its money: it is settled at the gateway's own desk
//! under its own number, and closes by itself when the gateway says so.

use domain::{
    ledger::Account,
    money::Currency,
    order::{Gateway, Refund, RefundState},
    reconcile::{DifferenceKind, DifferenceOutcome},
    review::{DecisionKind, Evidence, ReviewState},
    view::ProblemCode,
};
use services::{
    actor::Approver,
    ports::{BillKind, BillLine, BillState, RefundAnswer},
    review::DecideOutcome,
};

use super::World;
use crate::told::told;

const HOUR: i64 = 3_600;

impl World {
    /// The gateway's bill of today has the one refund that we asked for, wherever it went.
    pub fn bill_has_it(&self, state: BillState) -> domain::time::Day {
        let day = self.bill_of_today();
        let refund = self.all_refunds().remove(0);
        self.change_bill(|lines| {
            lines.push(BillLine {
                kind: BillKind::Refund,
                number: refund.gateway_number.clone(),
                gateway_transaction: refund.gateway_transaction.clone(),
                refund_number: Some(refund.refund_number.clone()),
                amount: refund.amount,
                at: self.now(),
                state,
            });
        });
        day
    }
}

#[tokio::test]
async fn what_is_settled_at_the_gateways_desk_closes_by_itself() {
    told(async |world| {
        let (token, item, _) = world.sold_and_failed_to_give_back().await;
        world.refund_succeeds();
        world.swept_until(HOUR, || world.item(&item.id).state == ReviewState::Resolved).await;
        assert_eq!(world.item(&item.id).decision, None);
        assert_eq!(world.order(&token).state.code(), "refunded");
        assert_eq!(world.cleared(Gateway::WechatPay), (0, 0, 0));
        assert_eq!(world.all_refunds().len(), 1, "under its own number");
    })
    .await;
}

#[tokio::test]
async fn nobody_asks_for_it_under_another_number() {
    let world = World::new().await;
    let (_, item, _) = world.sold_and_failed_to_give_back().await;
    let number = world.all_refunds().remove(0).refund_number;
    let reader = Approver { user: World::operator().user, may_act: true };
    let view = world.services.reviews.page(&reader, &item.id, Default::default()).await.unwrap().unwrap();
    assert_eq!(view.line.evidence, [Evidence::RefundAbnormal, Evidence::SettledThere { number }]);
    assert_eq!(view.line.suggested, None, "better settled there");
    let kinds: Vec<_> = view.choices.iter().map(|choice| choice.decision).collect();
    assert_eq!(kinds, [DecisionKind::RefundedOutside]);
    let DecideOutcome::Refused(problems, _) = world.decided(&item.id, "refund_again", None).await else {
        panic!()
    };
    assert_eq!(problems[0].code, ProblemCode::NotPossible);
}

#[tokio::test]
async fn another_gateway_is_asked_again_under_another_number() {
    let world = World::new().await;
    let (_, _) = world.failed_refund_by_card().await;
    let item = world.waiting_item();
    let possible = world.known_about(&item).await.0;
    assert_eq!(possible, [DecisionKind::RefundedOutside, DecisionKind::RefundAgain]);
    assert_eq!(world.all_refunds()[0].next_query_at, None, "it has said all it will say");
}

#[tokio::test]
async fn it_is_asked_about_a_few_times_on_the_first_day_and_once_a_day_after_that() {
    let world = World::new().await;
    let (_, item, _) = world.sold_and_failed_to_give_back().await;
    let asked = |world: &World| world.gateway.book().asked["gateway.query_refund"];
    let before = asked(&world);
    for _ in 0..24 {
        world.clock.advance(HOUR);
        world.sweep().await.unwrap();
    }
    let first_day = asked(&world) - before;
    assert!((4..=5).contains(&first_day), "{first_day} times on the first day");
    for _ in 0..30 * 24 {
        world.clock.advance(HOUR);
        world.sweep().await.unwrap();
    }
    let later = asked(&world) - before - first_day;
    assert!((29..=31).contains(&later), "{later} times in thirty days");
    assert_eq!(world.item(&item.id).state, ReviewState::Open);
    world.audit();
}

#[tokio::test]
async fn money_that_went_to_our_own_bank_account_is_still_owed_to_the_payer() {
    told(async |world| {
        let (token, item, _) = world.sold_and_failed_to_give_back().await;
        world.refunds_answer(&RefundAnswer::BackWithUs);
        world.swept_until(HOUR, || world.all_refunds()[0].failure == Refund::BACK_WITH_US).await;
        assert_eq!(world.item(&item.id).state, ReviewState::Open, "the payer has nothing");
        assert_eq!(world.order(&token).state.code(), "refund_pending");
        assert_eq!(world.decided(&item.id, "refunded_outside", None).await, DecideOutcome::Resolved);
        assert_eq!(world.order(&token).state.code(), "refunded");
        assert_eq!(world.rows().balance(&Account::RefundClearing, Currency::Cny), 0);
        let day = world.bill_has_it(BillState::Moved);
        assert_eq!(world.compared(day, true).await, [], "the bill has what we know");
    })
    .await;
}

#[tokio::test]
async fn the_page_says_whose_account_it_went_to() {
    let world = World::new().await;
    let (_, item, _) = world.sold_and_failed_to_give_back().await;
    world.refunds_answer(&RefundAnswer::BackWithUs);
    world.swept_until(HOUR, || world.all_refunds()[0].failure == Refund::BACK_WITH_US).await;
    let (possible, evidence) = world.known_about(&item).await;
    assert_eq!((possible, evidence), (vec![DecisionKind::RefundedOutside], vec![Evidence::BackWithUs]));
    assert_eq!(world.all_refunds()[0].next_query_at, None, "there is nothing more to hear");
}

#[tokio::test]
async fn a_bill_that_has_it_before_we_asked_opens_nothing_new() {
    for decided_before in [false, true] {
        let world = World::new().await;
        let (_, item, _) = world.sold_and_failed_to_give_back().await;
        if decided_before {
            assert_eq!(world.decided(&item.id, "refunded_outside", None).await, DecideOutcome::Resolved);
        }
        world.refunds_answer(&RefundAnswer::BackWithUs);
        let day = world.bill_has_it(BillState::Moved);
        let outcome = if decided_before { DifferenceOutcome::Repaired } else { DifferenceOutcome::InReview };
        assert_eq!(world.compared(day, true).await, [(DifferenceKind::RefundStatus, outcome)]);
        assert_eq!(world.rows().reviews.len(), 1, "the item that is there");
        assert_eq!(world.compared(day, true).await, []);
        let state = if decided_before { RefundState::Closed } else { RefundState::Abnormal };
        assert_eq!(world.all_refunds()[0].state, state);
        world.audit();
    }
}
