//! `/operator/payouts`: what runs made of creators, in rows and sums.

use std::collections::BTreeMap;

use domain::{
    id::{CreatorId, RunId, UserId},
    money::Money,
    payouts::{ItemOutcome, PayoutItem, PayoutRun},
    time::Timestamp,
    view::payouts::{CalledOff, RunItem, RunLine, RunView, RunsView, TotalLine, UncheckedAccount},
};

use super::{END_OF_TIME, PayoutDesk, approve::APPROVALS};
use crate::{
    Fault,
    actor::Approver,
    ports::{CandidateFacts, CreatorRow},
};

/// Runs on one page.
const RUNS: u32 = 20;
/// Items on one page.
const ITEMS: u32 = 50;
/// Waiting credits on one page; whoever decides about them sees the next ones.
pub(super) const CREDITS: u32 = 20;
/// Accounts that wait for their checks, on one page; whoever passes them sees the next ones.
const UNCHECKED: u32 = 50;

impl PayoutDesk {
    /// Runs with their totals, newest first.
    pub async fn runs(&self, reader: &Approver, before: Option<Timestamp>) -> Result<RunsView, Fault> {
        let (runs, more) = self.runs_before(before.unwrap_or(END_OF_TIME), RUNS).await?;
        let next_before = runs.last().filter(|_| more).map(|run| run.created_at);
        let mut lines = Vec::with_capacity(runs.len());
        for run in runs {
            lines.push(self.line(run).await?);
        }
        Ok(RunsView {
            today: self.parts.clock.business().day(),
            runs: lines,
            next_before,
            credits: self.waiting(reader, None).await?,
            unchecked: self.unchecked().await?,
            may_act: reader.may_act,
        })
    }

    /// One run with its items of one outcome, or of all.
    pub async fn run(
        &self,
        reader: &Approver,
        id: &RunId,
        outcome: Option<ItemOutcome>,
        after: Option<&CreatorId>,
    ) -> Result<Option<RunView>, Fault> {
        let commerce = &self.parts.commerce;
        let Some(run) = commerce.payout_run(id).await? else { return Ok(None) };
        let mut items = commerce.run_items(id, outcome, after, ITEMS.saturating_add(1)).await?;
        let more = usize::try_from(ITEMS).is_ok_and(|page| items.len() > page);
        if more {
            items.pop();
        }
        let next_after = items.last().filter(|_| more).map(|item| item.creator.clone());
        let approvals = commerce.run_approvals(id).await?;
        let refusal = commerce.call_off(id).await?;
        let people = approvals.iter().map(|approval| &approval.by);
        let people: Vec<UserId> = people.chain(refusal.iter().map(|refusal| &refusal.by)).cloned().collect();
        let names = self.parts.people.names(&people).await?;
        let name = |user: &UserId| names.get(user).cloned().unwrap_or_default();
        Ok(Some(RunView {
            run: self.line(run).await?,
            outcome,
            items: self.named(items).await?,
            next_after,
            approved_by_me: approvals.iter().any(|approval| approval.by == reader.user),
            approvals: approvals.iter().map(|approval| (name(&approval.by), approval.at)).collect(),
            needed: APPROVALS,
            pays_me: self.pays(&reader.user, id).await?,
            may_act: reader.may_act,
            called_off: refusal.map(|refusal| CalledOff {
                by: name(&refusal.by),
                at: refusal.at,
                reason: refusal.reason,
            }),
        }))
    }

    /// The newest accounts whose checks have not passed, with the names of their owners.
    async fn unchecked(&self) -> Result<Vec<UncheckedAccount>, Fault> {
        let accounts = self.parts.commerce.unchecked_accounts(UNCHECKED).await?;
        let owners: Vec<UserId> = accounts.iter().map(|account| account.owner.clone()).collect();
        let names =
            if owners.is_empty() { BTreeMap::new() } else { self.parts.people.names(&owners).await? };
        let line = |account: CreatorRow| UncheckedAccount {
            name: names.get(&account.owner).cloned().unwrap_or_default(),
            creator: account.id,
            currency: account.currency,
            opened_at: account.created_at,
        };
        Ok(accounts.into_iter().map(line).collect())
    }

    pub(super) async fn candidate(&self, creator: &CreatorId) -> Result<Option<CandidateFacts>, Fault> {
        Ok(self.parts.commerce.candidate(creator, self.parts.clock.business()).await?)
    }

    async fn line(&self, run: PayoutRun) -> Result<RunLine, Fault> {
        let totals = self.parts.commerce.run_totals(&run.id).await?.into_iter();
        let totals = totals.map(|total| TotalLine {
            outcome: total.outcome,
            creators: total.creators,
            gross: total.gross,
            fee: total.fee,
        });
        Ok(RunLine {
            totals: totals.collect(),
            id: run.id,
            origin: run.origin,
            rail: run.rail,
            kind: run.kind,
            day: run.day,
            state: run.state,
            created_at: run.created_at,
        })
    }

    /// Items with the names of their owners. One question per creator, for one page at most.
    async fn named(&self, items: Vec<PayoutItem>) -> Result<Vec<RunItem>, Fault> {
        let mut owners: BTreeMap<CreatorId, UserId> = BTreeMap::new();
        for item in &items {
            if let Some(facts) = self.candidate(&item.creator).await? {
                owners.insert(item.creator.clone(), facts.creator.owner);
            }
        }
        let people: Vec<UserId> = owners.values().cloned().collect();
        let names = self.parts.people.names(&people).await?;
        let line = |item: PayoutItem| {
            let name = owners.get(&item.creator).and_then(|owner| names.get(owner)).cloned();
            let (gross, fee, balance): (Money, Money, Money) = (item.gross, item.fee, item.balance);
            RunItem {
                name: name.unwrap_or_default(),
                creator: item.creator,
                outcome: item.outcome,
                gross,
                fee,
                balance,
            }
        };
        Ok(items.into_iter().map(line).collect())
    }
}
