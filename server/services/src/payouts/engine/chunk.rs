//! One chunk of a run as one unit of work: the cursor, and everything that the chunk's creators come to.

use std::sync::atomic::Ordering;

use domain::{
    id::CreatorId,
    money::{Currency, Money},
    payouts::{Decision, InstantPart, LookedAt, PayoutAccount, PayoutRun, SkipReason, Verdict},
    time::Timestamp,
};

use super::{
    PayoutEngine,
    candidates::{Candidate, Chunk},
    decide,
    ids::Ids,
    settings_of, tell,
};
use crate::{
    Fault,
    payouts::paying::{Paying, pays},
    ports::{CandidateFacts, Changes, StoreFault, Write},
};

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

    /// The unit that books a chunk and moves the run's cursor behind it. A creator of whom nothing can be decided is
    /// skipped with that reason, which the list of runs shows; the others are paid.
    pub(super) fn book(&self, run: &PayoutRun, chunk: &Chunk) -> Changes {
        let now = chunk.read_at;
        let mut ids = Ids::new(self.parts.entropy.as_ref());
        let mut changes = Changes::default();
        for candidate in &chunk.candidates {
            let item = match candidate {
                Candidate::Read(facts) => self.item(run, facts, now, &mut ids),
                Candidate::NotReadable(_) => {
                    let what = "what is stored about a creator".to_owned();
                    Err(StoreFault::Inconsistent { table: "creators", what }.into())
                }
            };
            match item {
                Ok(Some(item)) => add(&mut changes, item),
                Ok(None) => {}
                Err(fault) => {
                    let key = candidate.key();
                    tracing::error!(
                        creator.id = %key.creator,
                        code = fault.code(),
                        "no payout could be worked out for a creator; the run goes on without them"
                    );
                    self.not_readable.fetch_add(1, Ordering::Relaxed);
                    let item = key.currency.map(|currency| skipped_blind(run, key.creator, currency, now));
                    changes.writes.extend(item);
                }
            }
        }
        let last = chunk.candidates.last().map(|candidate| candidate.key().creator);
        let cursor = last.or_else(|| run.cursor.clone());
        changes.writes.push(Write::UpdateRun(PayoutRun { cursor, ..run.clone() }));
        changes
    }

    /// Everything that one creator's item writes; `None` when the run does not look at them.
    fn item(
        &self,
        run: &PayoutRun,
        facts: &CandidateFacts,
        now: Timestamp,
        ids: &mut Ids,
    ) -> Result<Option<Changes>, Fault> {
        let Some(decision) = self.decision(run, facts)? else { return Ok(None) };
        let seen = LookedAt {
            creator: facts.creator.id.clone(),
            obstacle: decision.obstacle,
            balance: facts.money.balance,
            payable: decision.share.payable,
            minimum: decision.minimum,
            at: now,
        };
        let paying = |seen| {
            Ok::<_, Fault>(Paying {
                seen,
                settings: facts.settings.as_ref(),
                standing: facts.standing.as_ref(),
                account: &facts.account,
                destination: &facts.destination.as_ref().ok_or_else(no_destination)?.id,
            })
        };
        let changes = match &decision.verdict {
            Verdict::Skipped(reason) => self.skip(run, facts, seen, *reason),
            Verdict::Instant(quote) => pays(run, paying(seen)?, quote.parts(), || ids.bits())?,
            Verdict::Standard(amount) => {
                let fee = Money::zero(amount.currency());
                let whole = InstantPart { gross: *amount, fee, net: *amount };
                pays(run, paying(seen)?, [whole], || ids.bits())?
            }
        };
        Ok(Some(changes))
    }

    /// A reason is told once, until a payout or another reason comes between.
    fn skip(&self, run: &PayoutRun, facts: &CandidateFacts, seen: LookedAt, reason: SkipReason) -> Changes {
        let obstacle = seen.obstacle;
        let mut changes =
            Changes { writes: vec![Write::InsertItem(run.skips(seen, reason))], ..Changes::default() };
        let schedule = settings_of(facts, &self.parts.policy).schedule;
        if !tell::is_told(reason, schedule) || facts.account.told.as_deref() == Some(reason.code()) {
            return changes;
        }
        let about = tell::skipped(reason, obstacle, schedule, run.day);
        let (message, mail) = self.tell_owner(&facts.creator.id, about);
        changes.writes.push(message);
        changes.outbox.push(mail);
        let told = Some(reason.code().to_owned());
        changes.writes.push(Write::PutPayoutAccount(PayoutAccount { told, ..facts.account.clone() }));
        changes
    }
}

/// The item of a creator of whom nothing is known but that they are there.
fn skipped_blind(run: &PayoutRun, creator: CreatorId, currency: Currency, at: Timestamp) -> Write {
    let nothing = Money::zero(currency);
    let (balance, payable, minimum) = (nothing, nothing, nothing);
    let seen = LookedAt { creator, obstacle: None, balance, payable, minimum, at };
    Write::InsertItem(run.skips(seen, SkipReason::NotReadable))
}

fn add(changes: &mut Changes, more: Changes) {
    changes.writes.extend(more.writes);
    changes.transactions.extend(more.transactions);
    changes.outbox.extend(more.outbox);
}

fn no_destination() -> Fault {
    let what = "a creator without destination was to be paid".to_owned();
    StoreFault::Inconsistent { table: "payout_settings", what }.into()
}
