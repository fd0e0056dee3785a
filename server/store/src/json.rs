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

/// Writes anything as JSON.
pub(crate) fn write<T: Serialize + ?Sized>(value: &T) -> Result<String, StoreFault> {
    serde_json::to_string(value)
        .map_err(|error| StoreFault::Database(format!("cannot be written as JSON: {error}")))
}
