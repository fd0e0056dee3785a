//! Everything that Checkout remembers, found by its names.

use std::collections::{BTreeSet, HashMap, HashSet};

use super::things::{Dispute, Intent, Movement, Refund, Session};

/// No more sessions than this are taken.
pub const MAX_SESSIONS: usize = 200_000;

/// Things of one kind, by id and by age.
#[derive(Debug)]
pub struct Shelf<T> {
    by_id: HashMap<String, T>,
    oldest_first: Vec<String>,
}

impl<T> Default for Shelf<T> {
    fn default() -> Self {
        Self { by_id: HashMap::new(), oldest_first: Vec::new() }
    }
}

impl<T> Shelf<T> {
    /// One.
    pub fn get(&self, id: &str) -> Option<&T> {
        self.by_id.get(id)
    }

    /// One, to change it.
    pub fn get_mut(&mut self, id: &str) -> Option<&mut T> {
        self.by_id.get_mut(id)
    }

    /// All, newest first.
    pub fn newest_first(&self) -> impl Iterator<Item = &T> {
        self.oldest_first.iter().rev().filter_map(|id| self.by_id.get(id))
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.oldest_first.len()
    }

    /// Adds one of a new id.
    pub fn enter(&mut self, id: &str, thing: T) {
        self.oldest_first.push(id.to_owned());
        self.by_id.insert(id.to_owned(), thing);
    }
}

/// What happens by itself.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Due {
    /// A session's last moment.
    Session(String),
    /// A wallet's decision.
    Intent(String),
    /// A refund's end.
    Refund(String),
}

/// All payments of all accounts.
#[derive(Debug, Default)]
pub struct Payments {
    pub sessions: Shelf<Session>,
    pub intents: Shelf<Intent>,
    pub refunds: Shelf<Refund>,
    pub disputes: Shelf<Dispute>,
    pub movements: Shelf<Movement>,
    /// When what happens by itself.
    pub agenda: BTreeSet<(i64, Due)>,
    /// The session behind every other name.
    by_name: HashMap<String, String>,
}

impl Payments {
    /// Enters a session.
    pub fn enter_session(&mut self, session: Session) {
        self.agenda.insert((session.expires_ms, Due::Session(session.id.clone())));
        let names = session.names.iter().chain(&session.reference);
        self.by_name.extend(names.map(|name| (name.clone(), session.id.clone())));
        self.sessions.enter(&session.id.clone(), session);
    }

    /// Lets a session be found by one more name.
    pub fn name(&mut self, name: &str, session: &str) {
        self.by_name.insert(name.to_owned(), session.to_owned());
    }

    /// A session by its id, or by anything that belongs to it.
    pub fn session_of(&self, name: &str) -> Option<&Session> {
        self.sessions.get(name).or_else(|| self.sessions.get(self.by_name.get(name)?))
    }

    /// A payment by its id, its charge's, or by its session.
    pub fn intent_of(&self, name: &str) -> Option<&Intent> {
        self.intents.get(name).or_else(|| self.intents.get(self.session_of(name)?.intent.as_ref()?))
    }

    /// A refund by its id, or by any of its metadata: the merchant's own number.
    pub fn refund_of(&self, name: &str) -> Option<&Refund> {
        let numbered = |refund: &&Refund| refund.metadata.values().any(|value| value == name);
        self.refunds.get(name).or_else(|| self.refunds.newest_first().find(numbered))
    }

    /// A dispute by its id, or by the payment.
    pub fn dispute_of(&self, name: &str) -> Option<&Dispute> {
        self.disputes.get(name).or_else(|| self.disputes.get(self.intent_of(name)?.dispute.as_ref()?))
    }

    /// Every refund of a payment, newest first.
    pub fn refunds_of<'a>(&'a self, intent: &'a str) -> impl Iterator<Item = &'a Refund> {
        self.refunds.newest_first().filter(move |refund| refund.intent == intent)
    }

    /// How much of a payment went back, or is going.
    pub fn refunded(&self, intent: &str) -> i64 {
        self.refunds_of(intent).filter(|refund| !refund.stage.came_back()).map(|refund| refund.amount).sum()
    }

    /// What else the things with these names are known by.
    pub fn names_of<'a>(&self, names: impl Iterator<Item = &'a str>) -> Vec<String> {
        let mut all = HashSet::new();
        for session in names.filter_map(|name| self.session_of(name)) {
            all.extend(session.names.iter().chain(&session.reference).cloned());
            all.insert(session.id.clone());
            all.extend(session.intent.clone());
        }
        all.into_iter().collect()
    }
}
