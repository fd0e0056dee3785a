//! Finding what differs. Nothing is changed here.

use std::collections::{BTreeMap, BTreeSet};

use domain::{
    id::is_gateway_number,
    order::{Attempt, AttemptState, Gateway, Refund},
    reconcile::{Difference, DifferenceKind, DifferenceOutcome, ReconcileRun},
    time::{Day, Timestamp},
};

use super::{
    Comparison, Finding, Reconciliation, or_later,
    refunds::{is_under_way, refund, refund_number},
};
use crate::{
    Fault,
    ports::{
        Bill, BillKind, BillLine, BillNumbers, BookedPayment, Changes, PaymentReference, QueryAnswer, Write,
    },
    till::GatewayAccount,
};

/// A payment is booked at most this many days before the gateway's day it belongs to.
const DAYS_BEFORE: i64 = 2;
/// A payment is booked at most this many days after it: a bill repairs what it has for a week.
const DAYS_AFTER: i64 = 8;

/// Lines of a bill that are looked up together.
const LINES_AT_ONCE: usize = 250;

/// What our books have of some lines of a bill.
pub(super) struct Ours {
    attempts: BTreeMap<String, Attempt>,
    booked: BTreeMap<String, BookedPayment>,
    pub(super) refunds: BTreeMap<String, Refund>,
    strays: BTreeSet<String>,
}

/// A bill that is there.
pub(super) struct DayOfBill<'a> {
    pub(super) account: &'a GatewayAccount,
    day: Day,
    pub(super) from: Timestamp,
    pub(super) until: Timestamp,
    now: Timestamp,
    /// Nobody comes back to it.
    pub(super) is_last: bool,
}

impl DayOfBill<'_> {
    pub(super) fn difference(&self, kind: DifferenceKind, number: &str, transaction: &str) -> Difference {
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

    pub(super) fn is_inside(&self, at: Timestamp) -> bool {
        self.from <= at && at < self.until
    }

    /// A bill has the payments of all programs that sell under one name: of the same seller at Alipay, of the same
    /// merchant and application at WeChat Pay. A number that cannot be ours is theirs; one of our shape that we do not know
    /// may be ours, of before a restored backup. At Alipay one of ours may also be on it for another account of ours, whose
    /// own bill has it too.
    pub(super) fn is_of_another_program(&self, line: &BillLine, ours: &Ours) -> bool {
        match ours.attempts.get(&line.number) {
            Some(attempt) => {
                self.account.gateway() == Gateway::Alipay && attempt.account != self.account.name
            }
            None => !is_gateway_number(&line.number),
        }
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
        let mut findings = Vec::new();
        let mut nothing_under_way = true;
        for some in lines.chunks(LINES_AT_ONCE) {
            let ours = self.ours(account.gateway(), some).await?;
            nothing_under_way &= bill.is_last || !some.iter().any(|line| is_under_way(line, &ours));
            findings.extend(some.iter().filter_map(|line| match line.kind {
                BillKind::Payment => payment(&bill, line, &ours),
                BillKind::Refund => refund(&bill, line, &ours),
            }));
        }
        let payments_asked = self.payments_missing_there(&bill, &lines, &mut findings).await?;
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
        Ok(Some(Comparison {
            run,
            findings,
            is_complete: payments_asked && refunds_asked && nothing_under_way,
        }))
    }

    /// What our books have of some lines.
    async fn ours(&self, gateway: Gateway, lines: &[BillLine]) -> Result<Ours, Fault> {
        let mut numbers = BillNumbers::default();
        for line in lines {
            numbers.payments.push(line.number.clone());
            match line.kind {
                BillKind::Payment => numbers.transactions.push(line.gateway_transaction.clone()),
                BillKind::Refund => numbers.refunds.push(refund_number(line)),
            }
        }
        let facts = self.parts.commerce.bill_facts(gateway, &numbers).await?;
        let by_number = |attempt: Attempt| (attempt.gateway_number.clone(), attempt);
        let by_payment = |row: BookedPayment| (row.number.clone(), row);
        let by_refund = |refund: Refund| (refund.refund_number.clone(), refund);
        Ok(Ours {
            attempts: facts.attempts.into_iter().map(by_number).collect(),
            booked: facts.booked.into_iter().map(by_payment).collect(),
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
        findings: &mut Vec<Finding>,
    ) -> Result<bool, Fault> {
        let from = bill.from.plus_days(DAYS_BEFORE.saturating_neg());
        let until = bill.until.plus_days(DAYS_AFTER);
        let booked = self.parts.commerce.booked_payments(&bill.account.name, from, until).await?;
        let there: BTreeSet<&str> = lines.iter().map(|line| line.gateway_transaction.as_str()).collect();
        let missing = booked.iter().filter(|row| {
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
                findings.push(Finding { difference, line: None });
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

fn payment(bill: &DayOfBill<'_>, line: &BillLine, ours: &Ours) -> Option<Finding> {
    let found = |kind| {
        let mut difference = bill.difference(kind, &line.number, &line.gateway_transaction);
        difference.theirs = Some(line.amount);
        Finding { difference, line: Some(line.clone()) }
    };
    let stray = || {
        let known = ours.strays.contains(&line.gateway_transaction);
        (!known).then(|| found(DifferenceKind::UnknownNumber))
    };
    if bill.is_of_another_program(line, ours) {
        return None;
    }
    let attempt = ours.attempts.get(&line.number).filter(|attempt| attempt.account == bill.account.name);
    let Some(attempt) = attempt else { return stray() };
    if attempt.state != AttemptState::Succeeded {
        return Some(found(DifferenceKind::MissingHere));
    }
    if attempt.gateway_transaction.as_ref() != Some(&line.gateway_transaction) {
        return stray();
    }
    let row = ours.booked.get(&line.number).filter(|row| row.amount != line.amount)?;
    let mut finding = found(DifferenceKind::Amount);
    finding.difference.ours = Some(row.amount);
    Some(finding)
}
