//! What the payout part of the commerce database answers.

use std::collections::BTreeMap;

use domain::{
    id::{CreatorId, RunId},
    ledger::Account,
    money::{Currency, Money},
    payouts::{
        Destination, ItemOutcome, ItemRecord, Payout, PayoutAccount, PayoutKind, PayoutRun, PayoutState,
        Rail, RunOrigin, RunState, Schedule,
    },
    time::{Day, Timestamp},
};
use services::ports::{
    CandidateFacts, Cohort, CreatorRow, MoneyFacts, PayoutFacts, RecentSales, RunTotal, Sale, SaleRow,
    StatementFacts,
};

use super::tables::Tables;

impl Tables {
    pub(super) fn scheduled_run(
        &self,
        rail: Rail,
        kind: PayoutKind,
        cut_off: Timestamp,
    ) -> Option<PayoutRun> {
        let wanted = |run: &&PayoutRun| {
            run.origin == RunOrigin::Schedule && (run.rail, run.kind, run.cut_off) == (rail, kind, cut_off)
        };
        self.runs.values().find(wanted).cloned()
    }

    pub(super) fn run_totals(&self, run: &RunId) -> Vec<RunTotal> {
        let mut totals: BTreeMap<(&str, &str), RunTotal> = BTreeMap::new();
        for item in self.items.values().filter(|item| item.run == *run) {
            let nothing = Money::zero(item.gross.currency());
            let key = (item.outcome.code(), item.gross.currency().code());
            let total = totals.entry(key).or_insert(RunTotal {
                outcome: item.outcome,
                creators: 0,
                gross: nothing,
                fee: nothing,
            });
            total.creators += 1;
            total.gross = total.gross.plus(item.gross).unwrap();
            total.fee = total.fee.plus(item.fee).unwrap();
        }
        totals.into_values().collect()
    }

    /// The account of a creator who has had no payout is as old as the creator.
    pub(super) fn account_of(&self, row: &CreatorRow) -> PayoutAccount {
        let fresh = || PayoutAccount::new(row.id.clone(), row.currency, row.created_at);
        self.accounts.get(&row.id).cloned().unwrap_or_else(fresh)
    }

    pub(super) fn destinations_of(&self, creator: &CreatorId) -> Vec<Destination> {
        let mut rows: Vec<_> =
            self.destinations.values().filter(|row| row.creator == *creator).cloned().collect();
        rows.sort_by(|a, b| (a.added_at, &a.id).cmp(&(b.added_at, &b.id)));
        rows
    }

    /// Before the first choice the oldest destination counts.
    fn chosen_destination(&self, creator: &CreatorId) -> Option<Destination> {
        match self.settings.get(creator) {
            Some(settings) => settings.destination.as_ref().and_then(|id| self.destinations.get(id)).cloned(),
            None => self.destinations_of(creator).into_iter().next(),
        }
    }

    pub(super) fn candidate(&self, creator: &CreatorId, recent_since: Timestamp) -> Option<CandidateFacts> {
        let row = self.creators.get(creator)?;
        Some(CandidateFacts {
            settings: self.settings.get(creator).cloned(),
            standing: self.standings.get(creator).cloned(),
            destination: self.chosen_destination(creator),
            account: self.account_of(row),
            money: self.money_facts(creator, row.currency, recent_since),
            creator: row.clone(),
        })
    }

    pub(super) fn candidates(
        &self,
        cohort: &Cohort,
        after: Option<&CreatorId>,
        limit: u32,
    ) -> Vec<CandidateFacts> {
        let on_schedule = |creator: &CreatorId| {
            let schedule = self.settings.get(creator).map_or(Schedule::Weekly, |settings| settings.schedule);
            schedule.preset_code().is_none_or(|code| cohort.plain_schedules.contains(&code))
        };
        let on_rail = |creator: &CreatorId| match self.chosen_destination(creator) {
            Some(destination) => destination.rail == cohort.rail,
            None => cohort.with_homeless,
        };
        let next = self.creators.keys().filter(|creator| {
            after.is_none_or(|after| *creator > after) && on_schedule(creator) && on_rail(creator)
        });
        let facts = next.filter_map(|creator| self.candidate(creator, cohort.recent_since));
        facts.take(usize::try_from(limit).unwrap()).collect()
    }

    pub(super) fn due_payouts(&self, now: Timestamp) -> Vec<Payout> {
        let sent = |run: &RunId| self.runs.get(run).is_some_and(|run| run.state == RunState::Released);
        let paused = |creator: &CreatorId| {
            self.standings.get(creator).is_some_and(|standing| standing.platform_paused_at.is_some())
        };
        let due = |payout: &&Payout| {
            payout.next_look_at.is_some_and(|at| at <= now)
                && (payout.state != PayoutState::Requested || (sent(&payout.run) && !paused(&payout.creator)))
        };
        let mut due: Vec<Payout> = self.payouts.values().filter(due).cloned().collect();
        due.sort_by(|a, b| (a.next_look_at, &a.id).cmp(&(b.next_look_at, &b.id)));
        due
    }

    pub(super) fn run_has_unsent(&self, run: &RunId) -> bool {
        let may_be_sent =
            |state| matches!(state, PayoutState::Requested | PayoutState::Submitted | PayoutState::Unknown);
        self.payouts.values().any(|payout| payout.run == *run && may_be_sent(payout.state))
    }

    /// A creator's items with their payouts, newest first.
    pub(super) fn records_of(&self, creator: &CreatorId) -> Vec<ItemRecord> {
        let items = self.items.values().filter(|item| item.creator == *creator);
        let mut records: Vec<ItemRecord> = items
            .map(|item| ItemRecord { payouts: self.payouts_of(&item.run, creator), item: item.clone() })
            .collect();
        records.sort_by(|a, b| {
            (b.item.day, b.item.decided_at, &b.item.run).cmp(&(a.item.day, a.item.decided_at, &a.item.run))
        });
        records
    }

    /// Everything between the paying item before this one and this one.
    pub(super) fn statement(
        &self,
        creator: &CreatorId,
        run: &RunId,
        sales_limit: u32,
    ) -> Option<StatementFacts> {
        let records = self.records_of(creator);
        let record = records.iter().find(|record| record.item.run == *run)?.clone();
        let until = record.item.decided_at;
        let earlier = records.iter().filter(|other| {
            other.item.outcome == ItemOutcome::Paying
                && (other.item.decided_at, &other.item.run) < (until, &record.item.run)
        });
        let before = earlier.max_by_key(|other| (other.item.decided_at, other.item.run.clone()));
        let since = before.map(|before| before.item.decided_at);
        let within = |at: Timestamp| since.is_none_or(|since| at > since) && at <= until;
        let currency = record.item.gross.currency();
        let carried = before
            .map_or(Money::zero(currency), |before| before.item.balance.minus(before.item.gross).unwrap());
        let mut sales: Vec<&Sale> = self.sales_of(creator).filter(|sale| within(sale.booked_at)).collect();
        sales.sort_by_key(|sale| (sale.booked_at, &sale.order));
        let sum = Money::sum(currency, sales.iter().map(|sale| sale.amount)).unwrap();
        let theirs = self.adjustments.values().filter(|row| row.creator == *creator && within(row.booked_at));
        let mut adjustments: Vec<_> = theirs.cloned().collect();
        adjustments.sort_by_key(|row| (row.booked_at, row.id.clone()));
        let came_back = self.payouts.values().filter(|payout| {
            payout.creator == *creator && payout.state.is_back() && within(payout.state_since)
        });
        Some(StatementFacts {
            since,
            carried,
            sales_sum: sum,
            sales_count: i64::try_from(sales.len()).unwrap(),
            sales: sales
                .into_iter()
                .take(usize::try_from(sales_limit).unwrap())
                .map(|sale| self.sale_row(sale))
                .collect(),
            adjustments,
            came_back: came_back.cloned().collect(),
            record,
        })
    }

    pub(super) fn sale_row(&self, sale: &Sale) -> SaleRow {
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
    }

    pub(super) fn payout_facts(
        &self,
        creator: &CreatorId,
        recent_since: Timestamp,
        history_since: Day,
    ) -> Option<PayoutFacts> {
        let row = self.creators.get(creator)?.clone();
        let mut history = self.records_of(creator);
        history.retain(|record| record.item.day >= history_since);
        let changes = self.settings_changes.values().filter(|change| change.creator == *creator);
        Some(PayoutFacts {
            settings: self.settings.get(creator).cloned(),
            standing: self.standings.get(creator).cloned(),
            destinations: self.destinations_of(creator),
            account: self.account_of(&row),
            money: self.money_facts(creator, row.currency, recent_since),
            history,
            last_change: changes.max_by_key(|change| (change.changed_at, change.id.clone())).cloned(),
            creator: row,
        })
    }

    fn money_facts(&self, creator: &CreatorId, currency: Currency, since: Timestamp) -> MoneyFacts {
        let account = Account::CreatorBalance(creator.clone());
        let balance = self.balance(&account, currency) * account.natural_sign();
        let mut groups: BTreeMap<(Day, Timestamp), RecentSales> = BTreeMap::new();
        let recent = self.sales_of(creator).filter(|sale| {
            sale.amount.currency() == currency && (sale.captured_at > since || sale.settles_at > since)
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
}
