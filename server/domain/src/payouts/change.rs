//! What changed between two sets of choices, as data for the page to word.

use serde::{Deserialize, Serialize};

use super::{Fallback, PayoutSettings, Schedule};
use crate::{id::DestinationId, money::Money};

/// One field that changed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "field")]
pub enum Change {
    /// How often.
    Schedule {
        /// Before.
        before: Schedule,
        /// After.
        after: Schedule,
    },
    /// What happens when instant is not possible.
    Fallback {
        /// Before.
        before: Fallback,
        /// After.
        after: Fallback,
    },
    /// The creator's own minimum.
    Threshold {
        /// Before.
        before: Money,
        /// After.
        after: Money,
    },
    /// The creator stopped payouts.
    Paused,
    /// The creator let payouts go on.
    Resumed,
    /// Where payouts go.
    Destination {
        /// Before.
        before: Option<DestinationId>,
        /// After.
        after: Option<DestinationId>,
    },
}

/// Compares the choices; who owns them, when and in which version they were saved makes no difference.
pub fn changes(before: &PayoutSettings, after: &PayoutSettings) -> Vec<Change> {
    let pause = match (before.paused_at.is_some(), after.paused_at.is_some()) {
        (false, true) => Some(Change::Paused),
        (true, false) => Some(Change::Resumed),
        (true, true) | (false, false) => None,
    };
    [
        (before.schedule != after.schedule)
            .then_some(Change::Schedule { before: before.schedule, after: after.schedule }),
        (before.fallback != after.fallback)
            .then_some(Change::Fallback { before: before.fallback, after: after.fallback }),
        (before.threshold != after.threshold)
            .then_some(Change::Threshold { before: before.threshold, after: after.threshold }),
        pause,
        (before.destination != after.destination).then(|| Change::Destination {
            before: before.destination.clone(),
            after: after.destination.clone(),
        }),
    ]
    .into_iter()
    .flatten()
    .collect()
}

#[cfg(test)]
mod tests {
    use super::{Change, changes};
    use crate::{
        id::{CreatorId, DestinationId},
        money::{Currency, Money},
        payouts::{Fallback, PayoutSettings, Schedule},
        time::Timestamp,
    };

    fn settings() -> PayoutSettings {
        PayoutSettings {
            creator: CreatorId::new(Timestamp::default(), 1),
            schedule: Schedule::Weekly,
            fallback: Fallback::Wait,
            threshold: Money::new(1_000, Currency::Cny),
            paused_at: None,
            destination: None,
            held_until: None,
            updated_at: Timestamp::default(),
            version: 1,
        }
    }

    #[test]
    fn every_field_a_person_can_change_is_reported() {
        let (now, bank) = (Timestamp::from_unix_ms(1), DestinationId::new(Timestamp::default(), 2));
        let after = PayoutSettings {
            schedule: Schedule::Daily,
            fallback: Fallback::Standard,
            threshold: Money::new(5_000, Currency::Cny),
            paused_at: Some(now),
            destination: Some(bank.clone()),
            ..settings()
        };
        assert_eq!(
            changes(&settings(), &after),
            [
                Change::Schedule { before: Schedule::Weekly, after: Schedule::Daily },
                Change::Fallback { before: Fallback::Wait, after: Fallback::Standard },
                Change::Threshold { before: settings().threshold, after: after.threshold },
                Change::Paused,
                Change::Destination { before: None, after: Some(bank) },
            ]
        );
        assert!(changes(&after, &settings()).contains(&Change::Resumed));
    }

    #[test]
    fn a_later_moment_or_version_alone_is_no_change() {
        let paused = PayoutSettings { paused_at: Some(Timestamp::from_unix_ms(1)), ..settings() };
        let later = PayoutSettings {
            paused_at: Some(Timestamp::from_unix_ms(2)),
            updated_at: Timestamp::from_unix_ms(9),
            version: 7,
            ..settings()
        };
        assert_eq!(changes(&paused, &later), []);
    }
}
