//! What is remembered about a creator between payouts, so that no page and no run has to ask a processor or count.

use serde::{Deserialize, Serialize};

use super::{InstantVolume, Payout, PayoutEvent};
use crate::{
    id::{CreatorId, DestinationId},
    money::{Currency, Money},
    time::Timestamp,
};

/// The facts that a creator's payouts leave behind. `verify` recomputes what can be counted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PayoutAccount {
    /// Whose.
    pub creator: CreatorId,
    /// How many payouts have arrived and stayed.
    pub completed: u32,
    /// Failures in a row to one destination.
    pub failures: u32,
    /// Which destination that is.
    pub failed_destination: Option<DestinationId>,
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

impl PayoutAccount {
    /// The account of a creator who has had no payout yet.
    pub fn new(creator: CreatorId, currency: Currency, now: Timestamp) -> Self {
        let nothing = Money::zero(currency);
        Self {
            creator,
            completed: 0,
            failures: 0,
            failed_destination: None,
            paused_after_failures_at: None,
            volume: InstantVolume { month: now.day(), this_month: nothing, last_month: nothing },
            told: None,
            version: 0,
        }
    }

    /// Something happened to one of the creator's payouts. `limit` failures in a row to one destination pause payouts;
    /// only failures that the destination caused count.
    #[must_use]
    pub fn after(
        mut self,
        payout: &Payout,
        event: PayoutEvent,
        limit: u32,
        now: Timestamp,
    ) -> (Self, Option<AccountEvent>) {
        let reason = match event {
            PayoutEvent::Paid => {
                self.completed = self.completed.saturating_add(1);
                self.failures = 0;
                self.failed_destination = None;
                return (self, None);
            }
            PayoutEvent::Cancelled => return (self, None),
            PayoutEvent::Failed(reason) => reason,
            PayoutEvent::Returned { reason, was_paid } => {
                if was_paid {
                    self.completed = self.completed.saturating_sub(1);
                }
                reason
            }
        };
        if !reason.counts() {
            return (self, None);
        }
        let same = self.failed_destination.as_ref() == Some(&payout.destination);
        self.failures = if same { self.failures.saturating_add(1) } else { 1 };
        self.failed_destination = Some(payout.destination.clone());
        if self.failures < limit || self.paused_after_failures_at.is_some() {
            return (self, None);
        }
        self.paused_after_failures_at = Some(now);
        (self, Some(AccountEvent::Paused))
    }

    /// The creator, or somebody for them, has looked at the failures and wants to go on.
    #[must_use]
    pub fn resumed(mut self) -> Self {
        self.paused_after_failures_at = None;
        self.failures = 0;
        self.failed_destination = None;
        self
    }
}

#[cfg(test)]
mod tests {
    use super::{AccountEvent, PayoutAccount};
    use crate::{
        id::{CreatorId, DestinationId},
        money::Currency,
        payouts::{FailureReason, PayoutEvent, machine::samples::payout_to},
        time::Timestamp,
    };

    const NOW: Timestamp = Timestamp::from_unix_ms(1_000);

    fn account() -> PayoutAccount {
        PayoutAccount::new(CreatorId::new(NOW, 1), Currency::Cny, NOW)
    }

    fn bank(number: u128) -> DestinationId {
        DestinationId::new(NOW, number)
    }

    const CLOSED: PayoutEvent = PayoutEvent::Failed(FailureReason::AccountClosed);
    const BUSY: PayoutEvent = PayoutEvent::Failed(FailureReason::ProcessorUnavailable);

    fn run(events: &[(u128, PayoutEvent)]) -> (PayoutAccount, usize) {
        let mut pauses = 0;
        let mut account = account();
        for (number, event) in events {
            let (next, told) = account.after(&payout_to(bank(*number)), *event, 3, NOW);
            account = next;
            pauses += usize::from(told == Some(AccountEvent::Paused));
        }
        (account, pauses)
    }

    #[test]
    fn three_failures_in_a_row_to_one_destination_pause_payouts_once() {
        let (account, pauses) = run(&[(1, CLOSED), (1, CLOSED), (1, CLOSED), (1, CLOSED)]);
        assert_eq!((account.paused_after_failures_at, pauses), (Some(NOW), 1));
        let resumed = account.resumed();
        assert_eq!((resumed.paused_after_failures_at, resumed.failures), (None, 0));
    }

    #[test]
    fn neither_transient_errors_nor_another_destination_nor_an_arrival_between_add_up() {
        for events in [
            &[(1, CLOSED), (1, CLOSED), (1, BUSY), (1, BUSY)][..],
            &[(1, CLOSED), (1, CLOSED), (2, CLOSED), (1, CLOSED)],
            &[(1, CLOSED), (1, CLOSED), (1, PayoutEvent::Paid), (1, CLOSED)],
        ] {
            assert_eq!(run(events).1, 0, "{events:?}");
        }
    }

    #[test]
    fn what_came_back_after_it_was_paid_does_not_count_as_completed() {
        let returned = PayoutEvent::Returned { reason: FailureReason::AccountClosed, was_paid: true };
        assert_eq!(run(&[(1, PayoutEvent::Paid), (1, PayoutEvent::Paid), (1, returned)]).0.completed, 1);
    }
}
