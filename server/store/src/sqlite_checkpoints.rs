//! What was committed is copied from the log into the database file beside the connection that writes.
//!
//! SQLite's own way lets the writer copy, at every thousandth page, while everybody waits: half of the writer's time under
//! load. Little and often, on another connection, costs nobody anything (<https://sqlite.org/wal.html>, "Avoiding
//! Excessively Large WAL Files"). A commit is on disk before it is copied, and a copy that fails is made again.

use std::sync::{
    Arc,
    atomic::{AtomicU32, Ordering},
};

use sqlx::{Pool, Row as _, Sqlite};
use tokio::{
    sync::{Mutex, Notify},
    task::JoinHandle,
};

use super::queries::Pools;

/// How many commits gather before they are copied: pages that change again and again are copied once, and a quiet
/// database is left alone.
const EVERY: u32 = 64;

/// Never waits for anybody: what somebody still reads or writes is copied the next time.
const COPY: &str = "PRAGMA wal_checkpoint(PASSIVE)";

/// The task that copies, and how it hears of work.
pub(crate) struct Checkpoints {
    since: AtomicU32,
    wanted: Arc<Notify>,
    closing: Arc<Notify>,
    task: Mutex<Option<JoinHandle<()>>>,
}

impl Checkpoints {
    /// Starts to copy.
    #[expect(
        clippy::disallowed_methods,
        reason = "`close` waits for this task, and the store's owner calls `close`"
    )]
    pub(super) fn start(pools: &Pools) -> Self {
        let (wanted, closing) = (Arc::new(Notify::new()), Arc::new(Notify::new()));
        let task = run(pools.readers.clone(), Arc::clone(&wanted), Arc::clone(&closing));
        Self { since: AtomicU32::new(0), wanted, closing, task: Mutex::new(Some(tokio::spawn(task))) }
    }

    /// One more commit waits to be copied.
    pub(super) fn wrote(&self) {
        // Commits at the same time may count one too many or too few: the next ones are copied all the same.
        if self.since.fetch_add(1, Ordering::Relaxed) >= EVERY {
            self.since.store(0, Ordering::Relaxed);
            self.wanted.notify_one();
        }
    }

    /// Stops. What has not been copied is, when the last connection closes.
    pub(super) async fn close(&self) {
        self.closing.notify_one();
        if let Some(task) = self.task.lock().await.take()
            && let Err(error) = task.await
        {
            tracing::error!(%error, "the copying of commits ended badly");
        }
    }
}

async fn run(pool: Pool<Sqlite>, wanted: Arc<Notify>, closing: Arc<Notify>) {
    loop {
        tokio::select! {
            () = wanted.notified() => {}
            () = closing.notified() => return,
        }
        if let Err(error) = copy(&pool).await {
            tracing::warn!(%error, "commits could not be copied into the database file; they are safe in its log");
        }
    }
}

/// Copies what can be copied now: how many pages the log has, and how many of them are in the file afterwards.
async fn copy(pool: &Pool<Sqlite>) -> Result<(i64, i64), sqlx::Error> {
    let row = sqlx::query(COPY).fetch_one(pool).await?;
    Ok((row.try_get(1)?, row.try_get(2)?))
}

#[cfg(test)]
mod tests {
    use super::copy;
    use crate::sqlite::connect;

    #[tokio::test]
    async fn a_connection_that_only_reads_copies_what_another_one_committed() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("copied.db");
        let pools = connect(&file, true, 1).await.unwrap();
        sqlx::query("CREATE TABLE things (id INTEGER PRIMARY KEY)").execute(&pools.writer).await.unwrap();
        let before = std::fs::metadata(&file).unwrap().len();
        let (pages, copied) = copy(&pools.readers).await.unwrap();
        assert!(pages > 0 && copied == pages, "{copied} of {pages} pages");
        assert!(std::fs::metadata(&file).unwrap().len() > before, "the file holds them");
        pools.close().await;
    }
}
