//! Finding what differs. Nothing is changed here.

use std::collections::{BTreeMap, BTreeSet};

use domain::{
    id::is_gateway_number,
    order::{Attempt, AttemptState, Capture, Gateway, Refund, RefundState},
    reconcile::{Difference, DifferenceKind, DifferenceOutcome, ReconcileRun},
    time::{Day, Timestamp},
};

use super::{Comparison, Finding, Reconciliation, or_later};
use crate::{
    Fault,
    ports::{
        Bill, BillKind, BillLine, BillNumbers, BookedPayment, Changes, PaymentReference, QueryAnswer,
        RefundAnswer, Write,
    },
    till::{GatewayAccount, refund_request},
};

/// A payment is booked up to this many days before or after the gateway's day it belongs to.
const DAYS_AROUND: i64 = 2;

/// Lines of a bill that are looked up together.
const LINES_AT_ONCE: usize = 500;

/// What our books have of some lines of a bill.
struct Ours {
    attempts: BTreeMap<String, Attempt>,
    refunds: BTreeMap<String, Refund>,
    strays: BTreeSet<String>,
}

/// A bill that is there.
struct DayOfBill<'a> {
    account: &'a GatewayAccount,
    day: Day,
    from: Timestamp,
    until: Timestamp,
    now: Timestamp,
    /// Nobody comes back to it.
    is_last: bool,
}

impl DayOfBill<'_> {
    fn difference(&self, kind: DifferenceKind, number: &str, transaction: &str) -> Difference {
        Difference {
            gateway: self.account.gateway(),
            account: self.account.name.clone(),
            day: self.day,
            kind,
            number: number.to_owned(),
            refund_number: String::new(),
            gateway_transaction: transaction.to_owned(),
            ours: None,
            theirs: None,
            found_at: self.now,
            outcome: DifferenceOutcome::Reported,
        }
    }

    fn is_inside(&self, at: Timestamp) -> bool {
        self.from <= at && at < self.until
    }
}

impl Reconciliation {
    /// The comparison, unless the bill has not been made yet.
    pub(super) async fn compare(
        &self,
        account: &GatewayAccount,
        day: Day,
    ) -> Result<Option<Comparison>, Fault> {
        let Bill::Lines { from, until, lines } = account.adapter.bill(day).await? else { return Ok(None) };
        let now = self.parts.clock.business();
        let bill = DayOfBill { account, day, from, until, now, is_last: self.is_last_look_at(day) };
        let booked = self.booked(&bill).await?;
        let mut findings = Vec::new();
        for some in lines.chunks(LINES_AT_ONCE) {
            let ours = self.ours(account.gateway(), some).await?;
            findings.extend(some.iter().filter_map(|line| match line.kind {
                BillKind::Payment => payment(&bill, line, &ours, &booked),
                BillKind::Refund => refund(&bill, line, &ours),
            }));
        }
        let payments_asked = self.payments_missing_there(&bill, &lines, &booked, &mut findings).await?;
        let refunds_asked = self.refunds_missing_there(&bill, &lines, &mut findings).await?;
        findings.sort_by(|a, b| {
            let key = |finding: &Finding| {
                let row = &finding.difference;
                (row.number.clone(), row.refund_number.clone(), row.kind)
            };
            key(a).cmp(&key(b))
        });
        let run = ReconcileRun {
            gateway: account.gateway(),
            account: account.name.clone(),
            day,
            compared_at: now,
            lines: u32::try_from(lines.len()).unwrap_or(u32::MAX),
            differences: u32::try_from(findings.len()).unwrap_or(u32::MAX),
            repaired_at: None,
        };
        Ok(Some(Comparison { run, findings, is_complete: payments_asked && refunds_asked }))
    }

    /// What our books have around that day, by number.
    async fn booked(&self, bill: &DayOfBill<'_>) -> Result<BTreeMap<String, BookedPayment>, Fault> {
        let from = bill.from.plus_days(DAYS_AROUND.saturating_neg());
        let until = bill.until.plus_days(DAYS_AROUND).max(bill.now.plus_days(1));
        let rows = self.parts.commerce.booked_payments(&bill.account.name, from, until).await?;
        Ok(rows.into_iter().map(|row| (row.number.clone(), row)).collect())
    }

    /// What our books have of some lines.
    async fn ours(&self, gateway: Gateway, lines: &[BillLine]) -> Result<Ours, Fault> {
        let mut numbers = BillNumbers::default();
        for line in lines {
            match line.kind {
                BillKind::Payment => {
                    numbers.payments.push(line.number.clone());
                    numbers.transactions.push(line.gateway_transaction.clone());
                }
                BillKind::Refund => numbers.refunds.extend(line.refund_number.clone()),
            }
        }
        let facts = self.parts.commerce.bill_facts(gateway, &numbers).await?;
        let by_number = |attempt: Attempt| (attempt.gateway_number.clone(), attempt);
        let by_refund = |refund: Refund| (refund.refund_number.clone(), refund);
        Ok(Ours {
            attempts: facts.attempts.into_iter().map(by_number).collect(),
            refunds: facts.refunds.into_iter().map(by_refund).collect(),
            strays: facts.strays.into_iter().collect(),
        })
    }

    /// What we settled and the bill does not have. The gateway is asked about each: it says when it captured it, and a
    /// payment at midnight is on the bill of the other day. Says whether it answered; without an answer nothing is missing
    /// yet, unless nobody asks again.
    async fn payments_missing_there(
        &self,
        bill: &DayOfBill<'_>,
        lines: &[BillLine],
        booked: &BTreeMap<String, BookedPayment>,
        findings: &mut Vec<Finding>,
    ) -> Result<bool, Fault> {
        let there: BTreeSet<&str> = lines.iter().map(|line| line.gateway_transaction.as_str()).collect();
        let missing = booked.values().filter(|row| {
            bill.is_inside(row.captured_at) && !there.contains(row.gateway_transaction.as_str())
        });
        let mut is_complete = true;
        for row in missing {
            let ours = self.parts.commerce.attempt_by_number(bill.account.gateway(), &row.number).await?;
            let asked = PaymentReference {
                number: row.number.clone(),
                reference: ours.and_then(|attempt| attempt.reference),
            };
            let answer = bill.account.adapter.query(&asked).await.map_err(Fault::from);
            let other_day = match or_later(answer, "payment")? {
                Some(QueryAnswer::Paid(capture)) => !bill.is_inside(capture.captured_at),
                Some(QueryAnswer::Waiting | QueryAnswer::Closed | QueryAnswer::Unknown) => false,
                None if bill.is_last => false,
                None => {
                    is_complete = false;
                    continue;
                }
            };
            if !other_day {
                let kind = DifferenceKind::MissingThere;
                let mut difference = bill.difference(kind, &row.number, &row.gateway_transaction);
                difference.ours = Some(row.amount);
                findings.push(Finding { difference, capture: None });
            }
        }
        Ok(is_complete)
    }

    /// The same for refunds. A refund that was asked for on another day may be on that day's bill.
    async fn refunds_missing_there(
        &self,
        bill: &DayOfBill<'_>,
        lines: &[BillLine],
        findings: &mut Vec<Finding>,
    ) -> Result<bool, Fault> {
        let there: BTreeSet<&str> = lines.iter().filter_map(|line| line.refund_number.as_deref()).collect();
        let rows = self.parts.commerce.finished_refunds(&bill.account.name, bill.from, bill.until).await?;
        let mut is_complete = true;
        for row in rows {
            // One that was made at the gateway came from a bill, which may be that of another day.
            let from_a_bill = row.review.is_some() && row.adjustment.is_some();
            if there.contains(row.refund_number.as_str()) || from_a_bill || !bill.is_inside(row.created_at) {
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
                findings.push(Finding { difference, capture: None });
            }
        }
        Ok(is_complete)
    }

    /// Keeps what was found. Found again it is the same row.
    pub(super) async fn store(&self, run: &ReconcileRun, findings: &[Finding]) -> Result<(), Fault> {
        let mut writes = vec![Write::PutReconcileRun(run.clone())];
        writes.extend(findings.iter().map(|finding| Write::PutDifference(finding.difference.clone())));
        self.parts.commerce.commit(Changes { writes, ..Changes::default() }).await?;
        Ok(())
    }
}

fn payment(
    bill: &DayOfBill<'_>,
    line: &BillLine,
    ours: &Ours,
    booked: &BTreeMap<String, BookedPayment>,
) -> Option<Finding> {
    let found = |kind| {
        let mut difference = bill.difference(kind, &line.number, &line.gateway_transaction);
        difference.theirs = Some(line.amount);
        let capture = Capture {
            gateway_transaction: line.gateway_transaction.clone(),
            amount: line.amount,
            captured_at: line.at,
        };
        Finding { difference, capture: Some(capture) }
    };
    let stray = || {
        let known = ours.strays.contains(&line.gateway_transaction);
        (!known).then(|| found(DifferenceKind::UnknownNumber))
    };
    let attempt = ours.attempts.get(&line.number).filter(|attempt| attempt.account == bill.account.name);
    let Some(attempt) = attempt else {
        return if is_of_another_program(bill.account.gateway(), &line.number) { None } else { stray() };
    };
    if attempt.state != AttemptState::Succeeded {
        return Some(found(DifferenceKind::MissingHere));
    }
    if attempt.gateway_transaction.as_ref() != Some(&line.gateway_transaction) {
        return stray();
    }
    let row = booked.get(&line.number).filter(|row| row.amount != line.amount)?;
    let mut finding = found(DifferenceKind::Amount);
    finding.difference.ours = Some(row.amount);
    Some(finding)
}

fn refund(bill: &DayOfBill<'_>, line: &BillLine, ours: &Ours) -> Option<Finding> {
    // Made by hand, and without a number: of several of one payment each is a difference of its own.
    let nameless = || format!("{}@{}", line.gateway_transaction, line.at.unix_ms());
    let number = line.refund_number.clone().unwrap_or_else(nameless);
    let found = |kind, ours| {
        let mut difference = bill.difference(kind, &line.number, &line.gateway_transaction);
        difference.refund_number.clone_from(&number);
        difference.theirs = Some(line.amount);
        difference.ours = ours;
        Some(Finding { difference, capture: None })
    };
    match ours.refunds.get(&number) {
        None if is_of_another_program(bill.account.gateway(), &line.number) => None,
        None => found(DifferenceKind::RefundMissingHere, None),
        Some(ours) if ours.amount != line.amount => found(DifferenceKind::RefundAmount, Some(ours.amount)),
        Some(ours) if ours.state != RefundState::Succeeded => {
            found(DifferenceKind::RefundStatus, Some(ours.amount))
        }
        Some(_) => None,
    }
}

/// Alipay's bill is the seller's, with the payments of all its programs: numbers that cannot be ours are theirs.
fn is_of_another_program(gateway: Gateway, number: &str) -> bool {
    gateway == Gateway::Alipay && !is_gateway_number(number)
}
