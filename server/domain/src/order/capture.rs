//! What a captured payment does to its order. Exactly one of: a membership, a refund, an open review item.

use super::{
    Attempt, Gateway, GatewayAccountName, Order, OrderException, OrderState, Payment, Refund, RefundReason,
};
use crate::{
    id::{RefundId, ReviewId, TransactionId},
    ledger::{Account, Cause, LedgerError, Transaction},
    membership::Membership,
    money::Money,
    review::{Review, ReviewKind},
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

/// What a sale means for the seats of its product.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SeatNeed {
    /// Nothing: the product has no limit, or the order holds its seat.
    None,
    /// The buyer sits on the seat of an earlier order, and goes on sitting there.
    Sits,
    /// The same, and the order holds another seat, which is given back: one person sits on one.
    SitsBeside,
    /// A seat is held for the buyer, who waited for one: it goes over to the order.
    Held,
    /// It needs one: the order gave its own back when it expired, or the one that it was to renew is not there any more.
    One,
}

impl SeatNeed {
    /// Whether a seat is there without taking one that is free: the sale keeps, or is held, its own.
    pub const fn is_met(self) -> bool {
        match self {
            Self::Sits | Self::SitsBeside | Self::Held => true,
            Self::None | Self::One => false,
        }
    }

    /// Whether the order holds a seat once it is sold.
    pub const fn leaves(self, holds_seat: bool) -> bool {
        match self {
            Self::None => holds_seat,
            Self::Sits | Self::SitsBeside => false,
            Self::Held | Self::One => true,
        }
    }
}

/// What the settling service found out and drew before the decision.
#[expect(clippy::struct_excessive_bools, reason = "each is one fact by itself")]
#[derive(Clone, Debug)]
pub struct Deal {
    /// Now, by the business clock.
    pub now: Timestamp,
    /// What the sale means for the seats.
    pub seat: SeatNeed,
    /// Whether an order that needs a seat finds one.
    pub seat_free: bool,
    /// Whether the coupon of an expired order was used up or withdrawn since.
    pub coupon_gone: bool,
    /// Whether the order was replaced by another one of the same product, which is paid or waits for its payment.
    pub replaced: bool,
    /// Whether something that the price counted on is not there any more: a period was given back meanwhile.
    pub void: bool,
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
    pub review: Option<Review>,
    /// Whether a seat must be taken.
    pub takes_seat: bool,
    /// Whether the seat that the order held is given back.
    pub releases_seat: bool,
    /// When the sale is settled, if it is a sale.
    pub settles_at: Option<Timestamp>,
}

impl Order {
    /// Settles a captured payment. Settling comes first, whatever went wrong besides: a second payment goes back by
    /// itself, and the order stays as it is. Paid beats expired: late money buys the membership at the frozen price
    /// while a seat is free, time is left to sell, its coupon has room and no other order of the buyer's has taken its
    /// place, else it goes back; so does money for a renewal whose member lost the seat. A wrong amount never buys
    /// anything by itself, and neither does money for a price that counted on what has changed, or in time for what gives
    /// no time any more: a person decides.
    pub fn settle(self, attempt: Attempt, capture: &Capture, deal: Deal) -> Result<Settlement, LedgerError> {
        match self.state {
            OrderState::Paid { .. } | OrderState::RefundPending { .. } | OrderState::Refunded { .. } => {
                self.send_back(attempt, capture, &deal, RefundReason::PaidTwice)
            }
            OrderState::Pending | OrderState::Expired { .. } if capture.amount != self.price => {
                self.set_aside(attempt, capture, &deal, OrderException::AmountMismatch)
            }
            OrderState::Pending | OrderState::Expired { .. } if deal.void => {
                self.set_aside(attempt, capture, &deal, OrderException::CountedChanged)
            }
            OrderState::Pending if deal.membership.is_empty() => {
                self.set_aside(attempt, capture, &deal, OrderException::NothingLeft)
            }
            OrderState::Pending if deal.seat == SeatNeed::One && !deal.seat_free => {
                self.send_back(attempt, capture, &deal, RefundReason::SeatLost)
            }
            OrderState::Pending => self.sell(attempt, capture, deal, OrderException::None),
            OrderState::Expired { .. } => match too_late(&deal) {
                Some(reason) => self.send_back(attempt, capture, &deal, reason),
                None => self.sell(attempt, capture, deal, OrderException::PaidLate),
            },
        }
    }

    fn sell(
        mut self,
        attempt: Attempt,
        capture: &Capture,
        deal: Deal,
        exception: OrderException,
    ) -> Result<Settlement, LedgerError> {
        self.holds_seat = deal.seat.leaves(self.holds_seat);
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
            takes_seat: deal.seat == SeatNeed::One,
            releases_seat: deal.seat == SeatNeed::SitsBeside,
            settles_at: Some(deal.settles_at),
        })
    }

    fn send_back(
        mut self,
        attempt: Attempt,
        capture: &Capture,
        deal: &Deal,
        reason: RefundReason,
    ) -> Result<Settlement, LedgerError> {
        let transaction = received(&attempt, capture, deal, Account::RefundClearing)?;
        let payment = paid(&self, &attempt, capture);
        let numbers = (deal.refund.clone(), deal.refund_number.clone());
        let refund = Refund::requested(&payment, numbers, capture.amount, reason, deal.now);
        let exception = match reason {
            RefundReason::PaidTwice => OrderException::PaidTwice,
            RefundReason::SeatLost => OrderException::SeatLost,
            RefundReason::LateAndFull
            | RefundReason::LateCoupon
            | RefundReason::LateNoTime
            | RefundReason::LateReplaced
            | RefundReason::Member
            | RefundReason::Creator
            | RefundReason::Staff
            | RefundReason::Review => OrderException::PaidLate,
        };
        if reason != RefundReason::PaidTwice {
            self.state = OrderState::RefundPending { since: deal.now };
        }
        Ok(Settlement {
            order: self.marked(exception),
            attempt: attempt.succeeded(capture.gateway_transaction.clone()),
            transaction,
            membership: None,
            refund: Some(refund),
            review: None,
            takes_seat: false,
            releases_seat: false,
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
        let payment = paid(&self, &attempt, capture);
        let opened = Review::opened(deal.review.clone(), ReviewKind::AmountMismatch, payment, deal.now);
        let review = Review { expected: Some(self.price), ..opened };
        Ok(Settlement {
            order: self.marked(exception),
            attempt: attempt.succeeded(capture.gateway_transaction.clone()),
            transaction,
            membership: None,
            refund: None,
            review: Some(review),
            takes_seat: false,
            releases_seat: false,
            settles_at: None,
        })
    }
}

/// Why late money buys nothing; the reason that lasts longest comes first.
fn too_late(deal: &Deal) -> Option<RefundReason> {
    if deal.replaced {
        Some(RefundReason::LateReplaced)
    } else if deal.membership.is_empty() {
        Some(RefundReason::LateNoTime)
    } else if !deal.seat_free {
        Some(RefundReason::LateAndFull)
    } else {
        deal.coupon_gone.then_some(RefundReason::LateCoupon)
    }
}

/// Captured money under a number that is none of ours.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stray {
    /// Through whom.
    pub gateway: Gateway,
    /// Through which of our accounts there.
    pub account: GatewayAccountName,
    /// The number, as the gateway has it.
    pub number: String,
    /// What was captured.
    pub capture: Capture,
}

impl Stray {
    /// Keeps the money apart until a person says whose it is.
    pub fn set_aside(
        self,
        review: ReviewId,
        transaction: TransactionId,
        now: Timestamp,
    ) -> Result<(Review, Transaction), LedgerError> {
        let booked = Transaction::transfer(
            transaction,
            Cause::StrayCapture(review.clone()),
            now,
            self.capture.amount,
            Account::Unallocated,
            Account::GatewayReceivable(self.gateway),
        )?;
        let payment = Payment {
            order: None,
            attempt: None,
            gateway: self.gateway,
            account: self.account,
            number: self.number,
            transaction: self.capture.gateway_transaction,
            captured: self.capture.amount,
        };
        let review = Review::opened(review, ReviewKind::UnknownOrder, payment, now);
        Ok((review, booked))
    }
}

/// The captured payment of an attempt.
fn paid(order: &Order, attempt: &Attempt, capture: &Capture) -> Payment {
    Payment {
        order: Some(order.id.clone()),
        attempt: Some(attempt.id.clone()),
        gateway: attempt.gateway,
        account: attempt.account.clone(),
        number: attempt.gateway_number.clone(),
        transaction: capture.gateway_transaction.clone(),
        captured: capture.amount,
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

#[cfg(test)]
#[path = "capture_tests.rs"]
mod tests;
