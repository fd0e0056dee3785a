//! What a creator sold, behind the balance.

use std::sync::Arc;

use domain::{
    id::CreatorId,
    money::Money,
    payouts::Settled,
    people::AccountPermission,
    time::{Day, Timestamp},
    view::{SaleLine, SalesView},
};

use crate::{
    Fault,
    actor::Creator,
    ports::{Clock, Commerce, MoneyFacts, People, SaleRow},
};

/// Lines on one page; more only when they were captured at one moment.
const PAGE: u32 = 50;
/// A moment after every sale.
const END_OF_TIME: Timestamp = Timestamp::from_unix_ms(253_402_300_799_000);
/// Sales older than this many days have settled, whatever the gateway.
const RECENT_DAYS: i64 = 30;

/// The list of sales.
pub struct Sales {
    commerce: Commerce,
    people: People,
    clock: Arc<dyn Clock>,
}

impl Sales {
    /// Puts the service together.
    pub fn new(commerce: Commerce, people: People, clock: Arc<dyn Clock>) -> Self {
        Self { commerce, people, clock }
    }

    /// One page of a creator's sales, newest first, with the balance they make up; `None` when the person may not see
    /// them.
    pub async fn list(
        &self,
        creator: &Creator,
        before: Option<Timestamp>,
    ) -> Result<Option<SalesView>, Fault> {
        if !creator.allows(AccountPermission::SeePayouts) {
            return Ok(None);
        }
        let now = self.clock.business();
        let account = &creator.account;
        let (rows, more) = self.page(&account.id, before.unwrap_or(END_OF_TIME)).await?;
        let buyers: Vec<_> = rows.iter().map(|row| row.buyer.clone()).collect();
        let names = self.people.names(&buyers).await?;
        let next_before = rows.last().filter(|_| more).map(|row| row.captured_at);
        let lines: Vec<SaleLine> = rows
            .into_iter()
            .map(|row| SaleLine {
                order: row.order,
                buyer: names.get(&row.buyer).cloned().unwrap_or_default(),
                community: row.community,
                tier: row.tier,
                gateway: row.gateway,
                amount: row.amount,
                captured_at: row.captured_at,
                settles_at: row.settles_at,
                is_settled: row.settles_at <= now,
            })
            .collect();
        let lines_total = Money::sum(account.currency, lines.iter().map(|line| line.amount))?;
        let recent_since = now.plus_days(RECENT_DAYS.saturating_neg());
        let facts =
            self.commerce.payout_facts(&account.id, recent_since, Day::from_epoch_days(i32::MAX)).await?;
        let zero = MoneyFacts { balance: Money::zero(account.currency), recent: Vec::new() };
        let money = facts.map_or(zero, |facts| facts.money);
        let Settled { settled, settling } = money.funds(None).settled_at(now)?;
        let balance = money.balance;
        Ok(Some(SalesView { lines, lines_total, balance, settled, settling, next_before }))
    }

    /// The rows of a page, and whether more follow. The next page begins before a moment, so a page ends where the
    /// moment of capture changes: gateways tell it in whole seconds, and a busy second must not be cut in two.
    async fn page(&self, creator: &CreatorId, before: Timestamp) -> Result<(Vec<SaleRow>, bool), Fault> {
        let mut limit = PAGE;
        loop {
            let mut rows = self.commerce.sales(creator, before, limit.saturating_add(1)).await?;
            let more = usize::try_from(limit).is_ok_and(|limit| rows.len() > limit);
            let Some(beyond) = rows.last().filter(|_| more).map(|row| row.captured_at) else {
                return Ok((rows, false));
            };
            rows.retain(|row| row.captured_at > beyond);
            if !rows.is_empty() {
                return Ok((rows, true));
            }
            limit = limit.saturating_mul(4);
        }
    }
}
