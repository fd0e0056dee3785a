//! What was committed is copied from the log into the database file beside the connection that writes.
//!
//! SQLite's own way lets the writer copy, at every thousandth page, while everybody waits: half of the writer's time under
//! load. Little and often, on another connection, costs nobody anything (<https://sqlite.org/wal.html>, "Avoiding
//! Excessively Large WAL Files"). A commit is on disk before it is copied, and a copy that fails is made again.

use std::{sync::Arc, time::Duration};

use sqlx::{Pool, Row as _, Sqlite};
use tokio::{
    sync::{Mutex, Notify},
    task::JoinHandle,
    time::sleep,
};

use super::queries::Pools;

/// How long commits gather before they are copied: pages that change again and again are copied once.
const PAUSE: Duration = Duration::from_millis(25);

/// Never waits for anybody: what somebody still reads or writes is copied the next time.
const COPY: &str = "PRAGMA wal_checkpoint(PASSIVE)";

/// The task that copies, and how it hears of work.
pub(crate) struct Checkpoints {
    wrote: Arc<Notify>,
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
        let (wrote, closing) = (Arc::new(Notify::new()), Arc::new(Notify::new()));
        let task = run(pools.readers.clone(), Arc::clone(&wrote), Arc::clone(&closing));
        Self { wrote, closing, task: Mutex::new(Some(tokio::spawn(task))) }
    }

    /// There is something to copy.
    pub(super) fn wrote(&self) {
        self.wrote.notify_one();
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

async fn run(pool: Pool<Sqlite>, wrote: Arc<Notify>, closing: Arc<Notify>) {
    loop {
        tokio::select! {
            () = wrote.notified() => {}
            () = closing.notified() => return,
        }
        tokio::select! {
            () = sleep(PAUSE) => {}
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
