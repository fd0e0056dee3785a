//! What was committed is copied from the log into the database file beside the connection that writes.
//!
//! SQLite's own way lets the writer copy, at every thousandth page, while everybody waits: half of the writer's time under
//! load. On another connection it costs the writer little (<https://sqlite.org/wal.html>, "Avoiding Excessively Large
//! WAL Files"), and little by little: rarer copies are fewer pages in all, and longer waits for those who commit meanwhile
//! (docs/decisions/0013 has the figures). A commit is on disk before it is copied, and a copy that fails is made again.
//!
//! The log starts anew only when everything in it is copied and nobody reads from it. A writer that never rests gives no
//! such moment, so a long log gets one: what came meanwhile is copied until little is left, and the rest while the writer waits.

use std::{
    sync::{
        Arc,
        atomic::{AtomicU32, Ordering},
    },
    time::Duration,
};

use sqlx::{Pool, Row as _, Sqlite, sqlite::SqlitePoolOptions};
use tokio::{
    sync::{Mutex, Notify},
    task::JoinHandle,
};

use super::queries::Pools;

/// How many units gather before they are copied: a quiet database is left alone.
const EVERY: u32 = 256;
/// How many pages make the log long: 256 MB, some seconds of the heaviest load.
const LONG: i64 = 65_536;
/// How many pages may be left when the writer is made to wait: some milliseconds.
const FEW: i64 = 400;
/// How often what came meanwhile is copied before the writer waits all the same.
const PASSES: u32 = 4;
/// How long the writer waits for those who still read from the log; whoever comes then reads from the file.
const FOR_READERS: Duration = Duration::from_millis(5);

/// Never waits for anybody: what somebody still reads or writes is copied the next time.
const COPY: &str = "PRAGMA wal_checkpoint(PASSIVE)";
/// Copies everything, and lets the next commit write over the log from its beginning.
const START_ANEW: &str = "PRAGMA wal_checkpoint(RESTART)";

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
        let task = run(Copier::beside(pools), Arc::clone(&wanted), Arc::clone(&closing));
        Self { since: AtomicU32::new(0), wanted, closing, task: Mutex::new(Some(tokio::spawn(task))) }
    }

    /// One more unit waits to be copied.
    pub(super) fn wrote(&self) {
        // Units at the same time may count one too many or too few: the next ones are copied all the same.
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

async fn run(copier: Copier, wanted: Arc<Notify>, closing: Arc<Notify>) {
    loop {
        tokio::select! {
            () = wanted.notified() => {}
            () = closing.notified() => break,
        }
        if let Err(error) = copier.copy().await {
            tracing::warn!(%error, "commits could not be copied into the database file; they are safe in its log");
        }
    }
    copier.connection.close().await;
}

/// How long the log is, and how much of it is in the file, in pages.
struct Log {
    pages: i64,
    copied: i64,
}

/// A connection of its own, and the writer's turn.
struct Copier {
    connection: Pool<Sqlite>,
    turn: Arc<Mutex<()>>,
}

impl Copier {
    fn beside(pools: &Pools) -> Self {
        let options = pools.readers.connect_options().as_ref().clone().busy_timeout(FOR_READERS);
        let one = SqlitePoolOptions::new().max_connections(1).idle_timeout(None).max_lifetime(None);
        Self { connection: one.connect_lazy_with(options), turn: Arc::clone(&pools.turn) }
    }

    async fn copy(&self) -> Result<(), sqlx::Error> {
        let log = self.ask(COPY).await?;
        // A log that has started anew looks as long as it was until the next commit: who asked too early asks once more.
        if log.pages >= LONG && self.caught_up(log).await?.pages >= LONG {
            return self.start_anew().await;
        }
        Ok(())
    }

    /// Copies until little is left, and says how long the log is then.
    async fn caught_up(&self, mut log: Log) -> Result<Log, sqlx::Error> {
        for _ in 0..PASSES {
            let before = log.pages;
            log = self.ask(COPY).await?;
            if log.pages.saturating_sub(before) <= FEW {
                break;
            }
        }
        Ok(log)
    }

    /// Copies the rest while the writer waits.
    async fn start_anew(&self) -> Result<(), sqlx::Error> {
        let _nobody_writes = self.turn.lock().await;
        let log = self.ask(START_ANEW).await?;
        tracing::debug!(log.pages, log.copied, "the log of commits was long");
        Ok(())
    }

    async fn ask(&self, how: &'static str) -> Result<Log, sqlx::Error> {
        let row = sqlx::query(how).fetch_one(&self.connection).await?;
        Ok(Log { pages: row.try_get(1)?, copied: row.try_get(2)? })
    }
}

#[cfg(test)]
mod tests {
    use super::{Checkpoints, Copier, EVERY};
    use crate::sqlite::{Pools, connect};

    async fn a_file(folder: &tempfile::TempDir) -> Pools {
        let pools = connect(&folder.path().join("copied.db"), true, 1).await.unwrap();
        sqlx::query("CREATE TABLE things (id INTEGER PRIMARY KEY)").execute(&pools.writer).await.unwrap();
        pools
    }

    fn length(folder: &tempfile::TempDir, name: &str) -> u64 {
        std::fs::metadata(folder.path().join(name)).unwrap().len()
    }

    #[tokio::test]
    async fn a_log_that_starts_anew_is_in_the_file_and_is_written_over() {
        let folder = tempfile::tempdir().unwrap();
        let pools = a_file(&folder).await;
        let copier = Copier::beside(&pools);
        let before = length(&folder, "copied.db");
        copier.start_anew().await.unwrap();
        assert!(length(&folder, "copied.db") > before, "the file holds the table");
        let log = length(&folder, "copied.db-wal");
        sqlx::query("INSERT INTO things DEFAULT VALUES").execute(&pools.writer).await.unwrap();
        assert_eq!(length(&folder, "copied.db-wal"), log, "the commit stands where the first one stood");
        copier.connection.close().await;
        pools.close().await;
    }

    #[tokio::test]
    async fn enough_units_are_copied_without_anybody_asking() {
        let folder = tempfile::tempdir().unwrap();
        let pools = a_file(&folder).await;
        let checkpoints = Checkpoints::start(&pools);
        let before = length(&folder, "copied.db");
        for _ in 0..EVERY {
            checkpoints.wrote();
        }
        tokio::task::yield_now().await;
        assert_eq!(length(&folder, "copied.db"), before, "one is missing");
        checkpoints.wrote();
        let grown = async {
            while length(&folder, "copied.db") == before {
                tokio::task::yield_now().await;
            }
        };
        tokio::time::timeout(std::time::Duration::from_secs(20), grown).await.unwrap();
        checkpoints.close().await;
        pools.close().await;
    }
}
