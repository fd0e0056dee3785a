//! The operator's desk: refusals of runs, credits that wait for a second person, whom the staff was told about.

use async_trait::async_trait;
use domain::{
    id::{AdjustmentId, CreatorId, RunId, UserId},
    payouts::{Adjustment, CreditState, Payout, PayoutRun, PendingCredit},
    time::Timestamp,
};
use services::ports::{CallOff, CreatorRow, DeskStore, StoreFault, Write};

use super::super::{
    commerce::CommerceDatabase,
    creators,
    pools::database,
    read::{Reader, all, maybe},
    rows::Statement,
};
use super::rows;
use crate::cell::Cell;

const INSERT_CALL_OFF: &str = concat!(
    "INSERT INTO run_call_offs (run_id, user_id, reason, called_off_at) \
     SELECT value->>0, value->>1, value->>2, CAST(value->>3 AS BIGINT) FROM ",
    rows!()
);
const INSERT_ANNOUNCEMENT: &str = concat!(
    "INSERT INTO run_announcements (run_id, told_at) SELECT value->>0, CAST(value->>1 AS BIGINT) FROM ",
    rows!()
);
const INSERT_CREDIT: &str = concat!(
    "INSERT INTO pending_credits (id, creator_id, amount_minor, currency, asked_by, asked_at, state, decided_by, \
     decided_at, version) \
     SELECT value->>0, value->>1, CAST(value->>2 AS BIGINT), value->>3, value->>4, CAST(value->>5 AS BIGINT), \
     value->>6, value->>7, CAST(value->>8 AS BIGINT), CAST(value->>9 AS BIGINT) + 1 FROM ",
    rows!()
);
const UPDATE_CREDIT: &str = concat!(
    "WITH changed AS (SELECT value->>0 AS id, value->>6 AS state, value->>7 AS decided_by, \
     CAST(value->>8 AS BIGINT) AS decided_at, CAST(value->>9 AS BIGINT) AS version FROM ",
    rows!(),
    ") UPDATE pending_credits SET state = changed.state, decided_by = changed.decided_by, \
     decided_at = changed.decided_at, version = pending_credits.version + 1 \
     FROM changed WHERE pending_credits.id = changed.id AND pending_credits.version = changed.version"
);
const CALL_OFF: &str = "SELECT run_id, user_id, reason, called_off_at FROM run_call_offs WHERE run_id = $1";
/// In the order of the unique key of run, creator and part.
const RUN_PAYOUTS: &str = concat!(
    "SELECT ",
    payout_columns!(),
    " FROM payouts y WHERE y.run_id = $1 AND y.creator_id >= $2 AND y.creator_id <= $3 \
     ORDER BY y.creator_id, y.part"
);
/// `<> 'done'` is the condition of the index of open runs.
const UNANNOUNCED: &str = concat!(
    "SELECT ",
    run_columns!(),
    " FROM payout_runs u WHERE u.state <> 'done' AND u.state = 'awaiting_approval' \
     AND NOT EXISTS (SELECT 1 FROM run_announcements n WHERE n.run_id = u.id) ORDER BY u.created_at, u.id"
);
/// Everything of a credit that needs a second person.
macro_rules! credit_columns {
    () => {
        "id, creator_id, amount_minor, currency, asked_by, asked_at, state, decided_by, decided_at, version"
    };
}
const CREDIT: &str = concat!("SELECT ", credit_columns!(), " FROM pending_credits WHERE id = $1");
const WAITING: &str = concat!(
    "SELECT ",
    credit_columns!(),
    " FROM pending_credits WHERE state = 'waiting' AND ($1 = '' OR creator_id = $1) ORDER BY asked_at, id LIMIT $2"
);
/// An account of which nobody has said anything has no standing. Identifiers are in the order of time; whoever has passed
/// is looked up by a primary key, for a page that few people open.
const UNCHECKED: &str = concat!(
    "SELECT ",
    creator_columns!(),
    " FROM creators k WHERE NOT EXISTS (SELECT 1 FROM standings g WHERE g.creator_id = k.id AND g.compliant = 1) \
     ORDER BY k.id DESC LIMIT $1"
);
const CREDITS_SINCE: &str = concat!(
    "SELECT ",
    adjustment_columns!(),
    " FROM adjustments j WHERE j.creator_id = $1 AND j.booked_at > $2 AND j.kind = 'credit' \
     AND j.booked_by IS NOT NULL ORDER BY j.booked_at, j.id"
);

/// The statement of a write of the desk.
pub(crate) fn write(write: &Write) -> Option<Statement<'_>> {
    Some(match write {
        Write::InsertCallOff(row) => Statement::always(
            INSERT_CALL_OFF,
            vec![row.run.as_str().into(), row.by.as_str().into(), row.reason.as_str().into(), row.at.into()],
        ),
        Write::InsertAnnouncement(run, at) => {
            Statement::always(INSERT_ANNOUNCEMENT, vec![run.as_str().into(), (*at).into()])
        }
        Write::InsertPendingCredit(credit) => Statement::always(INSERT_CREDIT, credit_row(credit)),
        Write::UpdatePendingCredit(credit) => Statement::at_version(UPDATE_CREDIT, credit_row(credit)),
        _ => return None,
    })
}

fn credit_row(credit: &PendingCredit) -> Vec<Cell<'_>> {
    vec![
        credit.id.as_str().into(),
        credit.creator.as_str().into(),
        credit.amount.minor().into(),
        credit.amount.currency().code().into(),
        credit.asked_by.as_str().into(),
        credit.asked_at.into(),
        credit.state.code().into(),
        credit.decided_by.as_ref().map(UserId::as_str).into(),
        credit.decided_at.into(),
        credit.version.into(),
    ]
}

#[async_trait]
impl DeskStore for CommerceDatabase {
    async fn call_off(&self, run: &RunId) -> Result<Option<CallOff>, StoreFault> {
        let query = sqlx::query(CALL_OFF).bind(run.as_str());
        let row = query.fetch_optional(&self.pools.readers).await.map_err(database)?;
        maybe(row.as_ref(), "run_call_offs", |row| {
            Ok(CallOff {
                run: row.id("run_id")?,
                by: row.id("user_id")?,
                reason: row.text("reason")?,
                at: row.moment("called_off_at")?,
            })
        })
    }

    async fn run_payouts(
        &self,
        run: &RunId,
        first: &CreatorId,
        last: &CreatorId,
    ) -> Result<Vec<Payout>, StoreFault> {
        let query = sqlx::query(RUN_PAYOUTS).bind(run.as_str()).bind(first.as_str()).bind(last.as_str());
        let rows = query.fetch_all(&self.pools.readers).await.map_err(database)?;
        all(&rows, "payouts", rows::payout)
    }

    async fn unannounced_runs(&self) -> Result<Vec<PayoutRun>, StoreFault> {
        let rows = sqlx::query(UNANNOUNCED).fetch_all(&self.pools.readers).await.map_err(database)?;
        all(&rows, "payout_runs", rows::run)
    }

    async fn pending_credit(&self, id: &AdjustmentId) -> Result<Option<PendingCredit>, StoreFault> {
        let query = sqlx::query(CREDIT).bind(id.as_str());
        let row = query.fetch_optional(&self.pools.readers).await.map_err(database)?;
        maybe(row.as_ref(), "pending_credits", credit)
    }

    async fn waiting_credits(
        &self,
        creator: Option<&CreatorId>,
        limit: u32,
    ) -> Result<Vec<PendingCredit>, StoreFault> {
        let query = sqlx::query(WAITING).bind(creator.map_or("", CreatorId::as_str)).bind(i64::from(limit));
        let rows = query.fetch_all(&self.pools.readers).await.map_err(database)?;
        all(&rows, "pending_credits", credit)
    }

    async fn unchecked_accounts(&self, limit: u32) -> Result<Vec<CreatorRow>, StoreFault> {
        let query = sqlx::query(UNCHECKED).bind(i64::from(limit));
        let rows = query.fetch_all(&self.pools.readers).await.map_err(database)?;
        all(&rows, "creators", creators::creator)
    }

    async fn credits_since(
        &self,
        creator: &CreatorId,
        since: Timestamp,
    ) -> Result<Vec<Adjustment>, StoreFault> {
        let query = sqlx::query(CREDITS_SINCE).bind(creator.as_str()).bind(since.unix_ms());
        let rows = query.fetch_all(&self.pools.readers).await.map_err(database)?;
        all(&rows, "adjustments", rows::adjustment)
    }
}

fn credit(row: Reader<'_>) -> Result<PendingCredit, StoreFault> {
    Ok(PendingCredit {
        id: row.id("id")?,
        creator: row.id("creator_id")?,
        amount: row.money("amount_minor", "currency")?,
        asked_by: row.id("asked_by")?,
        asked_at: row.moment("asked_at")?,
        state: row.code("state", CreditState::from_code)?,
        decided_by: row.maybe_id("decided_by")?,
        decided_at: row.maybe_moment("decided_at")?,
        version: row.integer("version")?,
    })
}
