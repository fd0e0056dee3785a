//! One connection that writes, several that read.

use std::sync::Arc;

use services::ports::StoreFault;
use sqlx::{Pool, Transaction};
use tokio::sync::Mutex;

use super::{Db, dialect};

/// The connections to one database.
pub(crate) struct Pools {
    /// The only one that writes.
    pub(crate) writer: Pool<Db>,
    /// The ones that read.
    pub(crate) readers: Pool<Db>,
    /// Held by whoever writes, and by whoever must not be written beside.
    pub(crate) turn: Arc<Mutex<()>>,
}

impl Pools {
    /// Begins reads that all see one moment. A caller that goes away while it begins leaves the beginning behind: sqlx
    /// takes back a transaction that has begun, and one that is about to would stay on its connection, where everybody
    /// after would go on reading that old moment.
    #[expect(clippy::disallowed_methods, reason = "it only begins a read, which ends with whoever wanted it")]
    pub(super) async fn snapshot(&self) -> Result<Transaction<'static, Db>, StoreFault> {
        let readers = self.readers.clone();
        let begun = tokio::spawn(async move { readers.begin_with(dialect::BEGIN_READ).await });
        begun.await.map_err(|_| StoreFault::Closing)?.map_err(database)
    }

    /// Answers when the database answers.
    pub(super) async fn ping(&self) -> Result<(), StoreFault> {
        sqlx::query("SELECT 1").execute(&self.readers).await.map_err(database)?;
        Ok(())
    }

    /// Closes every connection.
    pub(crate) async fn close(&self) {
        self.readers.close().await;
        self.writer.close().await;
    }
}

/// A driver's error as the store's fault. The drivers' texts name constraints, never values.
pub(crate) fn database(error: sqlx::Error) -> StoreFault {
    match error {
        sqlx::Error::PoolClosed => StoreFault::Closing,
        other => StoreFault::Database(other.to_string()),
    }
}
