//! Status reports: three levels, every status, and what does not fit.

use domain::{
    payouts::{FailureReason, RailNews},
    time::Timestamp,
};
use gateways::bank_file::{AmountCheck, Batch, Finding, Report, Status, StatusLine, read_report};

use super::support::{OWN_IBAN, batch, block, sent, status_report, told, transfer};

fn two() -> Batch {
    batch(&[transfer("PYO-1", 100), transfer("PYO-2", 200)])
}

fn read(batch: &Batch, group: &str, inside: &str) -> Report {
    let report = status_report(batch.message_id(), group, inside);
    read_report(report.as_bytes(), &sent(&[batch]), OWN_IBAN).unwrap()
}

fn first_block(batch: &Batch, inside: &str) -> String {
    block(&format!("{}-1", batch.message_id()), inside)
}

fn line(number: &str, status: Status) -> StatusLine {
    StatusLine { number: number.to_owned(), status, amount: AmountCheck::NotStated }
}

fn failed(code: &str) -> Status {
    Status::Failed { code: code.to_owned() }
}

fn reason(code: &str) -> String {
    format!("<StsRsnInf><Rsn><Cd>{code}</Cd></Rsn></StsRsnInf>")
}

#[test]
fn each_status_of_a_transfer_is_understood() {
    let batch = two();
    let told_at = Timestamp::from_unix_ms(1_795_330_800_000);
    for (code, status) in [
        ("RCVD", Status::InTransit),
        ("ACTC", Status::InTransit),
        ("ACCP", Status::InTransit),
        ("ACSP", Status::InTransit),
        ("ACWC", Status::InTransit),
        ("PDNG", Status::InTransit),
        ("ACSC", Status::Paid { at: told_at }),
        ("ACCC", Status::Paid { at: told_at }),
        ("RJCT", failed("RJCT")),
        ("CANC", failed("CANC")),
    ] {
        let report = read(&batch, "", &first_block(&batch, &told("PYO-1", code, "")));
        assert_eq!(report.lines, [line("PYO-1", status)], "{code}");
        assert!(report.findings.is_empty());
    }
    let report = read(&batch, "", &first_block(&batch, &told("PYO-1", "WHAT", "")));
    assert!(report.lines.is_empty());
    assert!(matches!(&report.findings[..], [Finding::UnknownStatus { number, .. }] if number == "PYO-1"));
}

#[test]
fn the_moment_of_acceptance_counts_before_the_reports_own() {
    let batch = two();
    for (moment, unix_ms) in [
        ("2026-11-22T07:30:00+01:00", 1_795_329_000_000),
        ("2026-11-22T06:30:00.250Z", 1_795_329_000_250),
        ("2026-11-22T06:30:00", 1_795_329_000_000),
    ] {
        let rest = format!("<AccptncDtTm>{moment}</AccptncDtTm>");
        let report = read(&batch, "", &first_block(&batch, &told("PYO-1", "ACSC", &rest)));
        let at = Timestamp::from_unix_ms(unix_ms);
        assert_eq!(report.lines, [line("PYO-1", Status::Paid { at })], "{moment}");
    }
    let report =
        read(&batch, "", &first_block(&batch, &told("PYO-1", "ACSC", "<AccptncDtTm>soon</AccptncDtTm>")));
    assert_eq!(report.findings, [Finding::NoDate { number: "PYO-1".to_owned() }]);
}

#[test]
fn a_rejected_file_rejects_every_transfer_in_it_with_its_reason() {
    let batch = two();
    let report = read(&batch, &format!("<GrpSts>RJCT</GrpSts>{}", reason("AM04")), "");
    assert_eq!(report.lines, [line("PYO-1", failed("AM04")), line("PYO-2", failed("AM04"))]);
}

#[test]
fn the_most_specific_status_counts() {
    let batch = two();
    let inside = told("PYO-2", "RJCT", &reason("AC04"));
    let inside = first_block(&batch, &format!("<PmtInfSts>ACSP</PmtInfSts>{inside}"));
    let report = read(&batch, "<GrpSts>ACCP</GrpSts>", &inside);
    assert_eq!(report.lines, [line("PYO-2", failed("AC04")), line("PYO-1", Status::InTransit)]);
    let partly = first_block(&batch, &format!("<PmtInfSts>PART</PmtInfSts>{}", told("PYO-2", "RJCT", "")));
    assert_eq!(read(&batch, "<GrpSts>PART</GrpSts>", &partly).lines, [line("PYO-2", failed("RJCT"))]);
}

#[test]
fn a_report_on_somebody_elses_file_is_reported_and_nothing_in_it_counts() {
    let batch = two();
    let inside = first_block(&batch, &told("PYO-1", "ACSC", ""));
    let report = status_report("SOMEBODY-ELSE", "<GrpSts>ACSC</GrpSts>", &inside);
    let report = read_report(report.as_bytes(), &sent(&[&batch]), OWN_IBAN).unwrap();
    let message_id = "SOMEBODY-ELSE".to_owned();
    assert_eq!(report, Report { lines: vec![], findings: vec![Finding::ForeignMessage { message_id }] });
    let other_kind =
        status_report(batch.message_id(), "<GrpSts>ACSC</GrpSts>", "").replace("pain.001", "pain.008");
    let report = read_report(other_kind.as_bytes(), &sent(&[&batch]), OWN_IBAN).unwrap();
    assert!(report.lines.is_empty() && report.findings.len() == 1);
}

#[test]
fn numbers_and_blocks_that_are_not_in_the_file_are_reported() {
    let (other, batch) = (batch(&[transfer("PYO-3", 300)]), two());
    let inside = [
        first_block(&batch, &[told("PYO-9", "ACSC", ""), told("PYO-3", "ACSC", "")].concat()),
        block("SOME-BLOCK", &told("PYO-1", "ACSC", "")),
    ];
    let report = status_report(batch.message_id(), "", &inside.concat());
    let report = read_report(report.as_bytes(), &sent(&[&batch, &other]), OWN_IBAN).unwrap();
    assert!(report.lines.is_empty());
    assert_eq!(
        report.findings,
        [
            Finding::UnknownNumber { number: "PYO-9".to_owned() },
            Finding::UnknownNumber { number: "PYO-3".to_owned() },
            Finding::ForeignBlock { block: "SOME-BLOCK".to_owned() },
        ]
    );
}

#[test]
fn a_wrong_amount_or_currency_is_reported_and_does_not_count() {
    let batch = two();
    let told_amount = |figure: &str, currency: &str| {
        let rest =
            format!("<OrgnlTxRef><Amt><InstdAmt Ccy=\"{currency}\">{figure}</InstdAmt></Amt></OrgnlTxRef>");
        let inside =
            first_block(&batch, &format!("<PmtInfSts>ACSC</PmtInfSts>{}", told("PYO-1", "ACSC", &rest)));
        read(&batch, "", &inside)
    };
    for (figure, currency) in
        [("1.01", "EUR"), ("1.00", "USD"), ("1.00", "XXX"), ("1.001", "EUR"), ("-1.00", "EUR"), ("", "EUR")]
    {
        let report = told_amount(figure, currency);
        assert!(report.lines.iter().all(|line| line.number == "PYO-2"), "{figure} {currency}");
        assert!(matches!(&report.findings[..], [Finding::WrongAmount { number, .. }] if number == "PYO-1"));
    }
    for figure in ["1.00", "1", "1.0", "01.00000"] {
        let report = told_amount(figure, "EUR");
        assert_eq!(report.lines[0].amount, AmountCheck::Same, "{figure}");
        assert!(report.findings.is_empty());
    }
}

#[test]
fn a_wrong_total_takes_the_whole_level_out_of_account() {
    let batch = two();
    let report = read(&batch, "<OrgnlCtrlSum>3.01</OrgnlCtrlSum><GrpSts>ACSC</GrpSts>", "");
    assert!(report.lines.is_empty());
    assert!(matches!(&report.findings[..], [Finding::WrongAmount { sent, .. }] if sent == "3.00"));
    let report = read(&batch, "<OrgnlCtrlSum>3</OrgnlCtrlSum><GrpSts>ACSC</GrpSts>", "");
    assert_eq!(report.lines.len(), 2);
}

#[test]
fn reasons_are_told_in_the_words_of_all_rails() {
    for (code, reason) in [
        ("AC04", FailureReason::AccountClosed),
        ("AC01", FailureReason::AccountUnknown),
        ("BE01", FailureReason::HolderMismatch),
        ("AM03", FailureReason::CurrencyMismatch),
        ("AG10", FailureReason::InstantNotSupported),
        ("AM02", FailureReason::LimitReached),
        ("AM04", FailureReason::PlatformFunds),
        ("AB05", FailureReason::InstantNotSupported),
        ("MS03", FailureReason::Refused),
        ("", FailureReason::Refused),
    ] {
        assert_eq!(failed(code).news(None), RailNews::Failed(reason), "{code}");
    }
}
