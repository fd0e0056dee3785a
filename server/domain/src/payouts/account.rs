//! What is remembered about a creator between payouts, so that no page and no run has to ask a processor or count.
//!
//! Two counts, both of items: a day that was cut into parts is one day, in whatever order its parts end and whatever ends
//! between them.
//!
//! - *Completed* are the items of which at least one part is paid now. The first arrival adds one; a part that comes back
//!   takes it away when it was the last one there.
//! - *Failures in a row* are the items with a part that counts in the present row of failures ([`PayoutAccount::streak`],
//!   written on the payout when it fails). A part counts when it came back for a reason that lies with its destination
//!   while no other part of its item was paid. A row ends, and the next begins, when anything arrives, when something
//!   fails to another destination, and when the creator resumes.
//!
//! So both can be counted again from the payouts alone, and `verify` does.

use serde::{Deserialize, Serialize};

use super::{InstantVolume, Payout, PayoutEvent, PayoutState};
use crate::{
    id::{CreatorId, DestinationId},
    money::{Currency, Money},
    time::Timestamp,
};

/// The facts that a creator's payouts leave behind.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PayoutAccount {
    /// Whose.
    pub creator: CreatorId,
    /// How many items have arrived and stayed.
    pub completed: u32,
    /// Failures in a row to one destination.
    pub failures: u32,
    /// Which destination that is.
    pub failed_destination: Option<DestinationId>,
    /// Which row of failures it is; each has a number of its own.
    pub streak: u32,
    /// Since when payouts pause because of them; the creator can resume.
    pub paused_after_failures_at: Option<Timestamp>,
    /// What instant payouts carried this month and in the one before, before fees.
    pub volume: InstantVolume,
    /// The code of the reason a run last paid nothing and the creator was told; `None` after a payout
    /// of the kind that the creator asks for.
    pub told: Option<String>,
    /// The version that was loaded; 0 when there is no row yet.
    pub version: i64,
}

/// What happened to the account besides its counters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AccountEvent {
    /// The failures in a row have reached the limit: payouts pause.
    Paused,
}

/// A payout's end, remembered. Payout and account belong into one unit of work.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Remembered {
    /// The account as it is now.
    pub account: PayoutAccount,
    /// The payout, which now says in which row of failures it counts.
    pub payout: Payout,
    /// What else there is to tell.
    pub event: Option<AccountEvent>,
}

impl PayoutAccount {
    /// The account of a creator who has had no payout yet.
    pub fn new(creator: CreatorId, currency: Currency, now: Timestamp) -> Self {
        let nothing = Money::zero(currency);
        Self {
            creator,
            completed: 0,
            failures: 0,
            failed_destination: None,
            streak: FIRST_STREAK,
            paused_after_failures_at: None,
            volume: InstantVolume { month: now.day(), this_month: nothing, last_month: nothing },
            told: None,
            version: 0,
        }
    }

    /// Something happened to one of the creator's payouts, which is in its new state already. `item` holds the payouts of
    /// its item as they are stored, read no earlier than this account; whether it is among them makes no difference.
    /// `limit` failures in a row to one destination pause payouts.
    #[must_use]
    pub fn after(
        mut self,
        mut payout: Payout,
        item: &[Payout],
        event: PayoutEvent,
        limit: u32,
        now: Timestamp,
    ) -> Remembered {
        let mut others = item.iter().filter(|part| part.id != payout.id);
        let arrived = others.clone().any(|part| part.state == PayoutState::Paid);
        let reason = match event {
            PayoutEvent::Cancelled => return Remembered { account: self, payout, event: None },
            PayoutEvent::Paid => {
                self.completed = self.completed.saturating_add(u32::from(!arrived));
                self.end_streak();
                return Remembered { account: self, payout, event: None };
            }
            PayoutEvent::Failed(reason) => reason,
            PayoutEvent::Returned { reason, was_paid } => {
                self.completed = self.completed.saturating_sub(u32::from(was_paid && !arrived));
                reason
            }
        };
        if arrived || !reason.counts() {
            return Remembered { account: self, payout, event: None };
        }
        if self.failed_destination.as_ref() != Some(&payout.destination) {
            self.end_streak();
            self.failed_destination = Some(payout.destination.clone());
        }
        let counted = others.any(|part| part.streak == Some(self.streak));
        self.failures = self.failures.saturating_add(u32::from(!counted));
        payout.streak = Some(self.streak);
        let pauses = self.failures >= limit && self.paused_after_failures_at.is_none();
        if pauses {
            self.paused_after_failures_at = Some(now);
        }
        Remembered { account: self, payout, event: pauses.then_some(AccountEvent::Paused) }
    }

    /// The creator, or somebody for them, has looked at the failures and wants to go on.
    #[must_use]
    pub fn resumed(mut self) -> Self {
        self.paused_after_failures_at = None;
        self.end_streak();
        self
    }

    fn end_streak(&mut self) {
        self.streak = self.streak.saturating_add(1);
        self.failures = 0;
        self.failed_destination = None;
    }
}

/// Payouts that failed before rows had numbers are in row 0.
const FIRST_STREAK: u32 = 1;

#[cfg(test)]
#[path = "account_tests.rs"]
mod tests;
