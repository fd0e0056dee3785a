//! Writing about creators: rare, so row by row.

use domain::{
    id::{CreatorId, DestinationId, UserId},
    payouts::{Destination, PayoutSettings, Standing},
};
use services::ports::{CreatorRow, SettingsChange};

use super::super::rows::Statement;
use crate::{cell::Cell, json, stop::Stop};

const INSERT_CREATOR: &str = concat!(
    "INSERT INTO creators (id, owner_id, main_id, currency, created_at) \
     SELECT value->>0, value->>1, value->>2, value->>3, CAST(value->>4 AS BIGINT) FROM ",
    rows!()
);
const INSERT_STANDING: &str = concat!(
    "INSERT INTO standings (creator_id, country, country_has_instant, compliant, platform_paused_at, \
     pause_reason, reserve_basis_points, reserve_days, version) \
     SELECT value->>0, value->>1, CAST(value->>2 AS BIGINT), CAST(value->>3 AS BIGINT), \
     CAST(value->>4 AS BIGINT), value->>5, CAST(value->>6 AS BIGINT), CAST(value->>7 AS BIGINT), \
     CAST(value->>8 AS BIGINT) + 1 FROM ",
    rows!(),
    " WHERE true ON CONFLICT (creator_id) DO NOTHING"
);
const UPDATE_STANDING: &str = concat!(
    "WITH changed AS (SELECT value->>0 AS creator_id, value->>1 AS country, \
     CAST(value->>2 AS BIGINT) AS country_has_instant, CAST(value->>3 AS BIGINT) AS compliant, \
     CAST(value->>4 AS BIGINT) AS platform_paused_at, value->>5 AS pause_reason, \
     CAST(value->>6 AS BIGINT) AS reserve_basis_points, CAST(value->>7 AS BIGINT) AS reserve_days, \
     CAST(value->>8 AS BIGINT) AS version FROM ",
    rows!(),
    ") UPDATE standings SET country = changed.country, country_has_instant = changed.country_has_instant, \
     compliant = changed.compliant, platform_paused_at = changed.platform_paused_at, \
     pause_reason = changed.pause_reason, reserve_basis_points = changed.reserve_basis_points, \
     reserve_days = changed.reserve_days, version = standings.version + 1 \
     FROM changed WHERE standings.creator_id = changed.creator_id AND standings.version = changed.version"
);
const INSERT_DESTINATION: &str = concat!(
    "INSERT INTO destinations (id, creator_id, rail, label, last_four, fingerprint, currency, takes_instant, added_at) \
     SELECT value->>0, value->>1, value->>2, value->>3, value->>4, value->>5, value->>6, CAST(value->>7 AS BIGINT), \
     CAST(value->>8 AS BIGINT) FROM ",
    rows!()
);
const INSERT_CHANGE: &str = concat!(
    "INSERT INTO settings_changes (id, creator_id, changed_by, changed_at, before_json, after_json) \
     SELECT value->>0, value->>1, value->>2, CAST(value->>3 AS BIGINT), value->>4, value->>5 FROM ",
    rows!()
);
const INSERT_SETTINGS: &str = concat!(
    "INSERT INTO payout_settings (creator_id, schedule, fallback, threshold_minor, currency, paused_at, \
     destination_id, updated_at, version, held_until) \
     SELECT value->>0, value->>1, value->>2, CAST(value->>3 AS BIGINT), value->>4, CAST(value->>5 AS BIGINT), \
     value->>6, CAST(value->>7 AS BIGINT), CAST(value->>8 AS BIGINT) + 1, CAST(value->>9 AS BIGINT) FROM ",
    rows!(),
    " WHERE true ON CONFLICT (creator_id) DO NOTHING"
);
const UPDATE_SETTINGS: &str = concat!(
    "WITH changed AS (SELECT value->>0 AS creator_id, value->>1 AS schedule, value->>2 AS fallback, \
     CAST(value->>3 AS BIGINT) AS threshold_minor, value->>4 AS currency, CAST(value->>5 AS BIGINT) AS paused_at, \
     value->>6 AS destination_id, CAST(value->>7 AS BIGINT) AS updated_at, CAST(value->>8 AS BIGINT) AS version, \
     CAST(value->>9 AS BIGINT) AS held_until FROM ",
    rows!(),
    ") UPDATE payout_settings SET schedule = changed.schedule, fallback = changed.fallback, \
     threshold_minor = changed.threshold_minor, currency = changed.currency, paused_at = changed.paused_at, \
     destination_id = changed.destination_id, held_until = changed.held_until, updated_at = changed.updated_at, \
     version = payout_settings.version + 1 \
     FROM changed WHERE payout_settings.creator_id = changed.creator_id AND payout_settings.version = changed.version"
);

/// A new creator account.
pub(crate) fn creator(creator: &CreatorRow) -> Statement<'_> {
    Statement::always(INSERT_CREATOR, creator_row(creator))
}

/// What the platform knows about a creator, at the version it was decided on; version 0 means that it knew nothing.
pub(crate) fn standing(standing: &Standing) -> Statement<'_> {
    let sql = if standing.version == 0 { INSERT_STANDING } else { UPDATE_STANDING };
    Statement::at_version(sql, standing_row(standing))
}

/// A new destination.
pub(crate) fn destination(destination: &Destination) -> Statement<'_> {
    Statement::always(INSERT_DESTINATION, destination_row(destination))
}

/// The record of a change of settings.
pub(crate) fn change(change: &SettingsChange) -> Result<Statement<'_>, Stop> {
    Ok(Statement::always(INSERT_CHANGE, change_row(change)?))
}

/// Settings, at the version they were decided on; version 0 means that there were none.
pub(crate) fn settings(settings: &PayoutSettings) -> Statement<'_> {
    let sql = if settings.version == 0 { INSERT_SETTINGS } else { UPDATE_SETTINGS };
    Statement::at_version(sql, settings_row(settings))
}

/// The column of owners is unique and old: a further account holds a stand-in there, made from its own identifier.
fn creator_row(creator: &CreatorRow) -> Vec<Cell<'_>> {
    let owner = match &creator.main {
        None => creator.owner.as_str().into(),
        Some(_) => Cell::Owned(stand_in(&creator.id)),
    };
    vec![
        creator.id.as_str().into(),
        owner,
        creator.main.as_ref().map(CreatorId::as_str).into(),
        creator.currency.code().into(),
        creator.created_at.into(),
    ]
}

/// A text in the form of a person's identifier that names nobody: people have identifiers of their own.
fn stand_in(creator: &CreatorId) -> String {
    creator.as_str().replacen(CreatorId::PREFIX, UserId::PREFIX, 1)
}

fn standing_row(standing: &Standing) -> Vec<Cell<'_>> {
    vec![
        standing.creator.as_str().into(),
        standing.country.as_str().into(),
        standing.country_has_instant.into(),
        standing.compliant.into(),
        standing.platform_paused_at.into(),
        standing.pause_reason.as_str().into(),
        standing.reserve_rate.get().into(),
        standing.reserve_days.into(),
        standing.version.into(),
    ]
}

fn destination_row(destination: &Destination) -> Vec<Cell<'_>> {
    vec![
        destination.id.as_str().into(),
        destination.creator.as_str().into(),
        destination.rail.code().into(),
        destination.label.as_str().into(),
        destination.last_four.as_str().into(),
        destination.fingerprint.as_str().into(),
        destination.currency.code().into(),
        destination.takes_instant.into(),
        destination.added_at.into(),
    ]
}

fn change_row(change: &SettingsChange) -> Result<Vec<Cell<'_>>, Stop> {
    let text = |settings| json::write_settings(settings).map_err(|fault| Stop::Unit(Err(fault)));
    let before = change.before.as_ref().map(text).transpose()?;
    Ok(vec![
        change.id.as_str().into(),
        change.creator.as_str().into(),
        change.changed_by.as_str().into(),
        change.changed_at.into(),
        before.map_or(Cell::Nothing, Cell::Owned),
        text(&change.after)?.into(),
    ])
}

fn settings_row(settings: &PayoutSettings) -> Vec<Cell<'_>> {
    vec![
        settings.creator.as_str().into(),
        settings.schedule.to_string().into(),
        settings.fallback.code().into(),
        settings.threshold.minor().into(),
        settings.threshold.currency().code().into(),
        settings.paused_at.into(),
        settings.destination.as_ref().map(DestinationId::as_str).into(),
        settings.updated_at.into(),
        settings.version.into(),
        settings.held_until.into(),
    ]
}
