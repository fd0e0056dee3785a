//! What the commerce database answers when it is asked.

use std::collections::BTreeMap;

use domain::{
    id::CreatorId,
    ledger::Account,
    membership::Membership,
    money::{Currency, Money},
    order::{Gateway, Order, OrderState},
    payouts::PayoutOutcome,
    time::{Day, Timestamp},
};
use services::ports::{DueWork, MoneyFacts, PayoutFacts, RecentSales, SaleRow, SettlingFacts};

use super::tables::{Lease, Tables};

impl Tables {
    pub(super) fn settling_facts(&self, gateway: Gateway, number: &str) -> Option<SettlingFacts> {
        let attempt = self
            .attempts
            .values()
            .find(|attempt| attempt.gateway == gateway && attempt.gateway_number == number)?;
        let order = self.orders.get(&attempt.order)?;
        let theirs = |row: &&Membership| row.member == order.buyer && row.community == order.community;
        Some(SettlingFacts {
            attempt: attempt.clone(),
            order: order.clone(),
            latest_membership: self
                .memberships
                .values()
                .filter(theirs)
                .max_by_key(|row| row.sequence)
                .cloned(),
            period: self.product(&order.product)?.period,
            seat_free: self.seats.get(&order.product).is_none_or(|seats| seats.taken < seats.all),
        })
    }

    pub(super) fn due_work(&self, now: Timestamp, limit: u32) -> DueWork {
        let limit = usize::try_from(limit).unwrap();
        let due = |at: Option<Timestamp>| at.is_some_and(|at| at <= now);
        let with_order = |id| self.orders.get(id).unwrap().clone();
        let mut attempts: Vec<_> =
            self.attempts.values().filter(|attempt| due(attempt.next_query_at)).collect();
        attempts.sort_by_key(|attempt| (attempt.next_query_at, &attempt.id));
        let mut refunds: Vec<_> = self.refunds.values().filter(|refund| due(refund.next_query_at)).collect();
        refunds.sort_by_key(|refund| (refund.next_query_at, &refund.id));
        let over = |order: &&Order| order.state == OrderState::Pending && order.expires_at <= now;
        let mut expired: Vec<&Order> = self.orders.values().filter(over).collect();
        expired.sort_by_key(|order| (order.expires_at, &order.id));
        DueWork {
            attempts: attempts
                .into_iter()
                .take(limit)
                .map(|attempt| (attempt.clone(), with_order(&attempt.order)))
                .collect(),
            expired: expired
                .into_iter()
                .take(limit)
                .map(|order| (order.clone(), self.attempts_of(&order.id)))
                .collect(),
            refunds: refunds
                .into_iter()
                .take(limit)
                .map(|refund| (refund.clone(), with_order(&refund.order)))
                .collect(),
        }
    }

    pub(super) fn sales(&self, creator: &CreatorId, before: Timestamp, limit: u32) -> Vec<SaleRow> {
        let mut sales: Vec<_> = self
            .sales
            .values()
            .filter(|sale| sale.creator == *creator && sale.captured_at < before)
            .collect();
        sales.sort_by(|a, b| (b.captured_at, &b.order).cmp(&(a.captured_at, &a.order)));
        let row = |sale: &services::ports::Sale| {
            let product = self.product(&sale.product).unwrap();
            SaleRow {
                order: sale.order.clone(),
                buyer: self.orders.get(&sale.order).unwrap().buyer.clone(),
                community: self.community_of(product).unwrap().name.clone(),
                tier: product.tier.clone(),
                gateway: sale.gateway,
                amount: sale.amount,
                captured_at: sale.captured_at,
                settles_at: sale.settles_at,
            }
        };
        sales.into_iter().take(usize::try_from(limit).unwrap()).map(row).collect()
    }

    pub(super) fn payout_facts(
        &self,
        creator: &CreatorId,
        recent_since: Timestamp,
        history_since: Day,
    ) -> Option<PayoutFacts> {
        let account = self.creators.iter().find(|row| row.id == *creator)?.clone();
        let mut history: Vec<_> =
            self.payouts.iter().filter(|payout| payout.creator == *creator).cloned().collect();
        let completed = history.iter().filter(|payout| payout.outcome == PayoutOutcome::Paid).count();
        history.retain(|payout| payout.day >= history_since);
        history.sort_by(|a, b| (b.day, b.decided_at, &b.id).cmp(&(a.day, a.decided_at, &a.id)));
        let mut destinations: Vec<_> =
            self.destinations.iter().filter(|row| row.creator == *creator).cloned().collect();
        destinations.sort_by(|a, b| (a.added_at, &a.id).cmp(&(b.added_at, &b.id)));
        let changes = self.settings_changes.iter().filter(|change| change.creator == *creator);
        Some(PayoutFacts {
            settings: self.settings.get(creator).cloned(),
            standing: self.standings.get(creator).cloned(),
            destinations,
            completed_payouts: u32::try_from(completed).unwrap(),
            money: self.money_facts(creator, account.currency, recent_since),
            history,
            last_change: changes.max_by_key(|change| (change.changed_at, change.id.clone())).cloned(),
            creator: account,
        })
    }

    fn money_facts(&self, creator: &CreatorId, currency: Currency, since: Timestamp) -> MoneyFacts {
        let account = Account::CreatorBalance(creator.clone());
        let balance = self.balance(&account, currency) * account.natural_sign();
        let mut groups: BTreeMap<(Day, Timestamp), RecentSales> = BTreeMap::new();
        let recent = self.sales.values().filter(|sale| {
            sale.creator == *creator
                && sale.amount.currency() == currency
                && (sale.captured_at > since || sale.settles_at > since)
        });
        for sale in recent {
            let group = groups.entry((sale.captured_at.day(), sale.settles_at)).or_insert(RecentSales {
                captured_at: sale.captured_at,
                settles_at: sale.settles_at,
                amount: Money::zero(currency),
            });
            group.captured_at = group.captured_at.max(sale.captured_at);
            group.amount = group.amount.plus(sale.amount).unwrap();
        }
        MoneyFacts { balance: Money::new(balance, currency), recent: groups.into_values().collect() }
    }

    pub(super) fn lease(&mut self, job: &str, holder: &str, now: Timestamp, until: Timestamp) -> Option<i64> {
        let fresh = Lease { holder: holder.to_owned(), token: 0, until: now };
        let lease = self.leases.entry(job.to_owned()).or_insert(fresh);
        let running = lease.until > now;
        if running && lease.holder != holder {
            return None;
        }
        if !running {
            lease.token += 1;
        }
        (lease.holder, lease.until) = (holder.to_owned(), until);
        Some(lease.token)
    }
}
