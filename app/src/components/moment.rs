//! Times, readable by people and by machines. The reader's own time zone is not known without scripts, so all of them
//! are UTC and say so.

use domain::time::{Day, Timestamp};
use leptos::prelude::*;

use crate::{request, text::dates};

/// A day and an hour: `21 November 2026, 08:00 UTC`.
#[component]
pub fn Moment(
    /// When.
    at: Timestamp,
) -> impl IntoView {
    view! { <time datetime=at.to_rfc3339()>{dates::moment(at, request::locale())}</time> }
}

/// An hour of a day that is plain from the place: `08:00 UTC`.
#[component]
pub fn Hour(
    /// When.
    at: Timestamp,
) -> impl IntoView {
    view! { <time datetime=at.to_rfc3339()>{dates::hour(at, request::locale())}</time> }
}

/// A day: `21 November 2026`.
#[component]
pub fn Date(
    /// Which.
    day: Day,
) -> impl IntoView {
    view! { <time datetime=day.to_string()>{dates::day(day, request::locale())}</time> }
}

/// A day in a table: `21 Nov`.
#[component]
pub fn ShortDate(
    /// Which.
    day: Day,
) -> impl IntoView {
    view! { <time datetime=day.to_string()>{dates::short_day(day, request::locale())}</time> }
}

/// A day and an hour in a table that says UTC above it: `21 Nov, 08:00`.
#[component]
pub fn ShortMoment(
    /// When.
    at: Timestamp,
) -> impl IntoView {
    view! { <time datetime=at.to_rfc3339()>{dates::short_moment(at, request::locale())}</time> }
}
