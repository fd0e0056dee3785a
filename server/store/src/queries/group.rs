//! One transaction for a group of units. Whoever fails is found by halving, so that the others are still written
//! together and in order.

use std::{future::Future, marker::PhantomData, ops::Range, sync::Arc, time::Duration};

use services::ports::{Commit, StoreFault};
use sqlx::Pool;
use tokio::{sync::Mutex, time::timeout};

use super::{Connection, Db, dialect, pools::Pools, rows};
use crate::{
    stop::{Stop, same_fault},
    writer::{Answer, Sink},
};

/// How often a group is tried again when another process's transaction met it.
const TRIES: u32 = 8;

/// How long a failed connection may take to come back, to be closed.
const RETIRING: Duration = Duration::from_secs(1);

/// A unit of work that can be written together with others.
pub(super) trait Unit: Send + Sync + Sized + 'static {
    /// Writes all units or stops; what was written before a stop is rolled back by the caller.
    fn apply(connection: &mut Connection, units: &[Self]) -> impl Future<Output = Result<(), Stop>> + Send;
}

/// Writes groups of units on the one connection that writes.
pub(super) struct GroupSink<U> {
    pool: Pool<Db>,
    turn: Arc<Mutex<()>>,
    units: PhantomData<fn(U)>,
}

impl<U: Unit> GroupSink<U> {
    /// A sink on the connection that writes.
    pub(super) fn new(pools: &Pools) -> Self {
        Self { pool: pools.writer.clone(), turn: Arc::clone(&pools.turn), units: PhantomData }
    }
}

impl<U: Unit> Sink<U> for GroupSink<U> {
    async fn write(&mut self, units: &[U]) -> Vec<Answer> {
        let _turn = self.turn.lock().await;
        let mut outcome = write_once(&self.pool, units).await;
        for _ in 1..TRIES {
            if !matches!(outcome, Err(Stop::Again(_))) {
                break;
            }
            outcome = write_once(&self.pool, units).await;
        }
        if matches!(outcome, Err(Stop::Database(_))) {
            retire(&self.pool).await;
        }
        answers(outcome, units.len())
    }
}

/// Closes the connection that failed; the next group opens another. What a failed flush has left in a connection's
/// memory must not be trusted (<https://wiki.postgresql.org/wiki/Fsync_Errors>).
async fn retire(pool: &Pool<Db>) {
    let Ok(Ok(connection)) = timeout(RETIRING, pool.acquire()).await else { return };
    if let Err(error) = connection.close().await {
        tracing::warn!(%error, "a failed connection did not close cleanly");
    }
}

fn answers(outcome: Result<Vec<Answer>, Stop>, count: usize) -> Vec<Answer> {
    let fault = match outcome {
        Ok(answers) => return answers,
        Err(Stop::Database(fault) | Stop::Again(fault) | Stop::Unit(Err(fault))) => fault,
        Err(Stop::Unit(Ok(_))) => StoreFault::Database("a group was refused as a whole".to_owned()),
    };
    tracing::error!(%fault, units = count, "a group of units was not written");
    (0..count).map(|_| Err(same_fault(&fault))).collect()
}

/// Writes the group as one; only when that fails, whoever fails is looked for.
async fn write_once<U: Unit>(pool: &Pool<Db>, units: &[U]) -> Result<Vec<Answer>, Stop> {
    let begin = || pool.begin_with(dialect::BEGIN_WRITE);
    let mut transaction = begin().await.map_err(rows::stop)?;
    let answers = match U::apply(&mut transaction, units).await {
        Ok(()) => units.iter().map(|_| Ok(Commit::Committed)).collect(),
        Err(Stop::Unit(answer)) if units.len() == 1 => return Ok(vec![answer]),
        Err(Stop::Unit(_)) => {
            transaction.rollback().await.map_err(rows::stop)?;
            transaction = begin().await.map_err(rows::stop)?;
            halve(&mut transaction, units).await?
        }
        Err(other) => return Err(other),
    };
    // An error here leaves it open whether the group is on disk: callers treat a fault as not knowing.
    transaction.commit().await.map_err(rows::stop)?;
    Ok(answers)
}

/// Writes a group of which one unit or more will fail: by halves, until those are found, each half behind a savepoint.
async fn halve<U: Unit>(connection: &mut Connection, units: &[U]) -> Result<Vec<Answer>, Stop> {
    let middle = units.len() / 2;
    let mut answers = Vec::with_capacity(units.len());
    let mut ahead: Vec<Range<usize>> = vec![middle..units.len(), 0..middle];
    while let Some(range) = ahead.pop() {
        let Some(part) = units.get(range.clone()) else { continue };
        run(connection, "SAVEPOINT part").await?;
        match U::apply(connection, part).await {
            Ok(()) => {
                run(connection, "RELEASE SAVEPOINT part").await?;
                answers.extend(part.iter().map(|_| Ok(Commit::Committed)));
            }
            Err(Stop::Unit(answer)) => {
                run(connection, "ROLLBACK TO SAVEPOINT part").await?;
                run(connection, "RELEASE SAVEPOINT part").await?;
                if part.len() == 1 {
                    answers.push(answer);
                } else {
                    let middle = range.start + part.len() / 2;
                    ahead.push(middle..range.end);
                    ahead.push(range.start..middle);
                }
            }
            Err(other) => return Err(other),
        }
    }
    Ok(answers)
}

async fn run(connection: &mut Connection, sql: &'static str) -> Result<(), Stop> {
    sqlx::query(sql).execute(connection).await.map_err(rows::stop)?;
    Ok(())
}
