//! One chunk of a run as one unit of work: the cursor, and everything that the chunk's creators come to.

use domain::{
    id::{DestinationId, PayoutId, TransactionId},
    ledger::Transaction,
    money::Money,
    payouts::{
        Decision, InstantPart, ItemOutcome, Payout, PayoutAccount, PayoutItem, PayoutKind, PayoutRun,
        SkipReason, Verdict,
    },
    time::Timestamp,
};

use super::{PayoutEngine, decide, ids::Ids, settings_of, tell};
use crate::{
    Fault,
    ports::{CandidateFacts, Changes, StoreFault, Write},
};

/// A unit of work that grows creator by creator.
struct Unit<'a> {
    engine: &'a PayoutEngine,
    run: &'a PayoutRun,
    now: Timestamp,
    ids: Ids,
    changes: Changes,
}

impl PayoutEngine {
    /// What a run makes of a creator; `None` when it does not look at them.
    pub(super) fn decision(
        &self,
        run: &PayoutRun,
        facts: &CandidateFacts,
    ) -> Result<Option<Decision>, Fault> {
        let settings = settings_of(facts, &self.parts.policy);
        if !self.looks_at(&settings, run) {
            return Ok(None);
        }
        decide(facts, run.kind, run.day, &self.parts.policy)
    }

    /// The unit that books a chunk and moves the run's cursor behind it.
    pub(super) fn book(
        &self,
        run: &PayoutRun,
        chunk: &[CandidateFacts],
        read_at: Timestamp,
    ) -> Result<Changes, Fault> {
        let ids = Ids::new(read_at, self.parts.entropy.as_ref());
        let mut unit = Unit { engine: self, run, now: read_at, ids, changes: Changes::default() };
        for facts in chunk {
            if let Some(decision) = self.decision(run, facts)? {
                unit.item(facts, &decision)?;
            }
        }
        let cursor = chunk.last().map(|facts| facts.creator.id.clone()).or_else(|| run.cursor.clone());
        unit.changes.writes.push(Write::UpdateRun(PayoutRun { cursor, ..run.clone() }));
        Ok(unit.changes)
    }
}

impl Unit<'_> {
    fn item(&mut self, facts: &CandidateFacts, decision: &Decision) -> Result<(), Fault> {
        let balance = facts.money.balance;
        let nothing = Money::zero(balance.currency());
        let (outcome, gross, fee) = match &decision.verdict {
            Verdict::Instant(quote) => (ItemOutcome::Paying, quote.gross, quote.fee),
            Verdict::Standard(amount) => (ItemOutcome::Paying, *amount, nothing),
            Verdict::Skipped(reason) => (ItemOutcome::Skipped(*reason), nothing, nothing),
        };
        self.changes.writes.push(Write::InsertItem(PayoutItem {
            run: self.run.id.clone(),
            creator: facts.creator.id.clone(),
            kind: self.run.kind,
            day: self.run.day,
            outcome,
            obstacle: decision.obstacle,
            gross,
            fee,
            balance,
            payable: decision.share.payable,
            minimum: decision.minimum,
            decided_at: self.now,
        }));
        match &decision.verdict {
            Verdict::Skipped(reason) => {
                self.skip(facts, decision, *reason);
                Ok(())
            }
            Verdict::Instant(quote) => self.pay(facts, decision, gross, quote.parts()),
            Verdict::Standard(amount) => {
                let whole = InstantPart { gross: *amount, fee: nothing, net: *amount };
                self.pay(facts, decision, gross, std::iter::once(whole))
            }
        }
    }

    /// The money leaves the balance in the commit that makes the payouts.
    fn pay(
        &mut self,
        facts: &CandidateFacts,
        decision: &Decision,
        gross: Money,
        parts: impl Iterator<Item = InstantPart>,
    ) -> Result<(), Fault> {
        let destination = facts.destination.as_ref().ok_or_else(no_destination)?.id.clone();
        let creator = facts.creator.id.clone();
        // All that was decided on, not only what is taken: what is left could be money that still settles.
        self.changes.writes.push(Write::RequireBalance { creator, at_least: facts.money.balance });
        for (part, number) in parts.zip(1u16..) {
            let (payout, transaction) = self.payout(facts, destination.clone(), part, number)?;
            self.changes.writes.push(Write::InsertPayout(payout));
            self.changes.transactions.push(transaction);
        }
        let mut account = facts.account.clone();
        // Paid as asked for; a standard payout in place of an instant one is what was told, and no news.
        if decision.obstacle.is_none() {
            account.told = None;
        }
        if self.run.kind == PayoutKind::Instant {
            account.volume = account.volume.with(self.run.day, gross);
        }
        // Also when nothing in it changed: its version is what keeps two decisions from taking one balance.
        self.changes.writes.push(Write::PutPayoutAccount(account));
        Ok(())
    }

    fn payout(
        &mut self,
        facts: &CandidateFacts,
        destination: DestinationId,
        part: InstantPart,
        number: u16,
    ) -> Result<(Payout, Transaction), Fault> {
        let (id, creator) = (self.ids.make(PayoutId::new), facts.creator.id.clone());
        let payout = Payout::requested(id, self.run, creator, destination, (part, number), self.now);
        let transaction = payout.started(self.ids.make(TransactionId::new), self.now)?;
        Ok((payout, transaction))
    }

    /// A reason is told once, until a payout or another reason comes between.
    fn skip(&mut self, facts: &CandidateFacts, decision: &Decision, reason: SkipReason) {
        let schedule = settings_of(facts, &self.engine.parts.policy).schedule;
        if !tell::is_told(reason, schedule) || facts.account.told.as_deref() == Some(reason.code()) {
            return;
        }
        let about = tell::skipped(reason, decision.obstacle, schedule, self.run.day);
        let (message, mail) = self.engine.tell_owner(&facts.creator.id, about);
        self.changes.writes.push(message);
        self.changes.outbox.push(mail);
        let told = Some(reason.code().to_owned());
        self.changes.writes.push(Write::PutPayoutAccount(PayoutAccount { told, ..facts.account.clone() }));
    }
}

fn no_destination() -> Fault {
    let what = "a creator without destination was to be paid".to_owned();
    StoreFault::Inconsistent { table: "payout_settings", what }.into()
}
