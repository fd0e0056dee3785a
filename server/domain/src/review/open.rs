//! How items that hold no money come into the queue. Captured money comes with its postings: `order::Stray` and
//! `Order::settle`.

use super::{Decision, Review, ReviewKind, ReviewState};
use crate::{
    id::{OrderId, ReviewId, UserId},
    money::Money,
    order::{Dispute, Payment, Refund},
    reconcile::Difference,
    time::Timestamp,
};

impl Review {
    /// A refund that could not be carried out.
    pub fn of_refund(id: ReviewId, refund: &Refund, now: Timestamp) -> Self {
        Self {
            id,
            kind: ReviewKind::RefundFailed,
            order: refund.order.clone(),
            attempt: refund.attempt.clone(),
            refund: Some(refund.id.clone()),
            gateway: refund.gateway,
            account: refund.account.clone(),
            gateway_number: refund.refund_number.clone(),
            gateway_transaction: refund.gateway_transaction.clone(),
            amount: refund.amount,
            expected: None,
            opened_at: now,
            state: ReviewState::Open,
            decision: None,
            note: String::new(),
            decided_by: None,
            agreed_by: None,
            resolved_at: None,
            version: 1,
        }
    }

    /// A refund arrived under a number that a person had closed: the payer may have the money twice.
    pub fn of_late_refund(id: ReviewId, refund: &Refund, now: Timestamp) -> Self {
        let expected = Some(Money::zero(refund.amount.currency()));
        Self { kind: ReviewKind::BillDiffers, refund: None, expected, ..Self::of_refund(id, refund, now) }
    }

    /// A difference that asking the gateway does not mend. What the bill says is the amount, what we say the expected one.
    pub fn of_difference(
        id: ReviewId,
        difference: &Difference,
        order: Option<OrderId>,
        now: Timestamp,
    ) -> Self {
        let nothing = Money::zero(difference.currency());
        let is_refund = !difference.refund_number.is_empty();
        let number = if is_refund { &difference.refund_number } else { &difference.number };
        Self {
            id,
            kind: ReviewKind::BillDiffers,
            order,
            attempt: None,
            refund: None,
            gateway: difference.gateway,
            account: difference.account.clone(),
            gateway_number: number.clone(),
            gateway_transaction: difference.gateway_transaction.clone(),
            amount: difference.theirs.unwrap_or(nothing),
            expected: Some(difference.ours.unwrap_or(nothing)),
            opened_at: now,
            state: ReviewState::Open,
            decision: None,
            note: String::new(),
            decided_by: None,
            agreed_by: None,
            resolved_at: None,
            version: 1,
        }
    }

    /// A dispute that takes more than is left of a sale of ours, or is about none; `amount` is what is unexplained.
    pub fn of_dispute(id: ReviewId, dispute: &Dispute, amount: Money, now: Timestamp) -> Self {
        Self {
            id,
            kind: ReviewKind::DisputeUnexplained,
            order: dispute.order.clone(),
            attempt: None,
            refund: None,
            gateway: dispute.gateway,
            account: dispute.account.clone(),
            gateway_number: dispute.reference.clone(),
            gateway_transaction: dispute.gateway_transaction.clone(),
            amount,
            expected: None,
            opened_at: now,
            state: ReviewState::Open,
            decision: None,
            note: String::new(),
            decided_by: None,
            agreed_by: None,
            resolved_at: None,
            version: 1,
        }
    }

    /// A refund of a sale that one person of the staff may not give alone.
    pub fn of_proposal(
        id: ReviewId,
        payment: &Payment,
        amount: Money,
        (note, by): (String, UserId),
        now: Timestamp,
    ) -> Self {
        Self {
            id,
            kind: ReviewKind::RefundProposed,
            order: payment.order.clone(),
            attempt: None,
            refund: None,
            gateway: payment.gateway,
            account: payment.account.clone(),
            gateway_number: payment.number.clone(),
            gateway_transaction: payment.transaction.clone(),
            amount,
            expected: None,
            opened_at: now,
            state: ReviewState::AwaitingSecond,
            decision: Some(Decision::Refund),
            note,
            decided_by: Some(by),
            agreed_by: None,
            resolved_at: None,
            version: 1,
        }
    }
}
