//! Notices of bookings: payouts carried out, payouts that came back, and everything else on the account.

use domain::time::{Day, Timestamp};
use gateways::bank_file::{AmountCheck, Finding, Report, Status, StatusLine, read_report};

use super::support::{OWN_IBAN, batch, booked, entry, notice, sent, transfer};

const ONE: (&str, &str) = ("1.00", "EUR");

fn read(entries: &str) -> Report {
    let batch = batch(&[transfer("PYO-1", 100), transfer("PYO-2", 200)]);
    read_report(notice(OWN_IBAN, entries).as_bytes(), &sent(&[&batch]), OWN_IBAN).unwrap()
}

fn day() -> Timestamp {
    Day::from_calendar(2026, 11, 23).unwrap().start()
}

fn line(number: &str, status: Status) -> StatusLine {
    StatusLine { number: number.to_owned(), status, amount: AmountCheck::Same }
}

fn returned(code: &str) -> Status {
    Status::Returned { code: code.to_owned(), at: day() }
}

#[test]
fn a_booked_debit_is_a_payout_carried_out() {
    let report = read(&entry(ONE, "DBIT", "BOOK", &booked("PYO-1", "")));
    assert_eq!(report.lines, [line("PYO-1", Status::Paid { at: day() })]);
    assert!(report.findings.is_empty());
}

#[test]
fn a_credit_with_a_return_is_one_that_came_back() {
    let information = "<RtrInf><Rsn><Cd>AC04</Cd></Rsn></RtrInf>";
    let report = read(&entry(ONE, "CRDT", "BOOK", &booked("PYO-1", information)));
    assert_eq!(report.lines, [line("PYO-1", returned("AC04"))]);
    let reversal = entry(ONE, "CRDT", "BOOK", &booked("PYO-1", ""))
        .replace("</CdtDbtInd>", "</CdtDbtInd><RvslInd>true</RvslInd>");
    assert_eq!(read(&reversal).lines, [line("PYO-1", returned(""))]);
}

#[test]
fn several_transfers_in_one_entry_each_count_by_their_own_amount() {
    let amount = |figure: &str| format!("<Amt Ccy=\"EUR\">{figure}</Amt><CdtDbtInd>DBIT</CdtDbtInd>");
    let both = [booked("PYO-1", &amount("1.00")), booked("PYO-2", &amount("2.00"))].concat();
    let report = read(&entry(("3.00", "EUR"), "DBIT", "BOOK", &both));
    assert_eq!(report.lines.len(), 2);
    let unsaid = [booked("PYO-1", ""), booked("PYO-2", &amount("2.00"))].concat();
    let report = read(&entry(("3.00", "EUR"), "DBIT", "BOOK", &unsaid));
    assert_eq!(report.lines, [line("PYO-2", Status::Paid { at: day() })]);
    assert!(matches!(&report.findings[..], [Finding::WrongAmount { number, .. }] if number == "PYO-1"));
}

#[test]
fn a_whole_block_booked_as_one_counts_when_its_total_is_exact() {
    let batch = batch(&[transfer("PYO-1", 100), transfer("PYO-2", 200)]);
    let details = format!("<Btch><PmtInfId>{}-1</PmtInfId><NbOfTxs>2</NbOfTxs></Btch>", batch.message_id());
    let report = read(&entry(("3.00", "EUR"), "DBIT", "BOOK", &details));
    let paid = Status::Paid { at: day() };
    assert_eq!(report.lines, [line("PYO-1", paid.clone()), line("PYO-2", paid)]);
    let short = read(&entry(("2.99", "EUR"), "DBIT", "BOOK", &details));
    assert!(short.lines.is_empty() && matches!(&short.findings[..], [Finding::WrongAmount { .. }]));
    let foreign = read(&entry(("3.00", "EUR"), "DBIT", "BOOK", "<Btch><PmtInfId>OTHER-1</PmtInfId></Btch>"));
    assert!(foreign.lines.is_empty() && matches!(&foreign.findings[..], [Finding::NoNumber { .. }]));
}

#[test]
fn what_is_not_booked_ours_exact_or_dated_is_reported_and_does_not_count() {
    let ours = booked("PYO-1", "");
    for (entries, finding) in [
        (entry(("1.01", "EUR"), "DBIT", "BOOK", &ours), "says 1.01 EUR for PYO-1, we sent 1.00 EUR"),
        (entry(("1.00", "USD"), "DBIT", "BOOK", &ours), "says 1.00 USD for PYO-1, we sent 1.00 EUR"),
        (entry(ONE, "DBIT", "PDNG", &ours), "announces a movement of PYO-1 that is not booked"),
        (entry(ONE, "DBIT", "INFO", &ours), "announces a movement of PYO-1 that is not booked"),
        (entry(ONE, "CRDT", "BOOK", &ours), "has an unexpected credit for PYO-1"),
        (
            entry(ONE, "DBIT", "BOOK", &booked("PYO-1", "<RtrInf><Rsn><Cd>AC04</Cd></Rsn></RtrInf>")),
            "has an unexpected debit for PYO-1",
        ),
        (entry(ONE, "DBIT", "BOOK", &booked("PYO-9", "")), "names PYO-9, which we did not send in this file"),
        (
            entry(ONE, "DBIT", "BOOK", &booked("NOTPROVIDED", "")),
            "has a movement of 1.00 EUR without a number of ours",
        ),
        (entry(ONE, "DBIT", "BOOK", ""), "has a movement of 1.00 EUR without a number of ours"),
        (
            entry(ONE, "DBIT", "BOOK", &ours).replace("2026-11-23", "2026-02-30"),
            "has no readable date for PYO-1",
        ),
    ] {
        let report = read(&entries);
        assert!(report.lines.is_empty(), "{finding}");
        let findings: Vec<String> = report.findings.iter().map(ToString::to_string).collect();
        assert_eq!(findings, [finding]);
    }
}

#[test]
fn another_account_is_reported_by_its_end_only() {
    let batch = batch(&[transfer("PYO-1", 100)]);
    let other = notice("FR1420041010050500013M02606", &entry(ONE, "DBIT", "BOOK", &booked("PYO-1", "")));
    let report = read_report(other.as_bytes(), &sent(&[&batch]), OWN_IBAN).unwrap();
    assert_eq!(
        report,
        Report { lines: vec![], findings: vec![Finding::ForeignAccount { last_four: "2606".to_owned() }] }
    );
}
