//! What a rail says, booked: the payout's next state, its postings, the creator's account and the message in one commit.

use std::sync::atomic::Ordering;

use domain::{
    id::TransactionId,
    payouts::{AccountEvent, NewsSource, NoStep, Payout, PayoutEvent, RailNews, Remembered, Step},
    time::Timestamp,
};

use super::{MAX_DECISIONS, PayoutEngine, tell};
use crate::{
    Fault,
    ports::{Changes, Commit, EntropyExt, InboxRow, StoreFault, Write},
};

/// How long a payout with contradicting news waits before its rail is asked again, in seconds.
const CONTRADICTION_SECONDS: i64 = 3_600;

/// What came of some news.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Heard {
    /// The payout is another one now.
    Moved,
    /// It was known already.
    Nothing,
    /// It contradicts what the rail said before: nothing was booked, and a person has to look.
    Contradiction,
}

impl PayoutEngine {
    /// Takes some news about a payout, with the event that brought it, if it was one. Safe to call any number of times,
    /// from an answer, a query and an event at once: versions and the ledger's unique causes let one through.
    pub(super) async fn hear(
        &self,
        mut payout: Payout,
        news: &RailNews,
        mut source: NewsSource,
        event: Option<InboxRow>,
    ) -> Result<Heard, Fault> {
        for _ in 0..MAX_DECISIONS {
            let now = self.parts.clock.business();
            let id = TransactionId::new(now, self.parts.entropy.bits());
            let (mut changes, heard) = match payout.clone().hear(news, source, self.patience(), id, now) {
                Ok(step) if step.payout == payout => (Changes::default(), Heard::Nothing),
                Ok(step) => (self.booked(step, now).await?, Heard::Moved),
                Err(NoStep::Ledger(error)) => return Err(error.into()),
                Err(NoStep::Contradiction { from, news }) => {
                    (self.contradicted(&payout, from, news, now), Heard::Contradiction)
                }
            };
            changes.inbox.extend(event.clone());
            if changes == Changes::default() {
                return Ok(heard);
            }
            match self.parts.commerce.commit(changes).await? {
                Commit::Committed => return Ok(heard),
                Commit::Duplicate if self.is_known(event.as_ref()).await? => return Ok(Heard::Nothing),
                // Other news were faster: what they made of the payout decides what these mean.
                Commit::Conflict | Commit::Duplicate => {
                    payout = self.reload(&payout).await?;
                    source = NewsSource::Told;
                }
            }
        }
        Err(Fault::Contention)
    }

    async fn booked(&self, step: Step, now: Timestamp) -> Result<Changes, Fault> {
        let Step { payout, transaction, event } = step;
        let mut changes = Changes::default();
        changes.transactions.extend(transaction);
        let payout = match event {
            None => payout,
            // Nobody's arrival and nobody's failure. What the desk called off itself, it tells about in its own words.
            Some(PayoutEvent::Cancelled) => {
                self.tell_called_off(&payout, &mut changes);
                payout
            }
            Some(event) => self.remembered(payout, event, now, &mut changes).await?,
        };
        changes.writes.push(Write::UpdatePayout(payout));
        Ok(changes)
    }

    /// What an event does to the creator's account and to the payout, and what the creator is told.
    async fn remembered(
        &self,
        payout: Payout,
        event: PayoutEvent,
        now: Timestamp,
        changes: &mut Changes,
    ) -> Result<Payout, Fault> {
        let commerce = &self.parts.commerce;
        let account = commerce.payout_account(&payout.creator).await?.ok_or_else(|| gone("creators"))?;
        // Behind the account: whatever happens to another part of the item from here on moves the account's version.
        let item = commerce.payouts_of(&payout.run, &payout.creator).await?;
        let to = commerce.destination(&payout.destination).await?.ok_or_else(|| gone("destinations"))?;
        let limit = u32::from(self.parts.policy.failures_before_pause);
        let Remembered { account, payout, event: more } = account.after(payout, &item, event, limit, now);
        let paused = more.map(|AccountEvent::Paused| tell::paused(account.failures, &to.last_four));
        for about in tell::outcome(&payout, event, &to.last_four)?.into_iter().chain(paused) {
            let (message, mail) = self.tell_owner(&payout.creator, about);
            changes.writes.push(message);
            changes.outbox.push(mail);
        }
        // Also when nothing in it changed: its version is what keeps the parts of one item from being counted apart.
        changes.writes.push(Write::PutPayoutAccount(account));
        Ok(payout)
    }

    /// Nothing is booked; a payout that is still looked at is looked at more rarely.
    fn contradicted(&self, payout: &Payout, from: &str, news: &str, now: Timestamp) -> Changes {
        self.contradictions.fetch_add(1, Ordering::Relaxed);
        tracing::error!(payout.id = %payout.id, from, news, "a rail contradicts itself about a payout; nothing was booked");
        let later = payout.next_look_at.map(|_| Payout {
            next_look_at: Some(now.plus_seconds(CONTRADICTION_SECONDS)),
            ..payout.clone()
        });
        Changes { writes: later.into_iter().map(Write::UpdatePayout).collect(), ..Changes::default() }
    }

    async fn is_known(&self, event: Option<&InboxRow>) -> Result<bool, Fault> {
        match event {
            Some(row) => Ok(self.parts.commerce.inbox_has(row.source, &row.event_id).await?),
            None => Ok(false),
        }
    }

    async fn reload(&self, payout: &Payout) -> Result<Payout, Fault> {
        Ok(self.parts.commerce.payout(&payout.id).await?.ok_or_else(|| gone("payouts"))?)
    }
}

fn gone(table: &'static str) -> StoreFault {
    StoreFault::Inconsistent { table, what: "a row that a payout refers to is gone".to_owned() }
}
