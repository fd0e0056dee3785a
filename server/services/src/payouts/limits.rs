//! How often an account changes where, when and how it is paid. Each change is told to the owner by a mail that is never
//! held back, and may ask a bank: nobody makes a mail cannon of it, or a search for other people's accounts.

use domain::{
    time::Timestamp,
    view::{Problem, ProblemCode},
};

use crate::{
    actor::Creator,
    rate_limit::{Admission, RateLimit},
};

/// How many destinations an account has at most.
pub(super) const MOST_DESTINATIONS: u32 = 10;
/// Changes at once.
const AT_ONCE: u32 = 10;
/// Then one more each time this has passed, in milliseconds.
const PAUSE_MS: i64 = 60_000;

/// The changes of each account, whoever of its people makes them.
pub(super) struct ChangeLimit(RateLimit);

impl Default for ChangeLimit {
    fn default() -> Self {
        Self(RateLimit::new(AT_ONCE, PAUSE_MS))
    }
}

impl ChangeLimit {
    /// Counts one change; why it may not be made, if so. Asked once all else allows it: whoever corrects a typing mistake
    /// is not counted.
    pub fn refuses(&self, creator: &Creator, now: Timestamp) -> Option<Problem> {
        match self.0.admit(creator.account.id.as_str(), now) {
            Admission::Admitted => None,
            Admission::Refused { retry_after_seconds } => {
                Some(Problem::at("form", ProblemCode::TooManyChanges { retry_after_seconds }))
            }
        }
    }
}
