//! Any list of transfers: the sums and counts are exact, each payout stands in the file once, and it reads back.

use std::collections::BTreeSet;

use domain::{
    money::{Currency, Money},
    payouts::PayoutKind,
};
use gateways::bank_file::{Account, Batch, Holder, Instruction, SentIndex, Transfer, read_report, written};
use proptest::prelude::*;

use super::{
    schema::assert_valid,
    support::{NOW, OWN_IBAN, holder, own, today},
};

fn transfers() -> impl Strategy<Value = Vec<Transfer>> {
    let kind = prop_oneof![Just(PayoutKind::Standard), Just(PayoutKind::Instant)];
    let one = (
        1i64..Money::MAX_MINOR / 1000,
        0usize..15,
        kind,
        0i32..3,
        "\\PC{0,90}",
        "\\PC{0,160}",
        any::<bool>(),
    );
    let one = one.prop_map(|(minor, currency, kind, days, name, remittance, has_iban)| {
        let account = Account::Other("0012345678".to_owned());
        let to = holder(&format!("A{name}"), "FR1420041010050500013M02606");
        Transfer {
            number: String::new(),
            to: if has_iban { to } else { Holder { account, bic: Some("CHASUS33".parse().unwrap()), ..to } },
            amount: Money::new(minor, Currency::ALL[currency]),
            kind,
            execute_on: today().plus_days(days),
            remittance,
        }
    });
    prop::collection::vec(one, 1..40).prop_map(|list| {
        let numbered = list.into_iter().enumerate();
        numbered.map(|(index, one)| Transfer { number: format!("PYO-{index:04}"), ..one }).collect()
    })
}

/// The texts of an element in a message that we wrote ourselves.
fn texts(message: &str, name: &str) -> Vec<String> {
    let opening = format!("<{name}>");
    let parts = message.split(opening.as_str()).skip(1);
    parts.map(|part| part.split('<').next().unwrap().to_owned()).collect()
}

/// A figure in thousandths.
fn thousandths(figure: &str) -> i128 {
    let (whole, fraction) = figure.split_once('.').unwrap_or((figure, ""));
    format!("{whole}{fraction:0<3}").parse().unwrap()
}

fn amounts(message: &str) -> Vec<i128> {
    let parts = message.split("<InstdAmt Ccy=\"").skip(1);
    parts.map(|part| thousandths(part.split(['>', '<']).nth(1).unwrap())).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]

    #[test]
    fn sums_and_counts_are_exact_and_everything_reads_back(list in transfers()) {
        let checked: Vec<Instruction> =
            list.iter().filter_map(|transfer| Instruction::check(transfer, &own().account).ok()).collect();
        prop_assume!(!checked.is_empty());
        let numbers: BTreeSet<&str> = list
            .iter()
            .filter(|transfer| Instruction::check(transfer, &own().account).is_ok())
            .map(|transfer| transfer.number.as_str())
            .collect();
        let batch = Batch::new(&own(), checked.clone(), NOW).unwrap();
        let bytes = written(&batch).unwrap();
        let message = String::from_utf8(bytes.clone()).unwrap();
        assert_valid("pain.001.001.09.xsd", &message);

        let blocks: Vec<&str> = message.split("<PmtInf>").skip(1).collect();
        let (header, body) = message.split_once("<PmtInf>").unwrap();
        prop_assert_eq!(&texts(header, "NbOfTxs"), &[checked.len().to_string()]);
        prop_assert_eq!(thousandths(&texts(header, "CtrlSum")[0]), amounts(body).iter().sum::<i128>());
        for block in blocks {
            prop_assert_eq!(&texts(block, "NbOfTxs"), &[amounts(block).len().to_string()]);
            prop_assert_eq!(thousandths(&texts(block, "CtrlSum")[0]), amounts(block).iter().sum::<i128>());
        }

        let mut index = SentIndex::default();
        prop_assert_eq!(index.add_file(&bytes), Ok(numbers.len()));
        prop_assert_eq!(index.numbers().collect::<BTreeSet<_>>(), numbers);
        for transfer in &list {
            if let Some(sent) = index.transfer(&transfer.number) {
                prop_assert_eq!(sent.amount, transfer.amount);
                prop_assert_eq!(sent.account.as_str(), transfer.to.account.as_str());
            }
        }
    }

    #[test]
    fn any_bytes_and_any_damaged_message_are_an_answer_and_never_a_panic(
        bytes in prop::collection::vec(any::<u8>(), 0..400), place in any::<prop::sample::Index>(), byte in any::<u8>(),
    ) {
        let index = SentIndex::default();
        prop_assert!(read_report(&bytes, &index, OWN_IBAN).is_err());
        let mut damaged = include_bytes!("samples/camt.054.foreign.xml").to_vec();
        let place = place.index(damaged.len());
        damaged[place] = byte;
        if let Ok(report) = read_report(&damaged, &index, OWN_IBAN) {
            prop_assert!(report.lines.is_empty(), "nothing was sent, so nothing can be paid");
        }
    }
}
