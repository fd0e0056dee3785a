//! Where a creator's payouts go, and what the platform knows about the account.

use super::Rail;
use crate::{
    id::{CreatorId, DestinationId},
    money::{BasisPoints, Currency},
    time::Timestamp,
};

/// Where a creator's payouts go. The bank details themselves are in the people database, encrypted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Destination {
    /// The identifier.
    pub id: DestinationId,
    /// Whose.
    pub creator: CreatorId,
    /// The way to it.
    pub rail: Rail,
    /// How the creator knows it.
    pub label: String,
    /// The last four digits.
    pub last_four: String,
    /// A keyed hash of the account, to tell two apart.
    pub fingerprint: String,
    /// What it takes.
    pub currency: Currency,
    /// Whether it takes instant payouts, as the bank last said.
    pub takes_instant: bool,
    /// When it was added.
    pub added_at: Timestamp,
}

/// What the platform knows and has decided about a creator's account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Standing {
    /// Whose.
    pub creator: CreatorId,
    /// The ISO 3166 code of the country the creator is paid in.
    pub country: String,
    /// Whether the country has instant payouts.
    pub country_has_instant: bool,
    /// Whether identity and risk checks are passed.
    pub compliant: bool,
    /// Since when the platform has paused payouts, if so.
    pub platform_paused_at: Option<Timestamp>,
    /// Why it has, in the operator's words, which the creator reads. Empty when not paused.
    pub pause_reason: String,
    /// The rolling reserve: this share of the sales of the last `reserve_days` stays in the balance. Zero for none.
    pub reserve_rate: BasisPoints,
    /// See `reserve_rate`.
    pub reserve_days: u16,
    /// The version that was loaded; 0 when there is no row yet.
    pub version: i64,
}

impl Standing {
    /// What a creator is of whom the platform knows nothing yet.
    pub fn new(creator: CreatorId) -> Self {
        Self {
            creator,
            country: String::new(),
            country_has_instant: false,
            compliant: false,
            platform_paused_at: None,
            pause_reason: String::new(),
            reserve_rate: BasisPoints::new(0),
            reserve_days: 0,
            version: 0,
        }
    }
}
