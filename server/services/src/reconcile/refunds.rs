//! Refunds of a bill. A line says that one was asked for, and how it stood when the bill was made: only what has moved is
//! gone. What was under way is asked about, and keeps the day open; what nobody here asked for is a person's business once
//! the gateway says that it is gone.

use std::collections::BTreeSet;

use domain::{
    order::{Refund, RefundState},
    reconcile::{Difference, DifferenceKind, DifferenceOutcome},
    review::ReviewState,
};

use super::{
    Finding, Reconciliation,
    compare::{DayOfBill, Ours},
    or_later,
};
use crate::{
    Fault,
    ports::{BillLine, BillState, RefundAnswer, RefundRequest},
    till::{GatewayAccount, late_item, refund_request},
};

/// What became of a refund of ours that a bill has otherwise than our books.
pub(super) enum Finished {
    /// It is over here too.
    Done,
    /// A person looks at it already.
    InReview,
    /// It is under way: the next round asks again.
    Later,
    /// The gateway does not confirm it.
    Not,
}

/// Under which number a refund is in our books, or would be. One that was made by hand may have none there: of several of one
/// payment each is one of its own.
pub(super) fn refund_number(line: &BillLine) -> String {
    let nameless = || format!("{}@{}", line.gateway_transaction, line.at.unix_ms());
    line.refund_number.clone().unwrap_or_else(nameless)
}

/// How a line differs from our books.
pub(super) fn refund(bill: &DayOfBill<'_>, line: &BillLine, ours: &Ours) -> Option<Finding> {
    let number = refund_number(line);
    let found = |kind, ours| {
        let mut difference = bill.difference(kind, &line.number, &line.gateway_transaction);
        difference.refund_number.clone_from(&number);
        difference.theirs = Some(line.amount);
        difference.ours = ours;
        Some(Finding { difference, line: Some(line.clone()) })
    };
    let is_of_ours = !bill.is_of_another_program(line, ours);
    let Some(known) = ours.refunds.get(&number) else {
        let is_nothing = line.state == BillState::Void;
        return if is_nothing || !is_of_ours { None } else { found(DifferenceKind::RefundMissingHere, None) };
    };
    // Another account of ours has it on its own bill.
    if !is_of_ours && known.account != bill.account.name {
        return None;
    }
    if line.state == BillState::Moved && known.amount != line.amount {
        return found(DifferenceKind::RefundAmount, Some(known.amount));
    }
    // It was carried out, and the money is with us: there or in the queue, it is known.
    if known.failure == Refund::BACK_WITH_US || agrees(known.state, line.state) {
        return None;
    }
    found(DifferenceKind::RefundStatus, Some(known.amount))
}

/// Whether a refund stands here as it does there, or has come further since the bill was made.
const fn agrees(here: RefundState, there: BillState) -> bool {
    match here {
        RefundState::Succeeded => matches!(there, BillState::Moved | BillState::UnderWay),
        RefundState::Requested | RefundState::Processing => matches!(there, BillState::UnderWay),
        // A person knew what became of it.
        RefundState::Closed => matches!(there, BillState::Stuck | BillState::Void),
        RefundState::Abnormal => false,
    }
}

/// Whether a line is about a refund that is under way there and here.
pub(super) fn is_under_way(line: &BillLine, ours: &Ours) -> bool {
    let known = line.refund_number.as_ref().and_then(|number| ours.refunds.get(number));
    let is_open = |refund: &Refund| matches!(refund.state, RefundState::Requested | RefundState::Processing);
    line.state == BillState::UnderWay && known.is_some_and(is_open)
}

/// What a person looks at when the gateway does not help: what the bill does not call gone is no money that went out.
pub(super) fn for_a_person(finding: &Finding) -> Difference {
    let difference = finding.difference.clone();
    let is_gone = finding.line.as_ref().is_some_and(|line| line.state == BillState::Moved);
    match difference.kind {
        DifferenceKind::RefundMissingHere if !is_gone => unconfirmed(difference),
        DifferenceKind::RefundStatus => unconfirmed(difference),
        _ => difference,
    }
}

/// On the bill, and not in our books as it is there. The amounts are the same.
fn unconfirmed(difference: Difference) -> Difference {
    Difference { kind: DifferenceKind::RefundStatus, ours: None, ..difference }
}

impl Reconciliation {
    /// What we hold for done and the bill does not have. A refund that was asked for on another day may be on that day's
    /// bill. Says whether the gateway answered about each.
    pub(super) async fn refunds_missing_there(
        &self,
        bill: &DayOfBill<'_>,
        lines: &[BillLine],
        findings: &mut Vec<Finding>,
    ) -> Result<bool, Fault> {
        let there: BTreeSet<&str> = lines.iter().filter_map(|line| line.refund_number.as_deref()).collect();
        let rows = self.parts.commerce.finished_refunds(&bill.account.name, bill.from, bill.until).await?;
        let mut is_complete = true;
        for row in rows {
            let elsewhere = row.was_made_by_hand() || !bill.is_inside(row.created_at);
            if there.contains(row.refund_number.as_str()) || elsewhere {
                continue;
            }
            let answer = bill.account.adapter.query_refund(&refund_request(&row)).await.map_err(Fault::from);
            let other_day = match or_later(answer, "refund")? {
                Some(RefundAnswer::Succeeded { at }) => !bill.is_inside(at),
                Some(_) => false,
                None if bill.is_last => false,
                None => {
                    is_complete = false;
                    continue;
                }
            };
            if !other_day {
                let kind = DifferenceKind::RefundMissingThere;
                let mut difference = bill.difference(kind, &row.gateway_number, &row.gateway_transaction);
                difference.refund_number.clone_from(&row.refund_number);
                difference.ours = Some(row.amount);
                findings.push(Finding { difference, line: None });
            }
        }
        Ok(is_complete)
    }

    /// Asks about a refund of ours that the bill has otherwise than our books.
    pub(super) async fn finish(
        &self,
        account: &GatewayAccount,
        finding: &Finding,
    ) -> Result<Finished, Fault> {
        let number = finding.difference.refund_number.as_str();
        let commerce = &self.parts.commerce;
        let Some(refund) = commerce.refund_by_number(account.gateway(), number).await? else {
            return Ok(Finished::Not);
        };
        self.till.move_refund(refund, self.parts.clock.business()).await?;
        let Some(after) = commerce.refund_by_number(account.gateway(), number).await? else {
            return Ok(Finished::Not);
        };
        let is_with_us = after.failure == Refund::BACK_WITH_US;
        match after.state {
            RefundState::Succeeded => Ok(Finished::Done),
            RefundState::Closed if is_with_us => Ok(Finished::Done),
            RefundState::Closed => self.closed(account, finding, &after).await,
            RefundState::Requested | RefundState::Processing => Ok(Finished::Later),
            RefundState::Abnormal => {
                let item = commerce.open_review_of_refund(&after.id).await?;
                Ok(if is_with_us || item.is_some() { Finished::InReview } else { Finished::Not })
            }
        }
    }

    /// A person closed this number: the till has an item about what arrived under it all the same, and one is enough, also
    /// when it is decided. What came back to us is on the bill of the day it went out, and that is known.
    async fn closed(
        &self,
        account: &GatewayAccount,
        finding: &Finding,
        refund: &Refund,
    ) -> Result<Finished, Fault> {
        if let Some(item) = self.parts.commerce.review(&late_item(refund)).await? {
            let is_decided = item.state == ReviewState::Resolved;
            return Ok(if is_decided { Finished::Done } else { Finished::InReview });
        }
        if refund.failure == Refund::CAME_BACK {
            return Ok(Finished::Done);
        }
        if finding.line.as_ref().is_some_and(|line| line.state == BillState::Moved) {
            return Ok(Finished::Not);
        }
        // It was under way when the bill was made: over there too, or it may arrive yet.
        Ok(match account.adapter.query_refund(&refund_request(refund)).await? {
            RefundAnswer::Processing | RefundAnswer::Succeeded { .. } => Finished::Later,
            RefundAnswer::Abnormal
            | RefundAnswer::BackWithUs
            | RefundAnswer::Refused { .. }
            | RefundAnswer::NotEnough
            | RefundAnswer::Unknown => Finished::Done,
        })
    }

    /// A refund that nobody here asked for: somebody made it by hand, at the gateway. It is asked about by its number; only
    /// when it says that the money is gone, or knows no such number of what its own bill calls gone, the item is about money
    /// that was taken. `None` when it is not over.
    pub(super) async fn unasked(
        &self,
        account: &GatewayAccount,
        finding: &Finding,
    ) -> Result<Option<DifferenceOutcome>, Fault> {
        let difference = &finding.difference;
        let Some(line) = &finding.line else { return Ok(None) };
        let answer = match &line.refund_number {
            Some(number) => account.adapter.query_refund(&question(line, number)).await?,
            None => RefundAnswer::Unknown,
        };
        match (answer, line.state) {
            (RefundAnswer::Succeeded { .. }, _) | (RefundAnswer::Unknown, BillState::Moved) => {
                self.queue(account, difference).await?;
                Ok(Some(DifferenceOutcome::InReview))
            }
            // Its payer has nothing, and it is with us; or the bill is wrong. Nobody bears it.
            (RefundAnswer::BackWithUs, _) | (RefundAnswer::Refused { .. }, BillState::Moved) => {
                self.queue(account, &unconfirmed(difference.clone())).await?;
                Ok(Some(DifferenceOutcome::InReview))
            }
            // Nothing went out, and nothing will.
            (RefundAnswer::Refused { .. }, _) => Ok(Some(DifferenceOutcome::Repaired)),
            (
                RefundAnswer::Processing
                | RefundAnswer::Abnormal
                | RefundAnswer::NotEnough
                | RefundAnswer::Unknown,
                _,
            ) => Ok(None),
        }
    }
}

/// How a gateway is asked about a refund of its bill. Nothing is asked for, so that what was captured does not count.
fn question(line: &BillLine, number: &str) -> RefundRequest {
    RefundRequest {
        number: line.number.clone(),
        refund_number: number.to_owned(),
        amount: line.amount,
        captured: line.amount,
        gateway_transaction: line.gateway_transaction.clone(),
    }
}
