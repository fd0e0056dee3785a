//! A year of payouts, page by page, so that a file of any length needs the memory of one page.

use domain::{
    people::AccountPermission,
    time::{Day, Timestamp},
    view::payouts::PayoutRow,
};

use super::PayoutDesk;
use crate::{Fault, actor::Creator};

/// Items read at once.
const CHUNK: u32 = 500;

/// A page of the export.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExportPage {
    /// Its rows, newest first.
    pub rows: Vec<PayoutRow>,
    /// Where the next page begins; `None` after the last one.
    pub next_before: Option<Timestamp>,
}

impl PayoutDesk {
    /// A page of the payouts decided in a UTC year; `before` goes on. `None` when there is no such year, or the person
    /// may not see payouts.
    pub async fn export(
        &self,
        creator: &Creator,
        year: i32,
        before: Option<Timestamp>,
    ) -> Result<Option<ExportPage>, Fault> {
        let first = Day::from_calendar(year, 1, 1).filter(|_| (2000..=9_999).contains(&year));
        let Some(first) = first.filter(|_| creator.allows(AccountPermission::SeePayouts)) else {
            return Ok(None);
        };
        let end = Day::from_calendar(year.saturating_add(1), 1, 1).unwrap_or(first).start();
        let (records, more) = self.items(creator, before.unwrap_or(end), CHUNK).await?;
        let inside = records.iter().filter(|record| record.item.decided_at >= first.start());
        let rows: Vec<PayoutRow> = inside.map(PayoutRow::of).collect::<Result<_, _>>()?;
        let next_before =
            rows.last().filter(|_| more && rows.len() == records.len()).map(|row| row.decided_at);
        Ok(Some(ExportPage { rows, next_before }))
    }
}
