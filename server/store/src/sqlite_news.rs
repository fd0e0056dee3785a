//! News of changed orders: on an embedded database one process serves, and it knows them already.

use domain::id::OrderToken;
use services::ports::StoreFault;

use super::queries::Pools;

/// Nobody to tell and nobody to hear.
pub(crate) struct News;

impl News {
    /// Starts nothing.
    pub(super) fn start(_pools: &Pools) -> Self {
        Self
    }

    /// Tells nobody.
    #[expect(
        clippy::unused_self,
        reason = "the same shape as on PostgreSQL, where there is somebody to tell"
    )]
    pub(super) fn announce(&self, _tokens: impl Iterator<Item = OrderToken>) {}

    /// Waits for ever.
    pub(super) async fn next(&self, _pools: &Pools) -> Result<Vec<OrderToken>, StoreFault> {
        std::future::pending().await
    }

    /// Nothing to stop.
    #[expect(clippy::unused_async, reason = "the same shape as on PostgreSQL, which listens")]
    pub(super) async fn close(&self) {}
}
