//! What an order is, and the two axes of its state.

use serde::{Deserialize, Serialize};

use super::SoldAs;
use crate::{
    id::{AgreementId, CommunityId, ConsentId, CreatorId, OrderId, OrderToken, ProductId, UserId},
    money::Money,
    time::Timestamp,
};

/// Where an order stands. Terminal: expired (unless late money comes) and refunded.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum OrderState {
    /// Waiting for the payment; holds a seat.
    Pending,
    /// Time is up and nobody paid; the seat is free again. Money may still arrive.
    Expired {
        /// When time was up.
        at: Timestamp,
    },
    /// Paid, and the membership granted in the same commit.
    Paid {
        /// When the gateway captured the money.
        at: Timestamp,
    },
    /// Captured money is on its way back to the payer.
    RefundPending {
        /// Since when.
        since: Timestamp,
    },
    /// The money went back.
    Refunded {
        /// When the gateway confirmed it.
        at: Timestamp,
    },
}

impl OrderState {
    /// The word the store and the wire use.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Expired { .. } => "expired",
            Self::Paid { .. } => "paid",
            Self::RefundPending { .. } => "refund_pending",
            Self::Refunded { .. } => "refunded",
        }
    }

    /// The moment that belongs to the state, when it has one.
    pub const fn since(self) -> Option<Timestamp> {
        match self {
            Self::Pending => None,
            Self::Expired { at } | Self::Paid { at } | Self::Refunded { at } => Some(at),
            Self::RefundPending { since } => Some(since),
        }
    }

    /// Puts a state together from its stored parts.
    pub fn from_parts(code: &str, since: Option<Timestamp>) -> Option<Self> {
        match (code, since) {
            ("pending", None) => Some(Self::Pending),
            ("expired", Some(at)) => Some(Self::Expired { at }),
            ("paid", Some(at)) => Some(Self::Paid { at }),
            ("refund_pending", Some(since)) => Some(Self::RefundPending { since }),
            ("refunded", Some(at)) => Some(Self::Refunded { at }),
            _ => None,
        }
    }
}

/// What went wrong with an order, independent of where it stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OrderException {
    /// Nothing.
    #[default]
    None,
    /// The money came after the order had expired.
    PaidLate,
    /// A second payment came for an order that was paid.
    PaidTwice,
    /// The captured amount or currency is not the order's.
    AmountMismatch,
    /// The unused time that the price counted is not there any more: it was given back, or counted for something else.
    CountedChanged,
    /// The money came in time, and what was ordered gives no time any more: its fixed end is reached, or what the buyer has
    /// lasts as long.
    NothingLeft,
    /// The money came in time, and the seat that the renewal was to keep was gone.
    SeatLost,
}

impl OrderException {
    /// Every mark.
    pub const ALL: [Self; 7] = [
        Self::None,
        Self::PaidLate,
        Self::PaidTwice,
        Self::AmountMismatch,
        Self::CountedChanged,
        Self::NothingLeft,
        Self::SeatLost,
    ];

    /// Whether the money was set aside for a person to decide about.
    pub const fn is_set_aside(self) -> bool {
        matches!(self, Self::AmountMismatch | Self::CountedChanged | Self::NothingLeft)
    }

    /// The word the store and the wire use.
    pub const fn code(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::PaidLate => "paid_late",
            Self::PaidTwice => "paid_twice",
            Self::AmountMismatch => "amount_mismatch",
            Self::CountedChanged => "counted_changed",
            Self::NothingLeft => "nothing_left",
            Self::SeatLost => "seat_lost",
        }
    }

    /// Reads the stored word.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|known| known.code() == code)
    }
}

/// An order: one person, one product, one frozen price, one frozen promise.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Order {
    /// The identifier, shown to people as the order number.
    pub id: OrderId,
    /// The unguessable part of its address.
    pub token: OrderToken,
    /// Who ordered.
    pub buyer: UserId,
    /// Who is paid.
    pub creator: CreatorId,
    /// What it opens.
    pub community: CommunityId,
    /// What was ordered.
    pub product: ProductId,
    /// The price, frozen when the order was made.
    pub price: Money,
    /// What the product was, frozen when the order was made.
    pub sold_as: SoldAs,
    /// The agreement that was accepted.
    pub agreement: AgreementId,
    /// The evidence of it, in the people database.
    pub consent: ConsentId,
    /// Where it stands.
    pub state: OrderState,
    /// What went wrong, if anything.
    pub exception: OrderException,
    /// When it was made.
    pub created_at: Timestamp,
    /// Until when it can be paid.
    pub expires_at: Timestamp,
    /// Whether the product has limited seats, so that this order holds one while it is pending or paid.
    pub holds_seat: bool,
    /// The version that was loaded; the store writes the next one.
    pub version: i64,
}
