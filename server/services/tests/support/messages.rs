//! Messages and the outbox in memory, and a messenger whose answers tests write.

use std::{
    collections::VecDeque,
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering},
    },
};

use async_trait::async_trait;
use domain::{
    id::MessageId,
    message::{Message, Recipient},
    time::Timestamp,
};
use services::ports::{
    Addressed, CreatorRow, DueEffect, EffectMark, EffectOutcome, Letter, MessageStore, Messenger,
    MessengerFault, OutboxCounts, StoreFault, Write,
};

use super::{
    commerce::MemoryCommerce,
    switch::Switch,
    tables::{Effect, Tables},
    writes::Unit,
};

impl Unit {
    pub(super) fn message_row(&mut self, tables: &mut Tables, write: &Write) {
        match write {
            Write::InsertMessage(row) => {
                self.duplicate |=
                    self.journal.put(tables, |tables| &mut tables.messages, row.id.clone(), row.clone());
            }
            Write::MarkRead { to, through, at } => self.mark_read(tables, to, through, *at),
            Write::MarkEffect(mark) => self.mark_effect(tables, mark),
            other => self.rare(tables, other),
        }
    }

    fn mark_read(&mut self, tables: &mut Tables, to: &Recipient, through: &MessageId, at: Timestamp) {
        let seen = |row: &&Message| row.to == *to && row.id <= *through && row.read_at.is_none();
        let rows: Vec<Message> = tables.messages.values().filter(seen).cloned().collect();
        for row in rows {
            let read = Message { read_at: Some(at), ..row };
            self.journal.put(tables, |tables| &mut tables.messages, read.id.clone(), read);
        }
    }

    fn mark_effect(&mut self, tables: &mut Tables, mark: &EffectMark) {
        let waits =
            |known: &&Effect| known.tries == mark.tries && matches!(known.state, EffectOutcome::Again(_));
        let Some(known) = tables.outbox.get(&mark.id).filter(waits).cloned() else { return };
        let next = Effect { tries: known.tries + 1, state: mark.outcome, ..known };
        self.journal.put(tables, |tables| &mut tables.outbox, mark.id.clone(), next);
    }
}

#[async_trait]
impl MessageStore for MemoryCommerce {
    async fn messages(
        &self,
        to: &[Recipient],
        before: Option<&MessageId>,
        limit: u32,
    ) -> Result<Vec<Message>, StoreFault> {
        let theirs = |row: &&Message| to.contains(&row.to) && before.is_none_or(|before| row.id < *before);
        let list = |tables: &Tables| {
            let newest = tables.messages.values().rev().filter(theirs);
            newest.take(usize::try_from(limit).unwrap()).cloned().collect()
        };
        self.read("messages", list).await
    }

    async fn unread_messages(&self, to: &[Recipient], at_most: u32) -> Result<u32, StoreFault> {
        let unread = |row: &&Message| to.contains(&row.to) && row.read_at.is_none();
        let count = |tables: &Tables| tables.messages.values().filter(unread).count();
        Ok(u32::try_from(self.read("unread_messages", count).await?).unwrap().min(at_most))
    }

    async fn addressed_messages(&self, ids: &[MessageId]) -> Result<Vec<Addressed>, StoreFault> {
        let addressed = |tables: &Tables| {
            let addressed = |row: &Message| match &row.to {
                Recipient::Person(person) => {
                    Some(Addressed { message: row.clone(), person: person.clone(), account: None })
                }
                Recipient::Owner(creator) => {
                    let CreatorRow { owner, main, currency, .. } = tables.creators.get(creator)?.clone();
                    let account = main.map(|_| currency);
                    Some(Addressed { message: row.clone(), person: owner, account })
                }
            };
            ids.iter().filter_map(|id| tables.messages.get(id)).filter_map(addressed).collect()
        };
        self.read("addressed_messages", addressed).await
    }

    async fn due_effects(
        &self,
        kind: &str,
        now: Timestamp,
        limit: u32,
    ) -> Result<Vec<DueEffect>, StoreFault> {
        let due = |tables: &Tables| {
            let at = |effect: &Effect| match effect.state {
                EffectOutcome::Again(at) if effect.row.kind == kind && at <= now => Some(at),
                EffectOutcome::Again(_) | EffectOutcome::Done(_) | EffectOutcome::Dead(_) => None,
            };
            let effects = tables.outbox.values();
            let mut due: Vec<_> = effects.filter_map(|effect| Some((at(effect)?, effect))).collect();
            let order = |(at, effect): &(Timestamp, &Effect)| {
                (std::cmp::Reverse(effect.row.importance), *at, effect.row.id.clone())
            };
            due.sort_by_key(order);
            let due = due.into_iter().map(|(_, Effect { row, tries, .. })| DueEffect {
                id: row.id.clone(),
                payload: row.payload.clone(),
                created_at: row.created_at,
                tries: *tries,
            });
            due.take(usize::try_from(limit).unwrap()).collect()
        };
        self.read("due_effects", due).await
    }

    async fn outbox_counts(&self) -> Result<OutboxCounts, StoreFault> {
        let counts = |tables: &Tables| {
            let mut counts = OutboxCounts::default();
            for effect in tables.outbox.values() {
                match effect.state {
                    EffectOutcome::Again(_) => {
                        let promised = effect.row.created_at;
                        counts.waiting += 1;
                        let oldest = counts.oldest_waiting.map_or(promised, |at| at.min(promised));
                        counts.oldest_waiting = Some(oldest);
                    }
                    EffectOutcome::Dead(_) => counts.dead += 1,
                    EffectOutcome::Done(_) => {}
                }
            }
            counts
        };
        self.read("outbox_counts", counts).await
    }
}

/// A messenger that remembers what left and answers as it is told; otherwise everything leaves.
pub struct TestMessenger {
    switch: Arc<Switch>,
    sent: Mutex<Vec<Letter>>,
    answers: Mutex<VecDeque<MessengerFault>>,
    under_way: AtomicUsize,
    most_under_way: AtomicUsize,
}

impl TestMessenger {
    pub fn new(switch: Arc<Switch>) -> Self {
        Self {
            switch,
            sent: Mutex::default(),
            answers: Mutex::default(),
            under_way: AtomicUsize::default(),
            most_under_way: AtomicUsize::default(),
        }
    }

    /// What left, copies included.
    pub fn sent(&self) -> Vec<Letter> {
        self.sent.lock().unwrap().clone()
    }

    /// How many letters were on their way at the same time, at most.
    pub fn most_under_way(&self) -> usize {
        self.most_under_way.load(Ordering::SeqCst)
    }

    /// The next letter does not leave.
    pub fn refuse_next(&self, fault: MessengerFault) {
        self.answers.lock().unwrap().push_back(fault);
    }
}

#[async_trait]
impl Messenger for TestMessenger {
    async fn send(&self, letter: &Letter) -> Result<(), MessengerFault> {
        let send = || {
            let fault = self.answers.lock().unwrap().pop_front();
            fault.map_or_else(
                || {
                    self.sent.lock().unwrap().push(letter.clone());
                    Ok(())
                },
                Err,
            )
        };
        let lost = || Err(MessengerFault::Transient("no answer".to_owned()));
        let under_way = self.under_way.fetch_add(1, Ordering::SeqCst) + 1;
        self.most_under_way.fetch_max(under_way, Ordering::SeqCst);
        let sent = self.switch.around("messenger.send", send).await.unwrap_or_else(lost);
        self.under_way.fetch_sub(1, Ordering::SeqCst);
        sent
    }
}
