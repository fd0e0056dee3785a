//! `/payouts`.

use domain::{
    payouts::PausedBy,
    people::AccountPermission,
    time::{Day, Timestamp},
    view::payouts::{MoneyView, MonthView, PayoutRow, PayoutsView, Stopped, first_month},
};

use super::{super::view, END_OF_TIME, PayoutDesk, Picture};
use crate::{Fault, actor::Creator};

/// Rows on one page; more only when they were decided at one moment.
const PAGE: u32 = 30;
/// How many payouts ahead are listed.
const AHEAD: usize = 4;
/// Items read at once for the chart; a year of daily payouts fits.
const CHUNK: u32 = 500;
/// How many years the export offers at most.
const YEARS: i32 = 10;

impl PayoutDesk {
    /// One page; `before` goes on to older rows. `None` when the person may not see payouts.
    pub async fn page(
        &self,
        creator: &Creator,
        before: Option<Timestamp>,
    ) -> Result<Option<PayoutsView>, Fault> {
        if !creator.allows(AccountPermission::SeePayouts) {
            return Ok(None);
        }
        let picture = self.picture(creator).await?;
        let (records, more) = self.items(creator, before.unwrap_or(END_OF_TIME), PAGE).await?;
        let next_before = records.last().filter(|_| more).map(|record| record.item.decided_at);
        let settings = view::view(&picture, &self.parts.policy, None)?;
        Ok(Some(PayoutsView {
            now: picture.now,
            upcoming: settings.basis.upcoming(
                &settings.choices,
                picture.terms_ahead(&self.parts.policy),
                AHEAD,
            )?,
            next: settings.next,
            money: money(&picture)?,
            stopped: stopped(&picture),
            held_until: picture.settings.held_until.filter(|until| *until > picture.now),
            rows: records.iter().map(PayoutRow::of).collect::<Result<_, _>>()?,
            next_before,
            months: self.months(creator, &picture).await?,
            years: years(creator.account.created_at.day(), picture.now.day()),
        }))
    }

    async fn months(&self, creator: &Creator, picture: &Picture) -> Result<Vec<MonthView>, Fault> {
        let today = picture.now.day();
        let first = first_month(today);
        let (mut rows, mut before) = (Vec::new(), END_OF_TIME);
        loop {
            let (records, more) = self.items(creator, before, CHUNK).await?;
            for record in &records {
                rows.push(PayoutRow::of(record)?);
            }
            match records.last().filter(|record| more && record.item.day >= first) {
                Some(last) => before = last.item.decided_at,
                None => break,
            }
        }
        let nothing = domain::money::Money::zero(creator.account.currency);
        Ok(MonthView::chart(&rows, today, nothing)?)
    }
}

/// The balance in its parts. The reserve is the one of a payout made now.
pub(super) fn money(picture: &Picture) -> Result<MoneyView, Fault> {
    let funds = picture.funds();
    let settled = funds.settled_at(picture.now)?;
    Ok(MoneyView {
        balance: funds.balance,
        settled: settled.settled,
        settling: settled.settling,
        reserved: funds.share_on_demand(picture.now)?.reserved,
    })
}

fn stopped(picture: &Picture) -> Option<Stopped> {
    let (standing, account) = (picture.facts.standing.as_ref(), &picture.facts.account);
    let by = picture.paused_by()?;
    Some(Stopped {
        by,
        reason: match by {
            PausedBy::Platform => standing.map(|standing| standing.pause_reason.clone()).unwrap_or_default(),
            PausedBy::Failures | PausedBy::Creator | PausedBy::Review => String::new(),
        },
        since: match by {
            PausedBy::Platform => standing.and_then(|standing| standing.platform_paused_at),
            PausedBy::Failures => account.paused_after_failures_at,
            PausedBy::Creator => picture.settings.paused_at,
            PausedBy::Review => None,
        },
        failures: account.failures,
    })
}

/// The years from the account's first to this one, newest first.
fn years(since: Day, today: Day) -> Vec<i32> {
    let (first, last) = (since.calendar().0, today.calendar().0);
    (first.max(last.saturating_sub(YEARS))..=last).rev().collect()
}
