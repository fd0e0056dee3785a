//! The book of one rail: its payouts, found by each of their names, and the balances they are paid from.

use std::collections::{BTreeSet, HashMap};

use serde_json::Value;

use super::{
    delivery::Events,
    faults::RailFaults,
    life::{Life, Stage},
};

/// A rail that has this many payouts takes no more: a number is unique for ever, so none is forgotten.
pub const MAX_PAYOUTS: usize = 200_000;
/// What every balance holds before anything happened, in minor units.
const OPENING_BALANCE_MINOR: i64 = 1_000_000_000_000;

/// One payout.
#[derive(Debug, Clone)]
pub struct Payout {
    /// The rail's own name for it; unique.
    pub id: String,
    /// Other names that faults and the control interface know it by.
    pub names: Vec<String>,
    /// Whose balance it is paid from.
    pub owner: String,
    /// Where it goes, as the rail calls it.
    pub destination: String,
    /// How much, in minor units.
    pub amount_minor: i64,
    /// The currency, as the rail writes it.
    pub currency: String,
    /// Within seconds, or in a business day.
    pub instant: bool,
    /// When it was accepted, by the business clock.
    pub created_ms: i64,
    /// What else was asked for, in the rail's words.
    pub asked: Value,
    /// Where it stands.
    pub life: Life,
}

/// A step that a payout made.
#[derive(Debug, Clone)]
pub struct Change {
    /// The payout after the step.
    pub payout: Payout,
    /// What it was before; none if it was just accepted.
    pub before: Option<Stage>,
}

/// What one rail remembers.
#[derive(Debug, Default)]
pub struct RailBook {
    /// The faults that still have to strike.
    pub faults: RailFaults,
    /// What the merchant was, and is to be, told.
    pub events: Events,
    payouts: HashMap<String, Payout>,
    oldest_first: Vec<String>,
    by_name: HashMap<String, String>,
    /// Which payout moves by itself, and when.
    agenda: BTreeSet<(i64, String)>,
    /// By owner and currency.
    balances: HashMap<(String, String), i64>,
}

impl RailBook {
    /// A payout by the rail's name or any other.
    pub fn find(&self, name: &str) -> Option<&Payout> {
        self.payouts.get(name).or_else(|| self.payouts.get(self.by_name.get(name)?))
    }

    /// All payouts, newest first.
    pub fn newest_first(&self) -> impl Iterator<Item = &Payout> {
        self.oldest_first.iter().rev().filter_map(|id| self.payouts.get(id))
    }

    /// Whether there is room for another one.
    pub fn is_full(&self) -> bool {
        self.payouts.len() >= MAX_PAYOUTS
    }

    /// What an owner has in a currency, in minor units.
    pub fn balance(&self, owner: &str, currency: &str) -> i64 {
        let key = (owner.to_owned(), currency.to_owned());
        self.balances.get(&key).copied().unwrap_or(OPENING_BALANCE_MINOR)
    }

    /// Sets what an owner has in a currency.
    pub fn set_balance(&mut self, owner: &str, currency: &str, amount_minor: i64) {
        self.balances.insert((owner.to_owned(), currency.to_owned()), amount_minor);
    }

    /// The currencies in which an owner's balance was ever touched.
    pub fn currencies(&self, owner: &str) -> BTreeSet<String> {
        self.balances.keys().filter(|(of, _)| of == owner).map(|(_, currency)| currency.clone()).collect()
    }

    /// Enters a payout that was accepted, and takes its money from the balance.
    pub fn enter(&mut self, payout: Payout) -> Change {
        let rest = self.balance(&payout.owner, &payout.currency).saturating_sub(payout.amount_minor);
        self.set_balance(&payout.owner, &payout.currency, rest);
        for name in &payout.names {
            self.by_name.insert(name.clone(), payout.id.clone());
        }
        self.oldest_first.push(payout.id.clone());
        self.agenda.extend(payout.life.next_ms().map(|next_ms| (next_ms, payout.id.clone())));
        self.payouts.insert(payout.id.clone(), payout.clone());
        Change { payout, before: None }
    }

    /// Replaces what was asked for beside the money.
    pub fn rewrite(&mut self, id: &str, asked: Value) -> Option<&Payout> {
        let payout = self.payouts.get_mut(id)?;
        payout.asked = asked;
        Some(payout)
    }

    /// All steps that are due, in the order of their times.
    pub fn due(&mut self, now_ms: i64) -> Vec<Change> {
        let mut changes = Vec::new();
        while let Some((next_ms, id)) = self.agenda.first().cloned() {
            if next_ms > now_ms {
                break;
            }
            match self.change(&id, |life| life.step(now_ms)) {
                Some(change) => changes.push(change),
                // Not its time after all: it would be asked for ever.
                None => drop(self.agenda.pop_first()),
            }
        }
        changes
    }

    /// Pushes a payout to a stage, through those between; no steps if there is no way.
    pub fn push(&mut self, id: &str, to: Stage, failure: &str, now_ms: i64) -> Vec<Change> {
        std::iter::from_fn(|| self.change(id, |life| life.push(to, failure, now_ms))).collect()
    }

    fn change(&mut self, id: &str, step: impl FnOnce(&mut Life) -> Option<Stage>) -> Option<Change> {
        let payout = self.payouts.get_mut(id)?;
        let before = payout.life.stage;
        let planned = payout.life.next_ms();
        let stage = step(&mut payout.life)?;
        if let Some(next_ms) = planned {
            self.agenda.remove(&(next_ms, id.to_owned()));
        }
        self.agenda.extend(payout.life.next_ms().map(|next_ms| (next_ms, id.to_owned())));
        let payout = payout.clone();
        if stage.gives_back() {
            let rest = self.balance(&payout.owner, &payout.currency).saturating_add(payout.amount_minor);
            self.set_balance(&payout.owner, &payout.currency, rest);
        }
        Some(Change { payout, before: Some(before) })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rails::{calendar::Timetable, life::Plan};

    fn payout(id: &str, departs: i64, plan: Plan) -> Payout {
        let timetable = Timetable { departs, arrives: departs + 10, comes_back: departs + 20 };
        Payout {
            id: id.to_owned(),
            names: vec![format!("name of {id}")],
            owner: "owner".to_owned(),
            destination: "account".to_owned(),
            amount_minor: 700,
            currency: "CNY".to_owned(),
            instant: false,
            created_ms: 0,
            asked: Value::Null,
            life: Life::begin(0, timetable, plan),
        }
    }

    #[test]
    fn steps_come_in_the_order_of_their_times_and_only_when_due() {
        let mut book = RailBook::default();
        book.enter(payout("late", 5, Plan::Pay));
        book.enter(payout("early", 1, Plan::Pay));
        let steps = |book: &mut RailBook, now_ms| -> Vec<(String, Stage)> {
            book.due(now_ms).into_iter().map(|change| (change.payout.id, change.payout.life.stage)).collect()
        };
        assert_eq!(steps(&mut book, 0), []);
        let (early, late) = ("early".to_owned(), "late".to_owned());
        let left = [(early.clone(), Stage::InTransit), (late.clone(), Stage::InTransit)];
        assert_eq!(steps(&mut book, 5), left);
        assert_eq!(steps(&mut book, 1_000), [(early, Stage::Paid), (late, Stage::Paid)]);
        assert_eq!(steps(&mut book, 10_000), []);
        assert_eq!(book.find("name of late").unwrap().life.stage, Stage::Paid);
    }

    #[test]
    fn money_goes_out_once_and_comes_back_at_most_once() {
        let mut book = RailBook::default();
        book.set_balance("owner", "CNY", 1_000);
        book.enter(payout("p", 1, Plan::Return("account_closed".to_owned())));
        assert_eq!(book.balance("owner", "CNY"), 300);
        assert_eq!(book.due(11).len(), 2);
        assert_eq!(book.balance("owner", "CNY"), 300);
        assert_eq!((book.due(100).len(), book.due(200).len()), (1, 0));
        assert_eq!(book.push("p", Stage::Failed, "again", 300).len(), 0);
        assert_eq!(book.balance("owner", "CNY"), 1_000);
    }
}
