//! Bank details: sealed bytes under the identifier of a destination.

use domain::id::DestinationId;
use services::ports::{SealedDetails, StoreFault};
use sqlx::Row as _;

use super::super::{
    Row,
    pools::{Pools, database},
    read::Reader,
    rows::Statement,
};
use crate::{cell::hexadecimal, json};

const PUT: &str = concat!(
    "INSERT INTO bank_details (destination_id, details_ciphertext, kept_at) SELECT value->>0, ",
    bytes!("value->>1"),
    ", CAST(value->>2 AS BIGINT) FROM ",
    rows!(),
    " WHERE true ON CONFLICT (destination_id) DO UPDATE SET details_ciphertext = excluded.details_ciphertext, \
     kept_at = excluded.kept_at"
);
const READ: &str = concat!(
    "SELECT destination_id, details_ciphertext, kept_at FROM bank_details \
     WHERE destination_id IN (SELECT value->>0 FROM ",
    rows!(),
    ")"
);

pub(super) fn put(details: &SealedDetails) -> Statement<'_> {
    let cells = vec![
        details.destination.as_str().into(),
        hexadecimal(&details.ciphertext).into(),
        details.kept_at.into(),
    ];
    Statement::always(PUT, cells)
}

pub(super) async fn of(pools: &Pools, ids: &[DestinationId]) -> Result<Vec<SealedDetails>, StoreFault> {
    let ids = json::write(&ids.iter().map(|id| [id.as_str()]).collect::<Vec<_>>())?;
    let rows = sqlx::query(READ).bind(ids).fetch_all(&pools.readers).await.map_err(database)?;
    let sealed = |row: &Row| {
        let reader = Reader::new(row, "bank_details");
        Ok(SealedDetails {
            destination: reader.id("destination_id")?,
            ciphertext: row.try_get("details_ciphertext").map_err(database)?,
            kept_at: reader.moment("kept_at")?,
        })
    };
    rows.iter().map(sealed).collect()
}
