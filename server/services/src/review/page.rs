//! One item as a page.

use std::collections::BTreeMap;

use domain::{
    id::{ReviewId, UserId},
    money::Money,
    order::Order,
    review::{Advice, Decision, DecisionKind, Review, ReviewFacts, ReviewState, TakenFrom},
    view::{
        Problem,
        messages::Who,
        review::{Decided, DecisionChoice, MoveTarget, ReviewDraft, ReviewOrder, ReviewView},
    },
};

use super::ReviewDesk;
use crate::{Fault, actor::Approver, after_payment::refund_lines};

impl ReviewDesk {
    /// One item with its evidence, what can be decided and what was.
    pub async fn page(
        &self,
        staff: &Approver,
        id: &ReviewId,
        (problems, typed): (Vec<Problem>, ReviewDraft),
    ) -> Result<Option<ReviewView>, Fault> {
        let Some(review) = self.parts.commerce.review(id).await? else { return Ok(None) };
        let facts = self.facts(&review).await?;
        let advice = review.advice(&facts);
        let limit = self.parts.policy.review_limit(review.amount.currency());
        let people: Vec<UserId> = [&review.decided_by, &review.agreed_by]
            .into_iter()
            .flatten()
            .chain(facts.order.as_ref().map(|order| &order.buyer))
            .cloned()
            .collect();
        let names = self.parts.people.names(&people).await?;
        let waits = review.state == ReviewState::AwaitingSecond;
        let is_theirs = review.decided_by.as_ref() == Some(&staff.user);
        let refunds = match review.gateway_transaction.as_str() {
            "" => Vec::new(),
            number => self.parts.commerce.refunds_of_payment(review.gateway, number).await?,
        };
        let is_own = self.is_own(&staff.user, &facts, None).await?;
        let choices = if staff.may_act && !is_own && review.state == ReviewState::Open {
            choices(&review, &facts, &advice, limit)
        } else {
            Vec::new()
        };
        Ok(Some(ReviewView {
            line: self.line(&review).await?,
            gateway_number: review.gateway_number.clone(),
            gateway_transaction: review.gateway_transaction.clone(),
            order: facts.order.as_ref().map(|order| self.order(order, &names)),
            refunds: refund_lines(&refunds, true),
            choices,
            targets: facts.candidates.iter().map(|order| self.target(order)).collect(),
            decided: decided(&review, staff, &names),
            may_act: staff.may_act,
            is_own,
            may_agree: waits && !is_theirs && !is_own,
            may_take_back: waits && (is_theirs || !is_own),
            limit,
            version: review.version,
            problems,
            typed,
        }))
    }

    fn order(&self, order: &Order, names: &BTreeMap<UserId, String>) -> ReviewOrder {
        let (community, tier) = self.parts.names(order);
        ReviewOrder {
            number: order.id.clone(),
            buyer: names.get(&order.buyer).cloned().unwrap_or_default(),
            community,
            tier,
            price: order.price,
            state: order.state.code().to_owned(),
            exception: order.exception,
            created_at: order.created_at,
            expires_at: order.expires_at,
        }
    }

    fn target(&self, order: &Order) -> MoveTarget {
        let (community, _) = self.parts.names(order);
        MoveTarget { number: order.id.clone(), community, price: order.price, created_at: order.created_at }
    }
}

fn choices(review: &Review, facts: &ReviewFacts, advice: &Advice, limit: Money) -> Vec<DecisionChoice> {
    let price = facts.order.as_ref().map(|order| order.price);
    let choice = |kind: &DecisionKind| {
        let (to_creator, to_payer) = match kind {
            DecisionKind::Settle | DecisionKind::MoveTo => (Some(review.amount), None),
            DecisionKind::SettleAndRefundExcess => {
                (price, price.and_then(|price| review.amount.minus(price).ok()))
            }
            DecisionKind::Refund | DecisionKind::RefundAgain | DecisionKind::RefundedOutside => {
                (None, Some(review.amount))
            }
            DecisionKind::Taken | DecisionKind::TakenApart | DecisionKind::Ignore => (None, None),
        };
        let taken = facts.taking.as_ref().and_then(|taking| match kind {
            DecisionKind::Taken => review.taken_from(taking).ok(),
            DecisionKind::TakenApart => review.taken_apart(taking),
            _ => None,
        });
        let some = |amount: Money| Some(amount).filter(|amount| amount.is_positive());
        // What a kind needs follows from the item: any decision that moves money stands for all of them.
        let stands_for = if *kind == DecisionKind::Ignore { Decision::Ignore } else { Decision::Refund };
        DecisionChoice {
            decision: *kind,
            is_suggested: advice.suggested() == Some(*kind),
            to_creator,
            to_payer,
            from_waiting: taken.as_ref().and_then(|taken| some(taken.of_what_waits())),
            answers: taken.as_ref().and_then(|taken| some(taken.of_what_failed())),
            still_owed: taken.as_ref().and_then(TakenFrom::still_owed),
            from_creator: taken.as_ref().and_then(|taken| some(taken.creator)),
            written_off: taken.as_ref().and_then(|taken| some(taken.platform)),
            needs_two: review.needs_two(&stands_for, limit),
        }
    };
    advice.possible.iter().map(choice).collect()
}

fn decided(review: &Review, reader: &Approver, names: &BTreeMap<UserId, String>) -> Option<Decided> {
    if review.state == ReviewState::Open {
        return None;
    }
    let who = |user: &UserId| match names.get(user) {
        _ if *user == reader.user => Who::You,
        Some(name) => Who::Named(name.clone()),
        None => Who::Gone,
    };
    Some(Decided {
        decision: review.decision.as_ref().map(Decision::kind),
        onto: review.decision.as_ref().and_then(Decision::order).cloned(),
        note: review.note.clone(),
        by: review.decided_by.as_ref().map_or(Who::Platform, who),
        agreed: review.agreed_by.as_ref().map(who),
        at: review.resolved_at,
    })
}
