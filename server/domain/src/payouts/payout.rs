//! One payout: an amount on its way to one destination.

use serde::{Deserialize, Serialize};

use super::{FailureReason, InstantPart, PayoutRun, Rail};
use crate::{
    id::{CreatorId, DestinationId, PayoutId, RunId},
    money::Money,
    time::{Day, Timestamp},
};

/// How a payout travels.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum PayoutKind {
    /// Arrives within minutes, for a fee; settled money only.
    Instant,
    /// Arrives in days, free of charge.
    Standard,
}

impl PayoutKind {
    /// Both kinds, in the order in which a morning's runs go: instant first.
    pub const ALL: [Self; 2] = [Self::Instant, Self::Standard];

    /// The word the store uses.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Instant => "instant",
            Self::Standard => "standard",
        }
    }

    /// Reads the stored word.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.code() == code)
    }

    /// How often a payout in transit is asked about, in seconds, beside the rail's own events.
    pub(super) const fn look_every_seconds(self) -> i64 {
        match self {
            Self::Instant => 300,
            Self::Standard => 6 * 3_600,
        }
    }
}

/// Where a payout stands. See the picture in `machine.rs`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PayoutState {
    /// The money has left the balance; the rail has not been asked yet, or asked us to come back later.
    Requested,
    /// It is being handed to the rail; what the rail made of it is not known yet.
    Submitted,
    /// The rail did not answer: it is asked until it proves either side.
    Unknown,
    /// The rail has it.
    InTransit,
    /// It arrived.
    Paid,
    /// It will not arrive; the money is back in the balance.
    Failed(FailureReason),
    /// It came back; the money is back in the balance.
    Returned(FailureReason),
    /// It was called off before it left; the money is back in the balance.
    Cancelled,
}

impl PayoutState {
    /// The word the store uses; the reason of a failure is a word of its own.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Requested => "requested",
            Self::Submitted => "submitted",
            Self::Unknown => "unknown",
            Self::InTransit => "in_transit",
            Self::Paid => "paid",
            Self::Failed(_) => "failed",
            Self::Returned(_) => "returned",
            Self::Cancelled => "cancelled",
        }
    }

    /// Why it did not arrive.
    pub const fn reason(self) -> Option<FailureReason> {
        match self {
            Self::Failed(reason) | Self::Returned(reason) => Some(reason),
            Self::Requested
            | Self::Submitted
            | Self::Unknown
            | Self::InTransit
            | Self::Paid
            | Self::Cancelled => None,
        }
    }

    /// Reads the stored words.
    pub fn from_codes(code: &str, reason: Option<&str>) -> Option<Self> {
        let why = reason.and_then(FailureReason::from_code);
        let plain =
            [Self::Requested, Self::Submitted, Self::Unknown, Self::InTransit, Self::Paid, Self::Cancelled];
        match (code, why) {
            ("failed", Some(why)) => Some(Self::Failed(why)),
            ("returned", Some(why)) => Some(Self::Returned(why)),
            (_, None) if reason.is_none() => plain.into_iter().find(|state| state.code() == code),
            _ => None,
        }
    }

    /// Whether the rail has nothing more to say, except that what was paid came back.
    pub const fn is_final(self) -> bool {
        matches!(self, Self::Paid | Self::Failed(_) | Self::Returned(_) | Self::Cancelled)
    }

    /// Whether the money is back in the creator's balance.
    pub const fn is_back(self) -> bool {
        matches!(self, Self::Failed(_) | Self::Returned(_) | Self::Cancelled)
    }
}

/// One payout. `gross = net + fee`; its identifier is its number at the rail and its idempotency key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Payout {
    /// The identifier.
    pub id: PayoutId,
    /// The run that made it.
    pub run: RunId,
    /// Whose. With the run, this names the item it belongs to.
    pub creator: CreatorId,
    /// Which part of the item, from 1.
    pub part: u16,
    /// The way it takes.
    pub rail: Rail,
    /// How it travels.
    pub kind: PayoutKind,
    /// The UTC day of its run.
    pub day: Day,
    /// What leaves the balance.
    pub gross: Money,
    /// The fee inside it.
    pub fee: Money,
    /// Where it goes.
    pub destination: DestinationId,
    /// Where it stands.
    pub state: PayoutState,
    /// Since when.
    pub state_since: Timestamp,
    /// How often the rail was asked without a clear answer.
    pub tries: u16,
    /// When it is looked at next; `None` once it has ended.
    pub next_look_at: Option<Timestamp>,
    /// The rail's own name for it.
    pub reference: Option<String>,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it was handed to its rail for the first time: since then the rail can know its number. A run may have waited
    /// for approval for days before. Never changed once it is there.
    pub first_sent_at: Option<Timestamp>,
    /// Which row of its creator's failures it counts in ([`super::PayoutAccount::streak`]); `None` when it does not.
    pub streak: Option<u32>,
    /// The version that was loaded.
    pub version: i64,
}

impl Payout {
    /// One part of what a run pays a creator, as it is made at `now`: nothing of it has been sent. Its postings are those
    /// of [`Payout::started`], in the same commit.
    pub fn requested(
        id: PayoutId,
        run: &PayoutRun,
        creator: CreatorId,
        destination: DestinationId,
        (part, number): (InstantPart, u16),
        now: Timestamp,
    ) -> Self {
        Self {
            id,
            run: run.id.clone(),
            creator,
            part: number,
            rail: run.rail,
            kind: run.kind,
            day: run.day,
            gross: part.gross,
            fee: part.fee,
            destination,
            state: PayoutState::Requested,
            state_since: now,
            tries: 0,
            next_look_at: Some(now),
            reference: None,
            created_at: now,
            first_sent_at: None,
            streak: None,
            version: 0,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::PayoutState;
    use crate::payouts::FailureReason;

    #[test]
    fn every_state_reads_back_from_its_words() {
        use PayoutState::{Cancelled, Failed, InTransit, Paid, Requested, Returned, Submitted, Unknown};
        let with_reason = FailureReason::ALL.into_iter().flat_map(|why| [Failed(why), Returned(why)]);
        let states =
            [Requested, Submitted, Unknown, InTransit, Paid, Cancelled].into_iter().chain(with_reason);
        for state in states {
            let reason = state.reason().map(FailureReason::code);
            assert_eq!(PayoutState::from_codes(state.code(), reason), Some(state));
        }
        assert_eq!(PayoutState::from_codes("failed", None), None);
        assert_eq!(PayoutState::from_codes("paid", Some("account_closed")), None);
    }
}
