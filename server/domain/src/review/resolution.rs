//! What deciding needs besides the item, and what follows from it.

use super::{DecisionRefusal, Review, SeatFacts};
use crate::{
    catalogue::Waiting,
    id::{AdjustmentId, RefundId, ReviewId, TransactionId},
    ledger::{LedgerError, Transaction},
    membership::Membership,
    money::Money,
    order::{InvalidTransition, Order, Refund, RefundError, SaleRefund},
    time::Timestamp,
};

/// Identifiers and facts that were drawn for a decision.
#[derive(Clone, Debug)]
pub struct Hand {
    /// Now, by the business clock.
    pub now: Timestamp,
    /// For the postings.
    pub transaction: TransactionId,
    /// For a refund, if it comes to that, and its number at the gateway.
    pub refund: (RefundId, String),
    /// The order that the money is moved to, as it is now.
    pub other: Option<Order>,
    /// What letting its buyer in means for the seats: of the order itself, or of the other one.
    pub seat: SeatFacts,
    /// The membership that is granted if it comes to that: of the order itself, or of the other one.
    pub membership: Option<Membership>,
    /// The buyer's latest period, at the version it was read: the new one was counted on from it.
    pub latest: Option<Membership>,
    /// Whether the other order has given its coupon back and there is no room for it any more.
    pub coupon_gone: bool,
    /// For what a gateway took.
    pub taken: Option<TakenDraw>,
}

/// Identifiers for booking what a gateway took.
#[derive(Clone, Debug)]
pub struct TakenDraw {
    /// For the postings of each place it lay in.
    pub transactions: Vec<TransactionId>,
    /// For what takes it from a creator.
    pub adjustment: AdjustmentId,
    /// For what is still owed of a refund, and its number.
    pub rest: (RefundId, String),
    /// For the item about that.
    pub item: ReviewId,
}

/// What follows from a decision that is carried out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Resolution {
    /// The item afterwards.
    pub review: Review,
    /// Other items that are over with it.
    pub also: Vec<Review>,
    /// Orders afterwards.
    pub orders: Vec<Order>,
    /// The order whose seat is taken, if one is.
    pub takes_seat: Option<Order>,
    /// The order whose seat is given back, if one is.
    pub releases_seat: Option<Order>,
    /// The place in line whose held seat goes over to the order, afterwards.
    pub takes_offer: Option<Waiting>,
    /// The order that is a sale now, and for how much.
    pub sale: Option<(Order, Money)>,
    /// The membership that is granted.
    pub membership: Option<Membership>,
    /// The period that the granted one was counted on from: it must be as it was read, so that it does not go back meanwhile.
    pub follows: Option<Membership>,
    /// The refund that is asked for, or that was made by hand already.
    pub refund: Option<Refund>,
    /// What is still owed of a refund, with its item.
    pub rest: Option<(Refund, Review)>,
    /// The refunds whose numbers are over.
    pub closed: Vec<Refund>,
    /// The sale that its buyer has the money of already, and its order as it was before; its own postings are in it.
    pub gone: Option<(SaleRefund, Order)>,
    /// How the money moved.
    pub transactions: Vec<Transaction>,
}

/// What became of a decision.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Another person has to agree; nothing has moved.
    Proposed(Box<Review>),
    /// It is carried out.
    Resolved(Box<Resolution>),
    /// It is not taken.
    Refused(DecisionRefusal),
}

/// Why a resolution could not be put together.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ResolveError {
    /// The postings would not balance.
    #[error(transparent)]
    Ledger(#[from] LedgerError),
    /// A state machine does not have the step.
    #[error(transparent)]
    Transition(#[from] InvalidTransition),
    /// A refund could not be finished.
    #[error(transparent)]
    Refund(#[from] RefundError),
    /// The domain was asked for what its own rules exclude.
    #[error("a decision without what it needs")]
    Incomplete,
}

impl Resolution {
    pub(super) fn of(review: Review) -> Self {
        Self {
            review,
            also: Vec::new(),
            orders: Vec::new(),
            takes_seat: None,
            releases_seat: None,
            takes_offer: None,
            sale: None,
            membership: None,
            follows: None,
            refund: None,
            rest: None,
            closed: Vec::new(),
            gone: None,
            transactions: Vec::new(),
        }
    }
}
