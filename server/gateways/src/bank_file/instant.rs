//! Moments as ISO 20022 writes them.

use domain::time::{Day, Timestamp};
use time::{OffsetDateTime, format_description::well_known::Rfc3339};

use super::xml::Element;

/// An `ISODateTime`. Without an offset it is the bank's local time, which we do not know: taken as UTC, it is at most half
/// a day off.
pub fn date_time(text: &str) -> Option<Timestamp> {
    let parsed = OffsetDateTime::parse(text, &Rfc3339);
    let moment = parsed.or_else(|_| OffsetDateTime::parse(&format!("{text}Z"), &Rfc3339)).ok()?;
    let milliseconds = moment.unix_timestamp_nanos().div_euclid(1_000_000);
    i64::try_from(milliseconds).ok().map(Timestamp::from_unix_ms)
}

/// A `Dt` or a `DtTm` inside an element.
pub fn choice(element: &Element) -> Option<Timestamp> {
    match element.text(&["DtTm"]) {
        Some(moment) => date_time(moment),
        None => element.text(&["Dt"]).and_then(day).map(Day::start),
    }
}

/// An `ISODate`; a zone behind it is ignored.
fn day(text: &str) -> Option<Day> {
    let mut parts = text.get(..10)?.split('-');
    let (year, month, day) = (parts.next()?, parts.next()?, parts.next()?);
    Day::from_calendar(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?)
}
