//! Writing what the payout engine decides: thousands of items, payouts and accounts in one unit.

use domain::{
    id::{CreatorId, DestinationId, OrderId, UserId},
    payouts::{Adjustment, Obstacle, Payout, PayoutAccount, PayoutItem, PayoutRun},
};
use services::ports::RunApproval;

use super::super::rows::wrong;
use crate::{cell::Cell, stop::Stop};

pub(super) const INSERT_RUN: &str = concat!(
    "INSERT INTO payout_runs (id, origin, request_key, rail, kind, day, cut_off, at, state, cursor, created_at, \
     computed_at, version) \
     SELECT value->>0, value->>1, value->>2, value->>3, value->>4, CAST(value->>5 AS BIGINT), \
     CAST(value->>6 AS BIGINT), CAST(value->>7 AS BIGINT), value->>8, value->>9, CAST(value->>10 AS BIGINT), \
     CAST(value->>11 AS BIGINT), CAST(value->>12 AS BIGINT) FROM ",
    rows!()
);

pub(super) fn run(run: &PayoutRun) -> Vec<Cell<'_>> {
    vec![
        run.id.as_str().into(),
        run.origin.code().into(),
        run.request_key.as_deref().into(),
        run.rail.code().into(),
        run.kind.code().into(),
        run.day.into(),
        run.cut_off.into(),
        run.at.into(),
        run.state.code().into(),
        run.cursor.as_ref().map(CreatorId::as_str).into(),
        run.created_at.into(),
        run.computed_at.into(),
        run.version.into(),
    ]
}

pub(super) const UPDATE_RUNS: &str = concat!(
    "WITH changed AS (SELECT value->>0 AS id, CAST(value->>1 AS BIGINT) AS version, value->>2 AS state, \
     value->>3 AS cursor, CAST(value->>4 AS BIGINT) AS computed_at FROM ",
    rows!(),
    ") UPDATE payout_runs SET state = changed.state, cursor = changed.cursor, computed_at = changed.computed_at, \
     version = payout_runs.version + 1 \
     FROM changed WHERE payout_runs.id = changed.id AND payout_runs.version = changed.version"
);

pub(super) fn run_update(run: &PayoutRun) -> Vec<Cell<'_>> {
    vec![
        run.id.as_str().into(),
        run.version.into(),
        run.state.code().into(),
        run.cursor.as_ref().map(CreatorId::as_str).into(),
        run.computed_at.into(),
    ]
}

pub(super) const INSERT_APPROVALS: &str = concat!(
    "INSERT INTO run_approvals (run_id, user_id, approved_at) \
     SELECT value->>0, value->>1, CAST(value->>2 AS BIGINT) FROM ",
    rows!()
);

pub(super) fn approval(approval: &RunApproval) -> Vec<Cell<'_>> {
    vec![approval.run.as_str().into(), approval.by.as_str().into(), approval.at.into()]
}

pub(super) const INSERT_ITEMS: &str = concat!(
    "INSERT INTO payout_items (run_id, creator_id, kind, day, outcome, obstacle, gross_minor, fee_minor, \
     balance_minor, payable_minor, minimum_minor, currency, decided_at) \
     SELECT value->>0, value->>1, value->>2, CAST(value->>3 AS BIGINT), value->>4, value->>5, \
     CAST(value->>6 AS BIGINT), CAST(value->>7 AS BIGINT), CAST(value->>8 AS BIGINT), CAST(value->>9 AS BIGINT), \
     CAST(value->>10 AS BIGINT), value->>11, CAST(value->>12 AS BIGINT) FROM ",
    rows!()
);

pub(super) fn item(item: &PayoutItem) -> Vec<Cell<'_>> {
    vec![
        item.run.as_str().into(),
        item.creator.as_str().into(),
        item.kind.code().into(),
        item.day.into(),
        item.outcome.code().into(),
        item.obstacle.map(Obstacle::code).into(),
        item.gross.minor().into(),
        item.fee.minor().into(),
        item.balance.minor().into(),
        item.payable.minor().into(),
        item.minimum.minor().into(),
        item.gross.currency().code().into(),
        item.decided_at.into(),
    ]
}

pub(super) const INSERT_PAYOUTS: &str = concat!(
    "INSERT INTO payouts (id, run_id, creator_id, part, rail, kind, day, gross_minor, fee_minor, net_minor, currency, \
     destination_id, state, reason, state_since, tries, next_look_at, reference, created_at, version, first_sent_at, \
     streak) SELECT value->>0, value->>1, value->>2, CAST(value->>3 AS BIGINT), value->>4, value->>5, \
     CAST(value->>6 AS BIGINT), CAST(value->>7 AS BIGINT), CAST(value->>8 AS BIGINT), CAST(value->>9 AS BIGINT), \
     value->>10, value->>11, value->>12, value->>13, CAST(value->>14 AS BIGINT), CAST(value->>15 AS BIGINT), \
     CAST(value->>16 AS BIGINT), value->>17, CAST(value->>18 AS BIGINT), CAST(value->>19 AS BIGINT), \
     CAST(value->>20 AS BIGINT), CAST(value->>21 AS BIGINT) FROM ",
    rows!()
);

pub(super) fn payout(payout: &Payout) -> Result<Vec<Cell<'_>>, Stop> {
    let net = payout.net().map_err(|error| wrong("payouts", error.to_string()))?;
    Ok(vec![
        payout.id.as_str().into(),
        payout.run.as_str().into(),
        payout.creator.as_str().into(),
        payout.part.into(),
        payout.rail.code().into(),
        payout.kind.code().into(),
        payout.day.into(),
        payout.gross.minor().into(),
        payout.fee.minor().into(),
        net.minor().into(),
        payout.gross.currency().code().into(),
        payout.destination.as_str().into(),
        payout.state.code().into(),
        payout.state.reason().map(domain::payouts::FailureReason::code).into(),
        payout.state_since.into(),
        payout.tries.into(),
        payout.next_look_at.into(),
        payout.reference.as_deref().into(),
        payout.created_at.into(),
        payout.version.into(),
        payout.first_sent_at.into(),
        payout.streak.into(),
    ])
}

pub(super) const UPDATE_PAYOUTS: &str = concat!(
    "WITH changed AS (SELECT value->>0 AS id, CAST(value->>1 AS BIGINT) AS version, value->>2 AS state, \
     value->>3 AS reason, CAST(value->>4 AS BIGINT) AS state_since, CAST(value->>5 AS BIGINT) AS tries, \
     CAST(value->>6 AS BIGINT) AS next_look_at, value->>7 AS reference, CAST(value->>8 AS BIGINT) AS first_sent_at, \
     CAST(value->>9 AS BIGINT) AS streak FROM ",
    rows!(),
    ") UPDATE payouts SET state = changed.state, reason = changed.reason, state_since = changed.state_since, \
     tries = changed.tries, next_look_at = changed.next_look_at, reference = changed.reference, \
     first_sent_at = COALESCE(payouts.first_sent_at, changed.first_sent_at), streak = changed.streak, \
     version = payouts.version + 1 \
     FROM changed WHERE payouts.id = changed.id AND payouts.version = changed.version"
);

pub(super) fn payout_update(payout: &Payout) -> Vec<Cell<'_>> {
    vec![
        payout.id.as_str().into(),
        payout.version.into(),
        payout.state.code().into(),
        payout.state.reason().map(domain::payouts::FailureReason::code).into(),
        payout.state_since.into(),
        payout.tries.into(),
        payout.next_look_at.into(),
        payout.reference.as_deref().into(),
        payout.first_sent_at.into(),
        payout.streak.into(),
    ]
}

/// Whoever was first with a creator's account stays; the count then tells that this one was not.
pub(super) const INSERT_ACCOUNTS: &str = concat!(
    "INSERT INTO payout_accounts (creator_id, version, completed, failures, failed_destination_id, \
     paused_after_failures_at, month, volume_minor, previous_volume_minor, currency, told, streak) \
     SELECT value->>0, CAST(value->>1 AS BIGINT) + 1, CAST(value->>2 AS BIGINT), CAST(value->>3 AS BIGINT), \
     value->>4, CAST(value->>5 AS BIGINT), CAST(value->>6 AS BIGINT), CAST(value->>7 AS BIGINT), \
     CAST(value->>8 AS BIGINT), value->>9, value->>10, CAST(value->>11 AS BIGINT) FROM ",
    rows!(),
    " WHERE true ON CONFLICT (creator_id) DO NOTHING"
);

pub(super) const UPDATE_ACCOUNTS: &str = concat!(
    "WITH changed AS (SELECT value->>0 AS creator_id, CAST(value->>1 AS BIGINT) AS version, \
     CAST(value->>2 AS BIGINT) AS completed, CAST(value->>3 AS BIGINT) AS failures, \
     value->>4 AS failed_destination_id, CAST(value->>5 AS BIGINT) AS paused_after_failures_at, \
     CAST(value->>6 AS BIGINT) AS month, CAST(value->>7 AS BIGINT) AS volume_minor, \
     CAST(value->>8 AS BIGINT) AS previous_volume_minor, value->>9 AS currency, value->>10 AS told, \
     CAST(value->>11 AS BIGINT) AS streak FROM ",
    rows!(),
    ") UPDATE payout_accounts SET completed = changed.completed, failures = changed.failures, \
     failed_destination_id = changed.failed_destination_id, \
     paused_after_failures_at = changed.paused_after_failures_at, month = changed.month, \
     volume_minor = changed.volume_minor, previous_volume_minor = changed.previous_volume_minor, \
     currency = changed.currency, told = changed.told, streak = changed.streak, \
     version = payout_accounts.version + 1 \
     FROM changed WHERE payout_accounts.creator_id = changed.creator_id \
     AND payout_accounts.version = changed.version"
);

pub(super) fn account(account: &PayoutAccount) -> Vec<Cell<'_>> {
    vec![
        account.creator.as_str().into(),
        account.version.into(),
        account.completed.into(),
        account.failures.into(),
        account.failed_destination.as_ref().map(DestinationId::as_str).into(),
        account.paused_after_failures_at.into(),
        account.volume.month.into(),
        account.volume.this_month.minor().into(),
        account.volume.last_month.minor().into(),
        account.volume.this_month.currency().code().into(),
        account.told.as_deref().into(),
        account.streak.into(),
    ]
}

/// Creators whose settings or standing are not what was read.
pub(super) const CHANGED_CHOICES: &str = concat!(
    "WITH seen AS (SELECT value->>0 AS creator_id, CAST(value->>1 AS BIGINT) AS settings, \
     CAST(value->>2 AS BIGINT) AS standing FROM ",
    rows!(),
    ") SELECT COUNT(*) FROM seen LEFT JOIN payout_settings s ON s.creator_id = seen.creator_id \
     LEFT JOIN standings g ON g.creator_id = seen.creator_id \
     WHERE COALESCE(s.version, 0) <> seen.settings OR COALESCE(g.version, 0) <> seen.standing"
);

pub(super) const INSERT_ADJUSTMENTS: &str = concat!(
    "INSERT INTO adjustments (id, creator_id, kind, order_id, amount_minor, currency, booked_at, booked_by) \
     SELECT value->>0, value->>1, value->>2, value->>3, CAST(value->>4 AS BIGINT), value->>5, \
     CAST(value->>6 AS BIGINT), value->>7 FROM ",
    rows!()
);

pub(super) fn adjustment(adjustment: &Adjustment) -> Vec<Cell<'_>> {
    vec![
        adjustment.id.as_str().into(),
        adjustment.creator.as_str().into(),
        adjustment.kind.code().into(),
        adjustment.order.as_ref().map(OrderId::as_str).into(),
        adjustment.amount.minor().into(),
        adjustment.amount.currency().code().into(),
        adjustment.booked_at.into(),
        adjustment.booked_by.as_ref().map(UserId::as_str).into(),
    ]
}
