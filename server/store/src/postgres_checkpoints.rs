//! Checkpoints: PostgreSQL makes its own.

use super::queries::Pools;

/// Nothing to do.
pub(crate) struct Checkpoints;

impl Checkpoints {
    /// Starts nothing.
    pub(super) fn start(_pools: &Pools) -> Self {
        Self
    }

    /// Tells nobody.
    #[expect(clippy::unused_self, reason = "the same shape as on SQLite, where there is somebody to tell")]
    pub(super) fn wrote(&self) {}

    /// Nothing to stop.
    #[expect(clippy::unused_async, reason = "the same shape as on SQLite, which copies")]
    pub(super) async fn close(&self) {}
}
