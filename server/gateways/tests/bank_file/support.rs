//! What the tests share: our account, creators' accounts, and files of the bank made of a few lines.

use std::{
    fs,
    path::PathBuf,
    sync::atomic::{AtomicU32, Ordering},
};

use domain::{
    money::{Currency, Money},
    payouts::PayoutKind,
    time::{Day, Timestamp},
};
use gateways::bank_file::{Account, Batch, Holder, Instruction, SentIndex, Transfer, written};

/// 2026-11-22T06:00:00Z.
pub const NOW: Timestamp = Timestamp::from_unix_ms(1_795_327_200_000);
pub const OWN_IBAN: &str = "DE89370400440532013000";

pub fn holder(name: &str, iban: &str) -> Holder {
    Holder { name: name.to_owned(), account: Account::Iban(iban.parse().unwrap()), bic: None }
}

pub fn own() -> Holder {
    Holder { bic: Some("COBADEFFXXX".parse().unwrap()), ..holder("Joinery GmbH", OWN_IBAN) }
}

pub fn today() -> Day {
    NOW.day()
}

/// A standard transfer in euros.
pub fn transfer(number: &str, cents: i64) -> Transfer {
    Transfer {
        number: number.to_owned(),
        to: holder("Mei Chen", "FR1420041010050500013M02606"),
        amount: Money::new(cents, Currency::Eur),
        kind: PayoutKind::Standard,
        execute_on: today(),
        remittance: format!("Joinery payout {number}"),
    }
}

pub fn batch(transfers: &[Transfer]) -> Batch {
    let checked = transfers.iter().map(|transfer| Instruction::check(transfer, &own().account).unwrap());
    Batch::new(&own(), checked.collect(), NOW).unwrap()
}

/// One transfer of each kind of block: the golden file.
pub fn mixed() -> Batch {
    let instant = Transfer { kind: PayoutKind::Instant, ..transfer("PYO-INSTANT", 1) };
    let abroad = Transfer {
        to: Holder {
            name: "Zoë O'Neill & Søn <Ltd>".to_owned(),
            account: Account::Other("12345678-90".to_owned()),
            bic: Some("CHASUS33".parse().unwrap()),
        },
        amount: Money::new(5_000, Currency::Jpy),
        remittance: "退款 — thanks!".to_owned(),
        ..transfer("PYO-ABROAD", 0)
    };
    let dinars = Transfer { amount: Money::new(1_234_567, Currency::Kwd), ..transfer("PYO-DINARS", 0) };
    let later = Transfer { execute_on: today().plus_days(1), ..transfer("PYO-LATER", 99_999_999) };
    let quiet = Transfer { remittance: String::new(), ..transfer("PYO-QUIET", 1_050) };
    batch(&[quiet, instant, abroad, dinars, later, transfer("PYO-ONE", 12_345)])
}

/// The index of what these batches say.
pub fn sent(batches: &[&Batch]) -> SentIndex {
    let mut index = SentIndex::default();
    for batch in batches {
        index.add_file(&written(batch).unwrap()).unwrap();
    }
    index
}

/// A folder of its own for a test.
pub fn folder(name: &str) -> PathBuf {
    static COUNT: AtomicU32 = AtomicU32::new(0);
    let count = COUNT.fetch_add(1, Ordering::Relaxed);
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR"))
        .join(format!("bank-file-{name}-{}-{count}", std::process::id()));
    fs::create_dir_all(&folder).unwrap();
    folder
}

/// A status report on a file; `inside` are elements of `OrgnlPmtInfAndSts`.
pub fn status_report(message_id: &str, group: &str, inside: &str) -> String {
    format!(
        r#"<?xml version="1.0" encoding="UTF-8"?>
<Document xmlns="urn:iso:std:iso:20022:tech:xsd:pain.002.001.10"><CstmrPmtStsRpt>
<GrpHdr><MsgId>BANK-1</MsgId><CreDtTm>2026-11-22T07:00:00Z</CreDtTm></GrpHdr>
<OrgnlGrpInfAndSts><OrgnlMsgId>{message_id}</OrgnlMsgId><OrgnlMsgNmId>pain.001.001.09</OrgnlMsgNmId>{group}</OrgnlGrpInfAndSts>
{inside}</CstmrPmtStsRpt></Document>"#
    )
}

/// A block of a status report.
pub fn block(name: &str, inside: &str) -> String {
    format!("<OrgnlPmtInfAndSts><OrgnlPmtInfId>{name}</OrgnlPmtInfId>{inside}</OrgnlPmtInfAndSts>")
}

/// A transfer of a status report; `rest` comes behind the status.
pub fn told(number: &str, status: &str, rest: &str) -> String {
    format!(
        "<TxInfAndSts><OrgnlEndToEndId>{number}</OrgnlEndToEndId><TxSts>{status}</TxSts>{rest}</TxInfAndSts>"
    )
}

/// A notice of bookings on an account.
pub fn notice(iban: &str, entries: &str) -> String {
    format!(
        r#"<?xml version="1.0" encoding="UTF-8"?>
<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.054.001.08"><BkToCstmrDbtCdtNtfctn>
<GrpHdr><MsgId>BANK-2</MsgId><CreDtTm>2026-11-23T07:00:00Z</CreDtTm></GrpHdr>
<Ntfctn><Id>N-1</Id><Acct><Id><IBAN>{iban}</IBAN></Id></Acct>
{entries}</Ntfctn></BkToCstmrDbtCdtNtfctn></Document>"#
    )
}

/// An entry: amount with currency, direction, status, and what stands in `NtryDtls`.
pub fn entry(amount: (&str, &str), direction: &str, status: &str, details: &str) -> String {
    let (figure, currency) = amount;
    format!(
        r#"<Ntry><Amt Ccy="{currency}">{figure}</Amt><CdtDbtInd>{direction}</CdtDbtInd><Sts><Cd>{status}</Cd></Sts>
<BookgDt><Dt>2026-11-23</Dt></BookgDt><BkTxCd><Prtry><Cd>NTRF</Cd></Prtry></BkTxCd><NtryDtls>{details}</NtryDtls></Ntry>"#
    )
}

/// A transfer of an entry.
pub fn booked(number: &str, rest: &str) -> String {
    format!("<TxDtls><Refs><EndToEndId>{number}</EndToEndId></Refs>{rest}</TxDtls>")
}
