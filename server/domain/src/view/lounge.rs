//! What a visitor of a community's page can do before paying: look around, and wait for a seat.

use serde::{Deserialize, Serialize};

use crate::{catalogue::WayIn, id::ProductId, time::Timestamp};

/// A tier beyond its price, for whoever looks at the page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TierDoor {
    /// Which.
    pub product: ProductId,
    /// Days to look around first, when this viewer can; 0 means not.
    pub trial_days: u16,
    /// Where the viewer stands with its seats.
    pub seat: SeatView,
}

/// Where a viewer stands with the seats of a tier.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SeatView {
    /// It can be ordered.
    Free,
    /// Every seat is taken, or promised to people in line.
    Full,
    /// The viewer is in line; the first in line is at place 1.
    InLine {
        /// The place.
        place: u32,
    },
    /// A seat is held for the viewer.
    Held {
        /// The first moment at which it is somebody else's.
        until: Timestamp,
    },
}

/// A trial, as its member sees it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TrialView {
    /// The community's address part.
    pub slug: String,
    /// The community's name.
    pub community: String,
    /// Whom to ask.
    pub contact: String,
    /// The first moment at which the door is closed again.
    pub ends_at: Timestamp,
    /// The way in, while it is open.
    pub way_in: Option<WayIn>,
}
