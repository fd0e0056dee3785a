//! Reading what the payout engine has written.

use domain::{
    payouts::{
        Adjustment, AdjustmentKind, InstantVolume, ItemOutcome, Obstacle, Payout, PayoutAccount, PayoutItem,
        PayoutKind, PayoutRun, PayoutState, Rail, RunOrigin, RunState,
    },
    time::Day,
};
use services::ports::{CreatorRow, StoreFault};

use super::super::read::Reader;

/// Reads the `run_columns!()` of a row.
pub(super) fn run(row: Reader<'_>) -> Result<PayoutRun, StoreFault> {
    Ok(PayoutRun {
        id: row.id("u_id")?,
        origin: row.code("u_origin", RunOrigin::from_code)?,
        request_key: row.maybe_text("u_request_key")?,
        rail: row.code("u_rail", Rail::from_code)?,
        kind: row.code("u_kind", PayoutKind::from_code)?,
        day: row.small("u_day").map(Day::from_epoch_days)?,
        cut_off: row.moment("u_cut_off")?,
        at: row.moment("u_at")?,
        state: row.code("u_state", RunState::from_code)?,
        cursor: row.maybe_id("u_cursor")?,
        created_at: row.moment("u_created_at")?,
        computed_at: row.maybe_moment("u_computed_at")?,
        version: row.integer("u_version")?,
    })
}

/// Reads the `item_columns!()` of a row.
pub(super) fn item(row: Reader<'_>) -> Result<PayoutItem, StoreFault> {
    let obstacle = row.maybe_text("i_obstacle")?;
    let obstacle = obstacle.map(|code| Obstacle::from_code(&code).ok_or_else(|| row.fault("i_obstacle")));
    Ok(PayoutItem {
        run: row.id("i_run_id")?,
        creator: row.id("i_creator_id")?,
        kind: row.code("i_kind", PayoutKind::from_code)?,
        day: row.small("i_day").map(Day::from_epoch_days)?,
        outcome: row.code("i_outcome", ItemOutcome::from_code)?,
        obstacle: obstacle.transpose()?,
        gross: row.money("i_gross_minor", "i_currency")?,
        fee: row.money("i_fee_minor", "i_currency")?,
        balance: row.money("i_balance_minor", "i_currency")?,
        payable: row.money("i_payable_minor", "i_currency")?,
        minimum: row.money("i_minimum_minor", "i_currency")?,
        decided_at: row.moment("i_decided_at")?,
    })
}

/// Reads the `payout_columns!()` of a row.
pub(super) fn payout(row: Reader<'_>) -> Result<Payout, StoreFault> {
    let reason = row.maybe_text("y_reason")?;
    Ok(Payout {
        id: row.id("y_id")?,
        run: row.id("y_run_id")?,
        creator: row.id("y_creator_id")?,
        part: row.small("y_part")?,
        rail: row.code("y_rail", Rail::from_code)?,
        kind: row.code("y_kind", PayoutKind::from_code)?,
        day: row.small("y_day").map(Day::from_epoch_days)?,
        gross: row.money("y_gross_minor", "y_currency")?,
        fee: row.money("y_fee_minor", "y_currency")?,
        destination: row.id("y_destination_id")?,
        state: row.code("y_state", |code| PayoutState::from_codes(code, reason.as_deref()))?,
        state_since: row.moment("y_state_since")?,
        tries: row.small("y_tries")?,
        next_look_at: row.maybe_moment("y_next_look_at")?,
        reference: row.maybe_text("y_reference")?,
        created_at: row.moment("y_created_at")?,
        first_sent_at: row.maybe_moment("y_first_sent_at")?,
        streak: row.maybe_small("y_streak")?,
        version: row.integer("y_version")?,
    })
}

/// Reads the `account_columns!()` of a row that holds its creator too; a new account when there is none yet.
pub(super) fn account(row: Reader<'_>, creator: &CreatorRow) -> Result<PayoutAccount, StoreFault> {
    if row.maybe_text("t_creator_id")?.is_none() {
        return Ok(PayoutAccount::new(creator.id.clone(), creator.currency, creator.created_at));
    }
    Ok(PayoutAccount {
        creator: creator.id.clone(),
        completed: row.small("t_completed")?,
        failures: row.small("t_failures")?,
        failed_destination: row.maybe_id("t_failed_destination_id")?,
        streak: row.small("t_streak")?,
        paused_after_failures_at: row.maybe_moment("t_paused_after_failures_at")?,
        volume: InstantVolume {
            month: row.small("t_month").map(Day::from_epoch_days)?,
            this_month: row.money("t_volume_minor", "t_currency")?,
            last_month: row.money("t_previous_volume_minor", "t_currency")?,
        },
        told: row.maybe_text("t_told")?,
        version: row.integer("t_version")?,
    })
}

/// Reads the `adjustment_columns!()` of a row.
pub(super) fn adjustment(row: Reader<'_>) -> Result<Adjustment, StoreFault> {
    Ok(Adjustment {
        id: row.id("j_id")?,
        creator: row.id("j_creator_id")?,
        kind: row.code("j_kind", AdjustmentKind::from_code)?,
        order: row.maybe_id("j_order_id")?,
        amount: row.money("j_amount_minor", "j_currency")?,
        booked_at: row.moment("j_booked_at")?,
        booked_by: row.maybe_id("j_booked_by")?,
    })
}
