//! What the two payout rails have in common: how a payout lives, the book they are kept in, the telling of what happened
//! to them, the faults by script, and the control interface. Each rail's own words are in [`crate::bank`] and
//! [`crate::stripe`].

pub mod advance;
pub mod book;
pub mod calendar;
pub mod control;
pub mod control_views;
pub mod currency;
pub mod delivery;
pub mod faults;
pub mod life;

use serde::{Deserialize, Serialize};

/// A way for payouts to travel.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Rail {
    /// The sandbox's own asynchronous bank.
    Bank,
    /// Stripe Connect.
    Stripe,
}

impl Rail {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Bank, Self::Stripe];
}
