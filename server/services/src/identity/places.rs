//! Which remembered sessions still know the truth.
//!
//! A sign-out and a change of a team must count at once in this process, and a session that was read while it happened
//! must not be remembered as it was before. So each session and each person has an epoch: it is read before the database
//! is asked, kept with what was read, and moved on after each change; what was read in an earlier epoch is read again.
//! They share a few counters: a change asks some others' sessions to be read once more, which does no harm.

use std::{
    hash::{DefaultHasher, Hash, Hasher as _},
    sync::atomic::{AtomicU64, Ordering},
};

/// How many counters there are: a change makes one in this many sessions be read again.
const COUNTERS: usize = 256;

/// The epochs of everybody's place, or of every session.
pub struct Places([AtomicU64; COUNTERS]);

impl Default for Places {
    fn default() -> Self {
        Self([const { AtomicU64::new(0) }; COUNTERS])
    }
}

impl Places {
    /// The epoch now.
    pub(super) fn epoch(&self, whose: &(impl Hash + ?Sized)) -> u64 {
        self.counter(whose).map_or(0, |counter| counter.load(Ordering::SeqCst))
    }

    /// What was read about them until now is read again.
    pub(crate) fn moved(&self, whose: &(impl Hash + ?Sized)) {
        if let Some(counter) = self.counter(whose) {
            counter.fetch_add(1, Ordering::SeqCst);
        }
    }

    /// Whatever was read about anybody until now is read again.
    pub(super) fn all_moved(&self) {
        for counter in &self.0 {
            counter.fetch_add(1, Ordering::SeqCst);
        }
    }

    fn counter(&self, whose: &(impl Hash + ?Sized)) -> Option<&AtomicU64> {
        let mut hasher = DefaultHasher::new();
        whose.hash(&mut hasher);
        let counters = u64::try_from(COUNTERS).ok()?;
        let index = hasher.finish().checked_rem(counters)?;
        self.0.get(usize::try_from(index).ok()?)
    }
}
