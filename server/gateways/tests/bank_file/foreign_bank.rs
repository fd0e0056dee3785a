//! Answers of a bank that shares no code with us: the Python package `mock-bank` 0.9.0 (MIT) found nothing wrong with
//! `sent_file()` and wrote the files of `samples/*.foreign.xml`, kept byte for byte.

use domain::time::Day;
use gateways::bank_file::{Batch, Finding, Holder, Instruction, Report, Status, Transfer, read_report};

use super::{
    schema::{assert_valid, assert_valid_status_report},
    support::{NOW, OWN_IBAN, batch, holder, sent, transfer},
};

const ACCOUNT: &str = "NL41MOCK0000000001";
const STATUS_REPORT: &str = include_str!("samples/pain.002.foreign.xml");
const DEBITS: &str = include_str!("samples/camt.054.foreign.xml");

/// One payout that arrives, one to a closed account, one that comes back later.
fn sent_file() -> Batch {
    let from = Holder { bic: Some("MOCKNL2A".parse().unwrap()), ..holder("Acme", ACCOUNT) };
    let to = |number: &str, cents, iban: &str| Transfer {
        to: Holder { bic: Some("MOCKNL2A".parse().unwrap()), ..holder("Mei Chen", iban) },
        execute_on: NOW.day().plus_days(1),
        ..transfer(number, cents)
    };
    let transfers = [
        to("PYO-ARRIVES", 12_345, "NL57MOCK0000000004"),
        to("PYO-CLOSED", 20_000, "NL84MOCK0000000003"),
        to("PYO-RETURNS", 30_001, "NL14MOCK0000000002"),
    ];
    let checked = transfers.iter().map(|transfer| Instruction::check(transfer, &from.account).unwrap());
    Batch::new(&from, checked.collect(), NOW).unwrap()
}

fn read(message: &str) -> Report {
    read_report(message.as_bytes(), &sent(&[&sent_file()]), ACCOUNT).unwrap()
}

fn statuses(report: &Report) -> Vec<(&str, Status)> {
    report.lines.iter().map(|line| (line.number.as_str(), line.status.clone())).collect()
}

#[test]
fn its_messages_are_valid_by_the_official_schemas() {
    assert_valid_status_report(STATUS_REPORT);
    assert_valid("camt.054.001.08.xsd", DEBITS);
}

#[test]
fn its_status_report_is_understood() {
    let report = read(STATUS_REPORT);
    let closed = Status::Failed { code: "AC04".to_owned() };
    assert_eq!(
        statuses(&report),
        [("PYO-ARRIVES", Status::InTransit), ("PYO-CLOSED", closed), ("PYO-RETURNS", Status::InTransit)]
    );
    assert!(report.findings.is_empty());
}

#[test]
fn its_notice_of_bookings_is_understood() {
    let report = read(DEBITS);
    let at = Day::from_calendar(2026, 11, 23).unwrap().start();
    let paid = Status::Paid { at };
    assert_eq!(statuses(&report), [("PYO-ARRIVES", paid.clone()), ("PYO-RETURNS", paid)]);
    assert!(report.findings.is_empty());
}

#[test]
fn to_another_host_its_messages_say_nothing_and_that_is_reported() {
    let other = sent(&[&batch(&[transfer("PYO-ARRIVES", 12_345)])]);
    let report = read_report(STATUS_REPORT.as_bytes(), &other, OWN_IBAN).unwrap();
    assert!(report.lines.is_empty() && matches!(&report.findings[..], [Finding::ForeignMessage { .. }]));
    let report = read_report(DEBITS.as_bytes(), &other, OWN_IBAN).unwrap();
    assert!(report.lines.is_empty() && matches!(&report.findings[..], [Finding::ForeignAccount { .. }]));
}
