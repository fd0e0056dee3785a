//! The few texts that are stored as JSON.

use domain::{
    money::{Currency, Money},
    payouts::{Fallback, PayoutSettings, Schedule},
    people::StaffRole,
    time::Timestamp,
};
use serde::{Deserialize, Serialize};
use services::ports::StoreFault;

/// Payout settings inside the record of a change, which is evidence and therefore keeps its shape for ever.
#[derive(Serialize, Deserialize)]
struct StoredSettings {
    creator: String,
    schedule: Schedule,
    fallback: Fallback,
    threshold_minor: i64,
    currency: Currency,
    paused_at: Option<Timestamp>,
    destination: Option<String>,
    /// Records from before destination changes put payouts on hold have none.
    #[serde(default)]
    held_until: Option<Timestamp>,
    updated_at: Timestamp,
    version: i64,
}

/// Writes settings as JSON.
pub(crate) fn write_settings(settings: &PayoutSettings) -> Result<String, StoreFault> {
    write(&StoredSettings {
        creator: settings.creator.as_str().to_owned(),
        schedule: settings.schedule,
        fallback: settings.fallback,
        threshold_minor: settings.threshold.minor(),
        currency: settings.threshold.currency(),
        paused_at: settings.paused_at,
        destination: settings.destination.as_ref().map(|id| id.as_str().to_owned()),
        held_until: settings.held_until,
        updated_at: settings.updated_at,
        version: settings.version,
    })
}

/// Reads settings back; `None` when the text is none.
pub(crate) fn read_settings(text: &str) -> Option<PayoutSettings> {
    let stored: StoredSettings = serde_json::from_str(text).ok()?;
    Some(PayoutSettings {
        creator: stored.creator.try_into().ok()?,
        schedule: stored.schedule,
        fallback: stored.fallback,
        threshold: Money::new(stored.threshold_minor, stored.currency),
        paused_at: stored.paused_at,
        destination: stored.destination.map(TryInto::try_into).transpose().ok()?,
        held_until: stored.held_until,
        updated_at: stored.updated_at,
        version: stored.version,
    })
}

/// Writes a list of texts as JSON.
pub(crate) fn write_texts(texts: &[String]) -> Result<String, StoreFault> {
    write(texts)
}

/// Reads a list of texts back.
pub(crate) fn read_texts(text: &str) -> Option<Vec<String>> {
    serde_json::from_str(text).ok()
}

/// Writes staff roles as JSON.
pub(crate) fn write_roles(roles: &[StaffRole]) -> Result<String, StoreFault> {
    write(roles)
}

/// Reads staff roles back.
pub(crate) fn read_roles(text: &str) -> Option<Vec<StaffRole>> {
    serde_json::from_str(text).ok()
}

/// Reads anything back; `None` when the text is none.
pub(crate) fn read<T: serde::de::DeserializeOwned>(text: &str) -> Option<T> {
    serde_json::from_str(text).ok()
}

/// Writes anything as JSON.
pub(crate) fn write<T: Serialize + ?Sized>(value: &T) -> Result<String, StoreFault> {
    serde_json::to_string(value)
        .map_err(|error| StoreFault::Database(format!("cannot be written as JSON: {error}")))
}

#[cfg(test)]
mod tests {
    use domain::payouts::Schedule;

    use super::{read_settings, write_settings};

    /// As the first version of the program wrote it, to the letter.
    fn record(schedule: &str) -> String {
        format!(
            r#"{{"creator":"cre_00000000000000000000000003","schedule":"{schedule}","fallback":"standard","threshold_minor":1000,"currency":"CNY","paused_at":null,"destination":null,"updated_at":1795262400000,"version":3}}"#
        )
    }

    #[test]
    fn records_from_before_own_cycles_are_read_as_they_were_written() {
        for schedule in Schedule::ALL {
            let read = read_settings(&record(&schedule.code())).unwrap();
            assert_eq!((read.schedule, read.version, read.held_until), (schedule, 3, None));
            assert_eq!(read_settings(&write_settings(&read).unwrap()), Some(read));
        }
    }

    #[test]
    fn a_record_of_a_schedule_that_is_none_is_a_fault_and_not_a_guess() {
        assert_eq!(read_settings(&record("hourly")), None);
    }
}
