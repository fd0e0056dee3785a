//! How many messages wait for somebody, in memory: the head of every page shows it.

use domain::{id::UserId, time::Timestamp};
use quick_cache::sync::Cache;

/// Counting stops here: nobody needs to know more exactly.
pub(super) const AT_MOST: u32 = 100;
/// How long a count is believed, in milliseconds: news is never later than this.
const FRESH_MS: i64 = 5_000;
/// People in memory.
const MAX_IN_MEMORY: usize = 100_000;

/// The counts.
pub(super) struct Unread(Cache<UserId, (u32, Timestamp)>);

impl Default for Unread {
    fn default() -> Self {
        Self(Cache::new(MAX_IN_MEMORY))
    }
}

impl Unread {
    pub(super) fn get(&self, person: &UserId, now: Timestamp) -> Option<u32> {
        let (count, counted_at) = self.0.get(person)?;
        (0..FRESH_MS).contains(&now.ms_since(counted_at)).then_some(count)
    }

    pub(super) fn put(&self, person: &UserId, count: u32, now: Timestamp) {
        self.0.insert(person.clone(), (count, now));
    }

    pub(super) fn forget(&self, person: &UserId) {
        self.0.remove(person);
    }
}
