//! Disputes: whatever order their events come in, the creator and the membership end where the bank decided.

use std::sync::Arc;

use domain::{
    ledger::Account,
    message::{OrderNews, Recipient},
    order::{DisputeNews, DisputeState, Gateway},
    review::{DecisionKind, ReviewKind},
    view::ProblemCode,
};
use services::{
    disputes::EvidenceOutcome,
    ports::{Notification, ReviewFilter},
    review::DecideOutcome,
};
use tokio::sync::Notify;

use super::{World, yuan};
use crate::told::told;

impl World {
    pub fn news(&self, transaction: &str, state: DisputeState) -> DisputeNews {
        DisputeNews {
            reference: "dp_1".to_owned(),
            gateway_transaction: transaction.to_owned(),
            amount: yuan(6_800),
            state,
            reason: "fraudulent".to_owned(),
            evidence_until: Some(self.now().plus_days(7)),
        }
    }

    pub async fn bank_says(&self, transaction: &str, state: DisputeState) {
        self.bank_says_as(&format!("dispute-{}", state.code()), self.news(transaction, state)).await;
    }

    pub async fn bank_says_as(&self, event_id: &str, news: DisputeNews) {
        let event = Notification::Dispute { event_id: event_id.to_owned(), news };
        self.gateways.cards.announce(event_id, Ok(event));
        self.again(async || self.receive_from(Gateway::Stripe, event_id).await).await;
    }

    /// A sale by card, and its payment's number at the gateway.
    pub async fn sold_by_card(&self) -> (domain::id::OrderToken, String) {
        let token = self.ordered_with(&self.shop.mei, &self.shop.month, "card").await;
        let number = self.opened(&self.shop.mei, &token).await;
        assert!(self.gateways.cards.pay(&number, yuan(6_800), false));
        self.notified_by(Gateway::Stripe, &number).await;
        let transaction = self.attempts(&token)[0].gateway_transaction.clone().unwrap();
        (token, transaction)
    }

    pub fn creator_has(&self) -> i64 {
        self.rows().balance_of(&self.shop.creator.account.id)
    }

    pub fn still_member(&self) -> bool {
        self.rows().memberships.values().any(|row| row.revoked_at.is_none())
    }
}

#[tokio::test]
async fn the_creator_pays_at_once_and_the_membership_stays_until_it_is_lost() {
    told(async |world| {
        let (token, transaction) = world.sold_by_card().await;
        world.bank_says(&transaction, DisputeState::Open).await;
        assert_eq!((world.creator_has(), world.still_member()), (0, true));
        world.bank_says(&transaction, DisputeState::UnderReview).await;
        world.clock.advance(1);
        world.bank_says(&transaction, DisputeState::Lost).await;
        assert_eq!((world.creator_has(), world.still_member()), (0, false));
        // Resent, and out of order.
        for state in [DisputeState::Open, DisputeState::Lost, DisputeState::UnderReview] {
            world.bank_says_as(&format!("again-{}", state.code()), world.news(&transaction, state)).await;
        }
        assert_eq!((world.rows().disputes.len(), world.rows().adjustments.len()), (1, 1));
        let order = world.order(&token);
        let owner = world.order_news(&Recipient::Owner(order.creator.clone()));
        let opened = OrderNews::DisputeOpened { order: order.id.clone(), amount: yuan(6_800) };
        let (order, amount) = (order.id, yuan(0));
        let ended = OrderNews::DisputeEnded { order, amount, won: false, stays: false, counted: false };
        assert_eq!(owner, [opened, ended]);
    })
    .await;
}

#[tokio::test]
async fn what_was_taken_comes_back_when_it_is_won() {
    told(async |world| {
        let (_, transaction) = world.sold_by_card().await;
        world.bank_says(&transaction, DisputeState::Open).await;
        world.bank_says(&transaction, DisputeState::Won).await;
        assert_eq!((world.creator_has(), world.still_member()), (6_800, true));
    })
    .await;
}

#[tokio::test]
async fn an_end_that_is_heard_first_has_the_whole_effect_once() {
    for (state, creator, member) in [(DisputeState::Lost, 0, false), (DisputeState::Won, 6_800, true)] {
        let world = World::new().await;
        let (_, transaction) = world.sold_by_card().await;
        world.bank_says(&transaction, state).await;
        world.bank_says(&transaction, DisputeState::Open).await;
        assert_eq!((world.creator_has(), world.still_member()), (creator, member), "{state:?}");
        assert!(world.rows().reviews.is_empty());
        world.audit();
    }
}

#[tokio::test]
async fn a_dispute_of_a_sale_that_went_back_takes_no_second_time_and_a_person_looks() {
    told(async |world| {
        let (token, transaction) = world.sold_by_card().await;
        let asked = world.services.refunds.ask(&world.shop.mei, &token, "").await;
        if asked.is_err() {
            // Lost before or after the commit: asking again is refused or carried out.
            let _again = world.services.refunds.ask(&world.shop.mei, &token, "").await;
        }
        assert_eq!(world.creator_has(), 0);
        world.bank_says(&transaction, DisputeState::Open).await;
        assert_eq!(world.creator_has(), 0, "the creator has given it already");
        let item = world.waiting_item();
        assert_eq!((item.kind, item.amount), (ReviewKind::DisputeUnexplained, yuan(6_800)));
        assert_eq!(world.decided(&item.id, "ignore", None).await, DecideOutcome::Resolved);
    })
    .await;
}

#[tokio::test]
async fn a_dispute_of_what_is_none_of_ours_is_in_the_queue_once_and_holds_no_money() {
    let world = World::new().await;
    world.bank_says("pi_unknown", DisputeState::Open).await;
    world.bank_says_as("again", world.news("pi_unknown", DisputeState::UnderReview)).await;
    let item = world.waiting_item();
    assert_eq!((item.kind, item.order), (ReviewKind::DisputeUnexplained, None));
    let queue = world
        .services
        .reviews
        .queue(&World::approver(), ReviewFilter::default(), None, Vec::new())
        .await
        .unwrap();
    assert_eq!(queue.open[0].suggested, Some(DecisionKind::Ignore));
    assert_eq!(queue.disputes.len(), 1);
    assert_eq!(world.rows().balance(&Account::Unallocated, domain::money::Currency::Cny), 0);
    world.audit();
}

#[tokio::test]
async fn money_that_the_bank_took_back_while_somebody_looked_at_it_pays_for_nothing() {
    for state in [DisputeState::Open, DisputeState::Lost] {
        let world = World::new().await;
        let token = world.ordered_with(&world.shop.mei, &world.shop.month, "card").await;
        let number = world.opened(&world.shop.mei, &token).await;
        assert!(world.gateways.cards.pay(&number, yuan(10_000), false));
        world.notified_by(Gateway::Stripe, &number).await;
        let item = world.waiting_item();
        world.bank_says(&item.gateway_transaction, state).await;
        for decision in ["settle", "settle_and_refund_excess"] {
            let outcome = world.decided(&item.id, decision, None).await;
            let DecideOutcome::Refused(problems, _) = outcome else { panic!("{outcome:?}") };
            assert_eq!(problems[0].code, ProblemCode::NotPossible);
        }
    }
}

#[tokio::test]
async fn nobody_hands_in_evidence_about_what_they_bought() {
    let world = World::new().await;
    let (_, transaction) = world.sold_by_card().await;
    world.bank_says(&transaction, DisputeState::Open).await;
    let dispute = world.rows().disputes.into_keys().next().unwrap();
    for user in [&world.shop.mei.user, &world.shop.creator.user] {
        let own = services::actor::Operator { user: user.clone() };
        let refused = world.services.disputes.submit_evidence(&own, &dispute, "They were here.").await;
        let EvidenceOutcome::Refused(problems) = refused.unwrap() else { panic!("handed in") };
        assert_eq!(problems[0].code, ProblemCode::OwnMoney);
    }
}

#[tokio::test]
async fn evidence_is_handed_in_once_while_it_is_taken() {
    let world = World::new().await;
    let (_, transaction) = world.sold_by_card().await;
    world.bank_says(&transaction, DisputeState::Open).await;
    let dispute = world.rows().disputes.into_keys().next().unwrap();
    let (operator, disputes) = (World::operator(), &world.services.disputes);
    let empty = disputes.submit_evidence(&operator, &dispute, " ").await.unwrap();
    assert!(matches!(empty, EvidenceOutcome::Refused(_)));
    // This gateway takes no evidence: nothing has changed, and the reason is said.
    let refused = disputes.submit_evidence(&operator, &dispute, "They were here.").await.unwrap();
    let EvidenceOutcome::Refused(problems) = refused else { panic!("{refused:?}") };
    let reason = "NOT_SUPPORTED".to_owned();
    assert_eq!(problems[0].code, ProblemCode::GatewayRefused { reason });
    world.bank_says(&transaction, DisputeState::UnderReview).await;
    let late = disputes.submit_evidence(&operator, &dispute, "They were here.").await.unwrap();
    let EvidenceOutcome::Refused(problems) = late else { panic!("{late:?}") };
    assert_eq!(problems[0].code, ProblemCode::NotPossible);
}

#[tokio::test]
async fn who_handed_in_is_kept_when_the_gateways_own_news_of_it_comes_first() {
    let world = World::new().await;
    let (_, transaction) = world.sold_by_card().await;
    world.bank_says(&transaction, DisputeState::Open).await;
    let dispute = world.rows().disputes.into_keys().next().unwrap();
    let answered = Arc::new(Notify::new());
    world.gateways.cards.change(|book| book.takes_evidence = Some(Arc::clone(&answered)));
    let operator = World::operator();
    let submit = world.services.disputes.submit_evidence(&operator, &dispute, "They were here.");
    let told_first = async {
        world.bank_says(&transaction, DisputeState::Lost).await;
        answered.notify_one();
    };
    let (handed_in, ()) = tokio::join!(submit, told_first);
    assert_eq!(handed_in.unwrap(), EvidenceOutcome::HandedIn);
    let kept = world.rows().disputes[&dispute].clone();
    assert_eq!(kept.state, DisputeState::Lost, "the bank's word stands");
    assert_eq!(kept.evidence_by, Some(operator.user));
    assert_eq!(kept.evidence_at, Some(world.now()));
}
