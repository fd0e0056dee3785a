//! Disputes whose events were lost: the gateway is asked which there are, and how those stand that are open here. No bill
//! says so.

use std::collections::BTreeSet;

use super::{Reconciliation, or_later};
use crate::{Fault, till::GatewayAccount};

/// How far back the gateway's disputes are read. One keeps the day it began on, and may have been a mere question of the
/// bank for months before it took money.
const DAYS_BACK: i64 = 120;
/// Open disputes that are asked about in one round.
const OPEN: u32 = 1_000;

impl Reconciliation {
    /// Takes in how an account's disputes stand; says whether everything was answered.
    pub(super) async fn hear_disputes(&self, account: &GatewayAccount) -> Result<bool, Fault> {
        let since = self.parts.clock.business().plus_days(DAYS_BACK.saturating_neg());
        let listed = account.adapter.disputes_since(since).await.map_err(Fault::from);
        let listed = or_later(listed, "disputes")?;
        let mut is_complete = listed.is_some();
        let mut heard = BTreeSet::new();
        for news in listed.unwrap_or_default() {
            let taken_in = self.till.hear_of_dispute(account, &news).await;
            is_complete &= or_later(taken_in, "dispute")?.is_some();
            heard.insert(news.reference);
        }
        // Those that began before, and all of them when the list was not to be had.
        for known in self.parts.commerce.open_disputes(OPEN).await? {
            if known.account == account.name && !heard.contains(&known.reference) {
                let asked = self.ask_about_dispute(account, &known.reference).await;
                is_complete &= or_later(asked, "open dispute")?.is_some();
            }
        }
        Ok(is_complete)
    }

    async fn ask_about_dispute(&self, account: &GatewayAccount, reference: &str) -> Result<(), Fault> {
        match account.adapter.dispute(reference).await? {
            Some(news) => self.till.hear_of_dispute(account, &news).await,
            None => Ok(()),
        }
    }
}
