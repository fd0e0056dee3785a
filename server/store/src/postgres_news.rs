//! News of changed orders between processes on one PostgreSQL, by NOTIFY after commit.
//!
//! News may be lost: it only makes a waiting page hear sooner. Watched orders are read again every few seconds anyway.

use domain::id::OrderToken;
use services::ports::StoreFault;
use sqlx::{Pool, Postgres, postgres::PgListener};
use tokio::sync::{Mutex, mpsc};

use super::queries::pools::{Pools, database};

/// The channel of all processes.
const CHANNEL: &str = "joinery_orders";
/// Orders in one notification: PostgreSQL takes less than 8,000 bytes, a token has 26 and a comma.
const AT_ONCE: usize = 250;
/// Orders that may wait to be announced; more are not announced at all.
const QUEUE: usize = 4096;

/// Tells the other processes and hears them.
pub(crate) struct News {
    changed: mpsc::Sender<OrderToken>,
    listener: Mutex<Option<PgListener>>,
}

impl News {
    /// Starts to tell; hearing starts with the first question.
    #[expect(
        clippy::disallowed_methods,
        reason = "ends by itself when the store that owns the sender is dropped"
    )]
    pub(super) fn start(pools: &Pools) -> Self {
        let (changed, waiting) = mpsc::channel(QUEUE);
        tokio::spawn(tell(pools.readers.clone(), waiting));
        Self { changed, listener: Mutex::new(None) }
    }

    /// Tells the others, soon.
    pub(super) fn announce(&self, tokens: impl Iterator<Item = OrderToken>) {
        for token in tokens {
            if self.changed.try_send(token).is_err() {
                return;
            }
        }
    }

    /// Waits for the next news. Our own comes back too; it tells nothing newer than what this process knows.
    pub(super) async fn next(&self, pools: &Pools) -> Result<Vec<OrderToken>, StoreFault> {
        let mut listener = self.listener.lock().await;
        let mut ears = match listener.take() {
            Some(ears) => ears,
            None => listen(&pools.readers).await.map_err(database)?,
        };
        let heard = ears.recv().await.map_err(database)?;
        *listener = Some(ears);
        let tokens = heard.payload().split(',').filter_map(|text| OrderToken::try_from(text.to_owned()).ok());
        Ok(tokens.collect())
    }

    /// Stops listening. The pool waits for every connection when it closes, also for the one that listens: call this while
    /// it closes. Whoever is listening right now hears of the closing, and lets go of the lock.
    pub(super) async fn close(&self) {
        self.listener.lock().await.take();
    }
}

async fn listen(pool: &Pool<Postgres>) -> Result<PgListener, sqlx::Error> {
    let mut ears = PgListener::connect_with(pool).await?;
    ears.listen(CHANNEL).await?;
    Ok(ears)
}

async fn tell(pool: Pool<Postgres>, mut waiting: mpsc::Receiver<OrderToken>) {
    let mut batch = Vec::with_capacity(AT_ONCE);
    while waiting.recv_many(&mut batch, AT_ONCE).await > 0 {
        let payload = batch.drain(..).map(String::from).collect::<Vec<_>>().join(",");
        let told = sqlx::query("SELECT pg_notify($1, $2)").bind(CHANNEL).bind(payload).execute(&pool).await;
        if let Err(error) = told {
            tracing::debug!(%error, "other processes were not told of changed orders");
        }
    }
}
