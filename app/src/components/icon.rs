//! Line icons. They repeat what the words beside them say, so assistive technology never meets them.

use leptos::prelude::*;

/// What an icon shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// Done, met, arrived.
    Check,
    /// Did not happen.
    Cross,
    /// Waiting for a time.
    Clock,
    /// Not met yet.
    Circle,
    /// Worth knowing.
    Info,
    /// Worth a look.
    Alert,
    /// On its way back.
    Return,
    /// Being looked at.
    Search,
    /// Onward.
    Arrow,
}

impl Shape {
    fn path(self) -> &'static str {
        match self {
            Self::Check => "M4 10.5l4 4 8-9",
            Self::Cross => "M5 5l10 10M15 5L5 15",
            Self::Clock => "M10 2.5a7.5 7.5 0 1 0 0 15 7.5 7.5 0 0 0 0-15zM10 6v4.25l2.75 1.75",
            Self::Circle => "M10 3.5a6.5 6.5 0 1 0 0 13 6.5 6.5 0 0 0 0-13z",
            Self::Info => "M10 2.5a7.5 7.5 0 1 0 0 15 7.5 7.5 0 0 0 0-15zM10 9v4.75M10 6.25v.5",
            Self::Alert => "M10 2.75L18 16.5H2zM10 8v4M10 13.75v.5",
            Self::Return => "M7 4L3 8l4 4M3 8h9a4 4 0 0 1 0 8H8",
            Self::Search => "M8.5 3a5.5 5.5 0 1 0 0 11 5.5 5.5 0 0 0 0-11zM12.5 12.5L17 17",
            Self::Arrow => "M4 10h12M11 5l5 5-5 5",
        }
    }
}

/// An icon.
#[component]
pub fn Icon(
    /// What it shows.
    shape: Shape,
    /// Its place in a component, as a second class.
    #[prop(optional)]
    part: &'static str,
) -> impl IntoView {
    let class = if part.is_empty() { "icon".to_owned() } else { format!("icon {part}") };
    view! {
        <svg class=class viewBox="0 0 20 20" aria-hidden="true" focusable="false">
            <path d=shape.path()></path>
        </svg>
    }
}
