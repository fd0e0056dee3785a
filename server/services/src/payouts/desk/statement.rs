//! `/payouts/{run}`.

use domain::{
    id::RunId,
    payouts::{Destination, InstantPart, Payout, PayoutKind, RunState},
    people::AccountPermission,
    view::payouts::{
        FeeExplained, PayoutRow, StatementAdjustment, StatementReturn, StatementSale, StatementView,
    },
};

use super::{PayoutDesk, Picture};
use crate::{
    Fault,
    actor::Creator,
    ports::{SaleRow, StatementFacts},
};

/// Sales listed on the page; the file lists more.
const LISTED: u32 = 200;
/// Sales listed in the file.
const IN_THE_FILE: u32 = 20_000;

impl PayoutDesk {
    /// The statement of one item; `None` when it is not the creator's, or the person may not see it.
    pub async fn statement(&self, creator: &Creator, run: &RunId) -> Result<Option<StatementView>, Fault> {
        self.statement_with(creator, run, LISTED).await
    }

    /// The same with as many sales as a file takes.
    pub async fn whole_statement(
        &self,
        creator: &Creator,
        run: &RunId,
    ) -> Result<Option<StatementView>, Fault> {
        self.statement_with(creator, run, IN_THE_FILE).await
    }

    async fn statement_with(
        &self,
        creator: &Creator,
        run: &RunId,
        listed: u32,
    ) -> Result<Option<StatementView>, Fault> {
        if !creator.allows(AccountPermission::SeePayouts) {
            return Ok(None);
        }
        let facts = self.parts.commerce.statement_facts(&creator.account.id, run, listed).await?;
        let Some(facts) = facts else { return Ok(None) };
        let picture = self.picture(creator).await?;
        let owner = creator.account.owner.clone();
        let names = self.parts.people.names(std::slice::from_ref(&owner)).await?;
        let payee = names.get(&owner).cloned().unwrap_or_default();
        let decided_on = facts.record.item.balance;
        let mut view = self.read(facts, &picture, payee)?;
        let made = self.parts.commerce.payout_run(run).await?;
        view.awaits_approval = made.is_some_and(|run| run.state == RunState::AwaitingApproval);
        // The rows of the period are the truth: `verify` proves that they explain the books. What the run decided on can
        // be less by what was being committed at that very moment; that stays in the balance, and is said to.
        let explained = view.sum()?;
        if explained != decided_on {
            tracing::info!(payout.run = %run, "something was booked while the run decided");
            view.stays = explained.minus(view.row.gross)?;
            view.balance = explained;
        }
        Ok(Some(view))
    }

    fn read(&self, facts: StatementFacts, picture: &Picture, payee: String) -> Result<StatementView, Fault> {
        let row = PayoutRow::of(&facts.record)?;
        let parts: Vec<InstantPart> = row
            .parts
            .iter()
            .map(|part| InstantPart { gross: part.gross, fee: part.fee, net: part.net })
            .collect();
        let first = facts.record.payouts.first();
        let balance = facts.record.item.balance;
        Ok(StatementView {
            payee,
            destination: first
                .and_then(|payout| picture.destination(Some(&payout.destination)))
                .map(known_as),
            since: facts.since,
            carried: facts.carried,
            sales: facts.sales.into_iter().map(sale).collect(),
            sales_sum: facts.sales_sum,
            sales_count: facts.sales_count,
            adjustments: facts
                .adjustments
                .into_iter()
                .map(|line| StatementAdjustment {
                    amount: line.signed(),
                    kind: line.kind,
                    order: line.order,
                    at: line.booked_at,
                })
                .collect(),
            came_back: facts.came_back.into_iter().map(came_back).collect(),
            balance,
            stays: balance.minus(row.gross)?,
            fee: match row.kind {
                PayoutKind::Instant => FeeExplained::find(&self.parts.policy, row.day, &parts),
                PayoutKind::Standard => None,
            },
            awaits_approval: false,
            row,
        })
    }
}

fn known_as(destination: &Destination) -> String {
    format!("{} ···· {}", destination.label, destination.last_four)
}

fn sale(row: SaleRow) -> StatementSale {
    StatementSale {
        order: row.order,
        community: row.community,
        tier: row.tier,
        gateway: row.gateway,
        at: row.captured_at,
        amount: row.amount,
    }
}

fn came_back(payout: Payout) -> StatementReturn {
    StatementReturn {
        reason: payout.state.reason(),
        run: payout.run,
        day: payout.day,
        part: payout.part,
        at: payout.state_since,
        amount: payout.gross,
    }
}
