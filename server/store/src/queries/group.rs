//! One transaction for a group of units. Whoever fails is found by halving, so that the others are still written
//! together and in order.

use std::{future::Future, marker::PhantomData, ops::Range};

use services::ports::{Commit, StoreFault};
use sqlx::Pool;

use super::{Connection, Db, dialect, pools::database, rows};
use crate::{
    stop::{Stop, same_fault},
    writer::{Answer, Sink},
};

/// How often a group is tried again when another process's transaction met it.
const TRIES: u32 = 8;

/// A unit of work that can be written together with others.
pub(super) trait Unit: Send + Sync + Sized + 'static {
    /// Writes all units or stops; what was written before a stop is rolled back by the caller.
    fn apply(connection: &mut Connection, units: &[Self]) -> impl Future<Output = Result<(), Stop>> + Send;
}

/// Writes groups of units on the one connection that writes.
pub(super) struct GroupSink<U> {
    pool: Pool<Db>,
    units: PhantomData<fn(U)>,
}

impl<U: Unit> GroupSink<U> {
    /// A sink on the connection that writes.
    pub(super) fn new(pool: Pool<Db>) -> Self {
        Self { pool, units: PhantomData }
    }
}

impl<U: Unit> Sink<U> for GroupSink<U> {
    async fn write(&mut self, units: &[U]) -> Vec<Answer> {
        let mut outcome = write_once(&self.pool, units).await;
        for _ in 1..TRIES {
            match outcome {
                Err(Stop::Again(_)) => outcome = write_once(&self.pool, units).await,
                done => return answers(done, units.len()),
            }
        }
        answers(outcome, units.len())
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

async fn write_once<U: Unit>(pool: &Pool<Db>, units: &[U]) -> Result<Vec<Answer>, Stop> {
    let mut transaction =
        pool.begin_with(dialect::BEGIN_WRITE).await.map_err(|error| Stop::Database(database(error)))?;
    let answers = halve(&mut transaction, units).await?;
    // An error here leaves it open whether the group is on disk: callers treat a fault as not knowing.
    transaction.commit().await.map_err(rows::stop)?;
    Ok(answers)
}

async fn halve<U: Unit>(connection: &mut Connection, units: &[U]) -> Result<Vec<Answer>, Stop> {
    let mut answers = Vec::with_capacity(units.len());
    let mut ahead: Vec<Range<usize>> = vec![0..units.len()];
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
