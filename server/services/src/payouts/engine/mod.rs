//! The payout engine: runs decide and book, the dispatcher takes what is booked to the rails, events tell what became of
//! it.
//!
//! Everything here may be interrupted anywhere and done again: a run goes on behind the last creator it has booked, a
//! payout is known to a rail by one number for ever, and what an event says is booked in the commit that keeps it.

mod call_off;
mod candidates;
mod chunk;
mod decide;
mod dispatch;
mod events;
mod ids;
mod news;
mod report;
mod runner;
mod schedule;
mod send;
mod tell;

use std::sync::{
    Arc,
    atomic::{AtomicU64, Ordering},
};

use domain::{
    payouts::{Calendar, Patience, Rail},
    policy::Policy,
};

pub use self::{
    decide::{decide, settings_of},
    dispatch::Dispatched,
    report::{RunReport, RunsOutcome},
};
use crate::{
    ports::{Clock, Commerce, Entropy, PayoutRail, People},
    seal::Secrets,
};

/// How often a unit of work is decided again when its rows changed meanwhile.
const MAX_DECISIONS: usize = 16;
/// Creators decided and committed at once: the memory of a run is two such chunks.
pub const CHUNK: u32 = 5_000;

/// What the engine is put together from.
pub struct EngineParts {
    /// The commerce database.
    pub commerce: Commerce,
    /// The people database, for bank details.
    pub people: People,
    /// The ways to banks, of which creators without a destination belong to the first.
    pub rails: Vec<Arc<dyn PayoutRail>>,
    /// The clocks.
    pub clock: Arc<dyn Clock>,
    /// Randomness.
    pub entropy: Arc<dyn Entropy>,
    /// Keys.
    pub secrets: Arc<Secrets>,
    /// The policy.
    pub policy: Arc<Policy>,
    /// How many creators are decided and committed at once; [`CHUNK`] but for tests.
    pub chunk: u32,
}

/// The payout engine. A cheap handle: calls to rails run as tasks of their own.
#[derive(Clone)]
pub struct PayoutEngine {
    parts: Arc<EngineParts>,
    contradictions: Arc<AtomicU64>,
    not_readable: Arc<AtomicU64>,
}

impl PayoutEngine {
    /// Puts the engine together.
    pub fn new(parts: EngineParts) -> Self {
        Self { parts: Arc::new(parts), contradictions: Arc::default(), not_readable: Arc::default() }
    }

    /// How often a rail has contradicted itself since the program started; a person should look at each.
    pub fn contradictions(&self) -> u64 {
        self.contradictions.load(Ordering::Relaxed)
    }

    /// How often a run could work nothing out for a creator since the program started, also when it tried the same chunk
    /// again; a person has to look.
    pub fn not_readable(&self) -> u64 {
        self.not_readable.load(Ordering::Relaxed)
    }

    /// Whether a rail is set up.
    pub fn has_rail(&self, rail: Rail) -> bool {
        self.rail(rail).is_some()
    }

    fn rail(&self, rail: Rail) -> Option<&Arc<dyn PayoutRail>> {
        self.parts.rails.iter().find(|known| known.rail() == rail)
    }

    fn calendar(&self) -> Calendar {
        Calendar::of(&self.parts.policy)
    }

    fn patience(&self) -> Patience {
        Patience { retry_ms: self.parts.policy.retry_ms() }
    }
}
