//! Our messages, and the bank's messages that we read in tests, against the official schemas.

use std::{
    io::Write as _,
    process::{Command, Stdio},
};

use super::support::{OWN_IBAN, block, booked, entry, mixed, notice, status_report, told};

/// Panics unless `message` is valid; a missing tool is a failure, not a pass.
pub fn assert_valid(schema: &str, message: &str) {
    let schema = format!("{}/tests/schemas/{schema}", env!("CARGO_MANIFEST_DIR"));
    let child = Command::new("xmllint")
        .args(["--noout", "--nonet", "--schema", &schema, "-"])
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn();
    let mut child = child.unwrap_or_else(|fault| {
        panic!("xmllint cannot be run ({fault}); on Debian: sudo apt-get install libxml2-utils")
    });
    child.stdin.take().unwrap().write_all(message.as_bytes()).unwrap();
    let ended = child.wait_with_output().unwrap();
    assert!(ended.status.success(), "{}\n{message}", String::from_utf8_lossy(&ended.stderr));
}

/// Whether the schema takes a message, for what it should refuse.
fn is_valid(schema: &str, message: &str) -> bool {
    std::panic::catch_unwind(|| assert_valid(schema, message)).is_ok()
}

/// See the schemas' README: the elements we read are the same in version 12.
pub fn assert_valid_status_report(message: &str) {
    assert_valid("pain.002.001.12.xsd", &message.replace("pain.002.001.10", "pain.002.001.12"));
}

#[test]
fn a_file_with_every_kind_of_block_is_valid() {
    let message = String::from_utf8(gateways::bank_file::written(&mixed()).unwrap()).unwrap();
    assert_valid("pain.001.001.09.xsd", &message);
}

#[test]
fn the_schema_is_really_asked() {
    let message = include_str!("samples/pain.001.xml");
    assert_valid("pain.001.001.09.xsd", message);
    assert!(!is_valid("pain.001.001.09.xsd", &message.replace("EndToEndId", "EndToEnd")));
    assert!(!is_valid("pain.001.001.09.xsd", &message.replace(OWN_IBAN, "DE89 3704")));
}

#[test]
fn the_bank_messages_of_the_other_tests_are_real_ones() {
    let reason = "<StsRsnInf><Rsn><Cd>AC04</Cd></Rsn></StsRsnInf>";
    let reference = "<OrgnlTxRef><Amt><InstdAmt Ccy=\"EUR\">1.00</InstdAmt></Amt></OrgnlTxRef>";
    let transfers = [told("PYO-1", "RJCT", reason), told("PYO-2", "ACSC", reference)].concat();
    let sums = "<OrgnlNbOfTxs>2</OrgnlNbOfTxs><OrgnlCtrlSum>3.00</OrgnlCtrlSum>";
    let inside = block("JP1-1", &format!("{sums}<PmtInfSts>PART</PmtInfSts>{transfers}"));
    assert_valid_status_report(&status_report("JP1", &format!("{sums}<GrpSts>PART</GrpSts>"), &inside));

    let returned = booked("PYO-1", "<RtrInf><Rsn><Cd>AC04</Cd></Rsn></RtrInf>");
    let batch = "<Btch><MsgId>JP1</MsgId><PmtInfId>JP1-1</PmtInfId><NbOfTxs>2</NbOfTxs></Btch>";
    let single = booked("PYO-2", "<Amt Ccy=\"EUR\">1.00</Amt><CdtDbtInd>DBIT</CdtDbtInd>");
    let entries = [
        entry(("1.00", "EUR"), "CRDT", "BOOK", &returned),
        entry(("3.00", "EUR"), "DBIT", "BOOK", batch),
        entry(("1.00", "EUR"), "DBIT", "PDNG", &single),
    ];
    assert_valid("camt.054.001.08.xsd", &notice(OWN_IBAN, &entries.concat()));
}
