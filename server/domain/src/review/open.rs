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
    /// An item about a captured payment, as it comes into the queue: open, and about all of the money.
    pub fn opened(id: ReviewId, kind: ReviewKind, payment: Payment, now: Timestamp) -> Self {
        Self {
            id,
            kind,
            order: payment.order,
            attempt: payment.attempt,
            refund: None,
            gateway: payment.gateway,
            account: payment.account,
            gateway_number: payment.number,
            gateway_transaction: payment.transaction,
            amount: payment.captured,
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

    /// A refund that could not be carried out.
    pub fn of_refund(id: ReviewId, refund: &Refund, now: Timestamp) -> Self {
        let about = Payment {
            order: refund.order.clone(),
            attempt: refund.attempt.clone(),
            gateway: refund.gateway,
            account: refund.account.clone(),
            number: refund.refund_number.clone(),
            transaction: refund.gateway_transaction.clone(),
            captured: refund.amount,
        };
        Self { refund: Some(refund.id.clone()), ..Self::opened(id, ReviewKind::RefundFailed, about, now) }
    }

    /// A refund arrived under a number that a person had closed: the payer may have the money twice, or what took its
    /// place is not needed any more.
    pub fn of_late_refund(id: ReviewId, refund: &Refund, now: Timestamp) -> Self {
        let expected = Some(Money::zero(refund.amount.currency()));
        Self { kind: ReviewKind::RefundUnasked, refund: None, expected, ..Self::of_refund(id, refund, now) }
    }

    /// A difference that asking the gateway does not mend. What the bill says is the amount, what we say the expected one.
    /// More that went back than we know of is money that the gateway took.
    pub fn of_difference(
        id: ReviewId,
        difference: &Difference,
        order: Option<OrderId>,
        now: Timestamp,
    ) -> Self {
        let nothing = Money::zero(difference.currency());
        let is_refund = !difference.refund_number.is_empty();
        let number = if is_refund { &difference.refund_number } else { &difference.number };
        let about = Payment {
            order,
            attempt: None,
            gateway: difference.gateway,
            account: difference.account.clone(),
            number: number.clone(),
            transaction: difference.gateway_transaction.clone(),
            captured: difference.theirs.unwrap_or(nothing),
        };
        let expected = Some(difference.ours.unwrap_or(nothing));
        let kind = if difference.is_taken() { ReviewKind::RefundUnasked } else { ReviewKind::BillDiffers };
        Self { expected, ..Self::opened(id, kind, about, now) }
    }

    /// A dispute that takes more than is left of a sale of ours, or is about none; `amount` is what is unexplained.
    pub fn of_dispute(id: ReviewId, dispute: &Dispute, amount: Money, now: Timestamp) -> Self {
        let about = Payment {
            order: dispute.order.clone(),
            attempt: None,
            gateway: dispute.gateway,
            account: dispute.account.clone(),
            number: dispute.reference.clone(),
            transaction: dispute.gateway_transaction.clone(),
            captured: amount,
        };
        Self::opened(id, ReviewKind::DisputeUnexplained, about, now)
    }

    /// A refund of a sale that one person of the staff may not give alone.
    pub fn of_proposal(
        id: ReviewId,
        payment: &Payment,
        amount: Money,
        (note, by): (String, UserId),
        now: Timestamp,
    ) -> Self {
        let about = Payment { attempt: None, captured: amount, ..payment.clone() };
        Self {
            state: ReviewState::AwaitingSecond,
            decision: Some(Decision::Refund),
            note,
            decided_by: Some(by),
            ..Self::opened(id, ReviewKind::RefundProposed, about, now)
        }
    }
}
