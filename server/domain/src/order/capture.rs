//! What a captured payment does to its order. Exactly one of: a membership, a refund, an open review item.

use super::{Attempt, Order, OrderException, OrderState, Refund, RefundReason, RefundState};
use crate::{
    id::{RefundId, ReviewId, TransactionId},
    ledger::{Account, Cause, LedgerError, Transaction},
    membership::Membership,
    money::Money,
    time::Timestamp,
};

/// Money that a gateway says it captured for one of our attempts. Verified before it gets here.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Capture {
    /// The gateway's own number.
    pub gateway_transaction: String,
    /// What was captured (the order's total, before any wallet coupon).
    pub amount: Money,
    /// When, as the gateway says.
    pub captured_at: Timestamp,
}

/// What the settling service found out and drew before the decision.
#[derive(Clone, Debug)]
pub struct Deal {
    /// Now, by the business clock.
    pub now: Timestamp,
    /// Whether a seat is free for an order that no longer holds one. Only asked of expired orders.
    pub seat_free: bool,
    /// When the sale is settled and payable by an instant payout.
    pub settles_at: Timestamp,
    /// The membership to grant if it comes to that.
    pub membership: Membership,
    /// Fresh identifiers.
    pub transaction: TransactionId,
    /// For a refund, if it comes to that.
    pub refund: RefundId,
    /// The refund's number at the gateway.
    pub refund_number: String,
    /// For a review item, if it comes to that.
    pub review: ReviewId,
}

/// Captured money that waits for a person's decision.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unallocated {
    /// The review item.
    pub review: ReviewId,
    /// What went wrong.
    pub exception: OrderException,
    /// How much waits.
    pub amount: Money,
}

/// What follows from a capture.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settlement {
    /// The order afterwards.
    pub order: Order,
    /// The attempt afterwards.
    pub attempt: Attempt,
    /// How the money moved.
    pub transaction: Transaction,
    /// The membership that was bought.
    pub membership: Option<Membership>,
    /// The refund that was started.
    pub refund: Option<Refund>,
    /// The money that waits for a person.
    pub review: Option<Unallocated>,
    /// Whether a freed seat must be taken again.
    pub takes_seat: bool,
    /// When the sale is settled, if it is a sale.
    pub settles_at: Option<Timestamp>,
}

impl Order {
    /// Settles a captured payment. Paid beats expired: late money buys the membership while a seat is free, else it
    /// goes back. A wrong amount or a second payment never buys anything by itself: a person decides.
    pub fn settle(self, attempt: Attempt, capture: &Capture, deal: Deal) -> Result<Settlement, LedgerError> {
        if capture.amount != self.price {
            return self.set_aside(attempt, capture, &deal, OrderException::AmountMismatch);
        }
        match self.state {
            OrderState::Pending => self.sell(attempt, capture, deal, OrderException::None),
            OrderState::Expired { .. } if deal.seat_free => {
                self.sell(attempt, capture, deal, OrderException::PaidLate)
            }
            OrderState::Expired { .. } => self.send_back(attempt, capture, &deal),
            OrderState::Paid { .. } | OrderState::RefundPending { .. } | OrderState::Refunded { .. } => {
                self.set_aside(attempt, capture, &deal, OrderException::PaidTwice)
            }
        }
    }

    fn sell(
        mut self,
        attempt: Attempt,
        capture: &Capture,
        deal: Deal,
        exception: OrderException,
    ) -> Result<Settlement, LedgerError> {
        let takes_seat = self.holds_seat && exception == OrderException::PaidLate;
        let owner = Account::CreatorBalance(self.creator.clone());
        let transaction = received(&attempt, capture, &deal, owner)?;
        self.state = OrderState::Paid { at: capture.captured_at };
        Ok(Settlement {
            order: self.marked(exception),
            attempt: attempt.succeeded(capture.gateway_transaction.clone()),
            transaction,
            membership: Some(deal.membership),
            refund: None,
            review: None,
            takes_seat,
            settles_at: Some(deal.settles_at),
        })
    }

    fn send_back(
        mut self,
        attempt: Attempt,
        capture: &Capture,
        deal: &Deal,
    ) -> Result<Settlement, LedgerError> {
        let transaction = received(&attempt, capture, deal, Account::RefundClearing)?;
        let refund = Refund {
            id: deal.refund.clone(),
            order: self.id.clone(),
            attempt: attempt.id.clone(),
            gateway: attempt.gateway,
            gateway_number: attempt.gateway_number.clone(),
            refund_number: deal.refund_number.clone(),
            amount: capture.amount,
            reason: RefundReason::LateAndFull,
            state: RefundState::Requested,
            created_at: deal.now,
            next_query_at: Some(deal.now),
            version: 0,
        };
        self.state = OrderState::RefundPending { since: deal.now };
        Ok(Settlement {
            order: self.marked(OrderException::PaidLate),
            attempt: attempt.succeeded(capture.gateway_transaction.clone()),
            transaction,
            membership: None,
            refund: Some(refund),
            review: None,
            takes_seat: false,
            settles_at: None,
        })
    }

    fn set_aside(
        self,
        attempt: Attempt,
        capture: &Capture,
        deal: &Deal,
        exception: OrderException,
    ) -> Result<Settlement, LedgerError> {
        let transaction = received(&attempt, capture, deal, Account::Unallocated)?;
        let review = Unallocated { review: deal.review.clone(), exception, amount: capture.amount };
        Ok(Settlement {
            order: self.marked(exception),
            attempt: attempt.succeeded(capture.gateway_transaction.clone()),
            transaction,
            membership: None,
            refund: None,
            review: Some(review),
            takes_seat: false,
            settles_at: None,
        })
    }
}

fn received(
    attempt: &Attempt,
    capture: &Capture,
    deal: &Deal,
    owner: Account,
) -> Result<Transaction, LedgerError> {
    Transaction::transfer(
        deal.transaction.clone(),
        Cause::Capture(attempt.id.clone()),
        deal.now,
        capture.amount,
        owner,
        Account::GatewayReceivable(attempt.gateway),
    )
}
