//! Effects to the outside: promised with what causes them, claimed when their time comes, marked many at once.

use domain::time::Timestamp;
use services::ports::{DueEffect, EffectMark, EffectOutcome, OutboxCounts, OutboxRow, StoreFault};

use super::super::{
    pools::{Pools, database},
    read::{Reader, all},
};
use super::due::too_far;
use crate::cell::Cell;

pub(super) const INSERT_EFFECTS: &str = concat!(
    "INSERT INTO outbox (id, kind, payload, created_at, next_try_at, importance) \
     SELECT value->>0, value->>1, value->>2, CAST(value->>3 AS BIGINT), CAST(value->>3 AS BIGINT), \
     CAST(value->>4 AS BIGINT) FROM ",
    rows!()
);
/// Matches only what still waits and has been tried as often as its holder believed.
pub(super) const MARK_EFFECTS: &str = concat!(
    "WITH tried AS (SELECT value->>0 AS id, CAST(value->>1 AS BIGINT) AS tries, CAST(value->>2 AS BIGINT) AS next, \
     CAST(value->>3 AS BIGINT) AS done, CAST(value->>4 AS BIGINT) AS dead FROM ",
    rows!(),
    ") UPDATE outbox SET tries = outbox.tries + 1, next_try_at = tried.next, done_at = tried.done, \
     dead_at = tried.dead FROM tried \
     WHERE outbox.id = tried.id AND outbox.tries = tried.tries AND outbox.next_try_at IS NOT NULL"
);
const DUE: &str = "SELECT id, payload, created_at, tries FROM outbox \
     WHERE kind = $1 AND next_try_at IS NOT NULL AND (next_try_at <= $2 OR next_try_at > $4) \
     ORDER BY importance DESC, next_try_at, id LIMIT $3";
const COUNTS: &str = "SELECT (SELECT COUNT(*) FROM outbox WHERE next_try_at IS NOT NULL) AS waiting, \
     (SELECT COUNT(*) FROM outbox WHERE dead_at IS NOT NULL) AS dead, \
     (SELECT MIN(created_at) FROM outbox WHERE next_try_at IS NOT NULL) AS oldest";

pub(super) fn effect(row: &OutboxRow) -> Vec<Cell<'_>> {
    vec![
        row.id.as_str().into(),
        row.kind.into(),
        row.payload.as_str().into(),
        row.created_at.into(),
        row.importance.rank().into(),
    ]
}

pub(super) fn mark(mark: &EffectMark) -> Vec<Cell<'_>> {
    let (next, done, dead) = match mark.outcome {
        EffectOutcome::Again(at) => (at.into(), Cell::Nothing, Cell::Nothing),
        EffectOutcome::Done(at) => (Cell::Nothing, at.into(), Cell::Nothing),
        EffectOutcome::Dead(at) => (Cell::Nothing, Cell::Nothing, at.into()),
    };
    vec![mark.id.as_str().into(), mark.tries.into(), next, done, dead]
}

pub(super) async fn due(
    pools: &Pools,
    kind: &str,
    now: Timestamp,
    limit: u32,
) -> Result<Vec<DueEffect>, StoreFault> {
    let query = sqlx::query(DUE).bind(kind).bind(now.unix_ms()).bind(i64::from(limit)).bind(too_far(now));
    let rows = query.fetch_all(&pools.readers).await.map_err(database)?;
    all(&rows, "outbox", |row| {
        Ok(DueEffect {
            id: row.id("id")?,
            payload: row.text("payload")?,
            created_at: row.moment("created_at")?,
            tries: row.small("tries")?,
        })
    })
}

pub(super) async fn counts(pools: &Pools) -> Result<OutboxCounts, StoreFault> {
    let row = sqlx::query(COUNTS).fetch_one(&pools.readers).await.map_err(database)?;
    let row = Reader::new(&row, "outbox");
    Ok(OutboxCounts {
        waiting: row.integer("waiting")?,
        dead: row.integer("dead")?,
        oldest_waiting: row.maybe_moment("oldest")?,
    })
}
