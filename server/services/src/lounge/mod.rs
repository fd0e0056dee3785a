//! Before anybody pays: looking around, and waiting for a seat. No money moves here.

mod offer;
mod trial;
mod waiting;
mod wish;

use std::sync::Arc;

pub use offer::Offered;
pub use trial::TrialOutcome;
pub use waiting::WaitOutcome;
pub use wish::{Granted, Wish};

use crate::{
    catalogue::Catalogue,
    ports::{Clock, Commerce, Entropy},
    rate_limit::RateLimit,
};

/// How often a decision is made again when rows change under it.
const MAX_TRIES: u8 = 4;
/// Hours for which a seat is held for the first in line.
pub const OFFER_HOURS: i64 = 24;

/// What the service is made of.
pub struct LoungeParts {
    /// The commerce database.
    pub commerce: Commerce,
    /// What is sold.
    pub catalogue: Arc<Catalogue>,
    /// The clocks.
    pub clock: Arc<dyn Clock>,
    /// Randomness.
    pub entropy: Arc<dyn Entropy>,
    /// Days for which the door stays open after a membership's paid time.
    pub grace_days: u16,
}

/// Trials and waiting lists.
pub struct Lounge {
    parts: LoungeParts,
    limit: RateLimit,
}

impl Lounge {
    /// Puts the service together.
    pub fn new(parts: LoungeParts) -> Self {
        // Ten at once, then one a minute, per person.
        Self { parts, limit: RateLimit::new(10, 60_000) }
    }
}
