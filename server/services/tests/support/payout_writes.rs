//! Writing the rows of payouts.

use domain::{
    ledger::Account,
    payouts::{Payout, PayoutAccount, PayoutItem, PayoutRun, PayoutSettings, RunOrigin, Standing},
};
use services::ports::{StoreFault, Write};

use super::{tables::Tables, writes::Unit};

impl Unit {
    pub(super) fn payout_row(&mut self, tables: &mut Tables, write: &Write) -> Result<(), StoreFault> {
        match write {
            Write::PutPayoutSettings(settings) => self.settings(tables, settings),
            Write::InsertSettingsChange(change) => {
                let (id, row) = (change.id.clone(), change.clone());
                self.duplicate |= self.journal.put(tables, |tables| &mut tables.settings_changes, id, row);
            }
            Write::PutStanding(row) => self.standing(tables, row),
            Write::InsertDestination(row) => {
                self.duplicate |=
                    self.journal.put(tables, |tables| &mut tables.destinations, row.id.clone(), row.clone());
            }
            Write::InsertRun(run) => self.insert_run(tables, run),
            Write::UpdateRun(run) => self.update_run(tables, run),
            Write::InsertRunApproval(row) => {
                let key = (row.run.clone(), row.by.clone());
                self.duplicate |= self.journal.put(tables, |tables| &mut tables.approvals, key, row.clone());
            }
            Write::InsertItem(item) => return self.insert_item(tables, item),
            Write::InsertPayout(payout) => return self.insert_payout(tables, payout),
            Write::UpdatePayout(payout) => self.update_payout(tables, payout),
            Write::PutPayoutAccount(account) => self.account(tables, account),
            Write::RequireBalance { creator, at_least } => {
                let account = Account::CreatorBalance(creator.clone());
                let held = tables.balance(&account, at_least.currency()) * account.natural_sign();
                self.stale |= held < at_least.minor();
            }
            Write::RequireChoices { creator, settings, standing } => {
                self.stale |= tables.settings.get(creator).map_or(0, |known| known.version) != *settings;
                self.stale |= tables.standings.get(creator).map_or(0, |known| known.version) != *standing;
            }
            Write::InsertAdjustment(row) => {
                self.duplicate |=
                    self.journal.put(tables, |tables| &mut tables.adjustments, row.id.clone(), row.clone());
            }
            other => self.desk_row(tables, other),
        }
        Ok(())
    }

    fn standing(&mut self, tables: &mut Tables, standing: &Standing) {
        let stored = tables.standings.get(&standing.creator).map_or(0, |known| known.version);
        self.stale |= stored != standing.version;
        let next = Standing { version: stored + 1, ..standing.clone() };
        self.journal.put(tables, |tables| &mut tables.standings, standing.creator.clone(), next);
    }

    fn settings(&mut self, tables: &mut Tables, settings: &PayoutSettings) {
        let stored = tables.settings.get(&settings.creator).map_or(0, |known| known.version);
        self.stale |= stored != settings.version;
        let next = PayoutSettings { version: stored + 1, ..settings.clone() };
        self.journal.put(tables, |tables| &mut tables.settings, settings.creator.clone(), next);
    }

    fn insert_run(&mut self, tables: &mut Tables, run: &PayoutRun) {
        self.duplicate |= tables.runs.values().any(|known| {
            let scheduled = known.origin == RunOrigin::Schedule && run.origin == RunOrigin::Schedule;
            (scheduled && (known.rail, known.kind, known.cut_off) == (run.rail, run.kind, run.cut_off))
                || (run.request_key.is_some() && known.request_key == run.request_key)
        });
        self.duplicate |= self.journal.put(tables, |tables| &mut tables.runs, run.id.clone(), run.clone());
    }

    fn update_run(&mut self, tables: &mut Tables, run: &PayoutRun) {
        let known = tables.runs.get(&run.id).filter(|known| known.version == run.version).cloned();
        let Some(known) = known else {
            self.stale = true;
            return;
        };
        let next = PayoutRun {
            state: run.state,
            cursor: run.cursor.clone(),
            computed_at: run.computed_at,
            version: known.version + 1,
            ..known
        };
        self.journal.put(tables, |tables| &mut tables.runs, run.id.clone(), next);
    }

    fn insert_item(&mut self, tables: &mut Tables, item: &PayoutItem) -> Result<(), StoreFault> {
        if !tables.runs.contains_key(&item.run) || !tables.creators.contains_key(&item.creator) {
            return Err(StoreFault::Database("an item of no run or of nobody".to_owned()));
        }
        let key = (item.run.clone(), item.creator.clone());
        self.duplicate |= self.journal.put(tables, |tables| &mut tables.items, key, item.clone());
        Ok(())
    }

    fn insert_payout(&mut self, tables: &mut Tables, payout: &Payout) -> Result<(), StoreFault> {
        if !tables.items.contains_key(&(payout.run.clone(), payout.creator.clone()))
            || !tables.destinations.contains_key(&payout.destination)
        {
            return Err(StoreFault::Database("a payout of no item or to nowhere".to_owned()));
        }
        let part = (payout.run.clone(), payout.creator.clone(), payout.part);
        self.duplicate |= self.journal.put(tables, |tables| &mut tables.parts, part, payout.id.clone());
        self.duplicate |=
            self.journal.put(tables, |tables| &mut tables.payouts, payout.id.clone(), payout.clone());
        Ok(())
    }

    fn update_payout(&mut self, tables: &mut Tables, payout: &Payout) {
        let known = tables.payouts.get(&payout.id).filter(|known| known.version == payout.version).cloned();
        let Some(known) = known else {
            self.stale = true;
            return;
        };
        if known.state != payout.state {
            let step = (payout.id.clone(), known.state, payout.state);
            self.journal.push(tables, |tables| &mut tables.payout_steps, step);
        }
        let next = Payout {
            state: payout.state,
            state_since: payout.state_since,
            tries: payout.tries,
            next_look_at: payout.next_look_at,
            reference: payout.reference.clone(),
            first_sent_at: known.first_sent_at.or(payout.first_sent_at),
            streak: payout.streak,
            version: known.version + 1,
            ..known
        };
        self.journal.put(tables, |tables| &mut tables.payouts, payout.id.clone(), next);
    }

    fn account(&mut self, tables: &mut Tables, account: &PayoutAccount) {
        let stored = tables.accounts.get(&account.creator).map_or(0, |known| known.version);
        self.stale |= stored != account.version;
        let next = PayoutAccount { version: stored + 1, ..account.clone() };
        self.journal.put(tables, |tables| &mut tables.accounts, account.creator.clone(), next);
    }
}
