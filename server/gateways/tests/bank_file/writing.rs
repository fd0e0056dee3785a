//! What stands in the file for the bank, and what never gets into it.

use domain::{
    money::{Currency, Money},
    payouts::PayoutKind,
};
use gateways::bank_file::{
    Account, Batch, Holder, Instruction, NotABatch, Transfer, TransferRefused, written,
};

use super::support::{NOW, batch, holder, mixed, own, sent, today, transfer};

fn refused(transfer: &Transfer) -> TransferRefused {
    Instruction::check(transfer, &own().account).unwrap_err()
}

fn text(batch: &Batch) -> String {
    String::from_utf8(written(batch).unwrap()).unwrap()
}

#[test]
fn the_golden_file_is_written_byte_for_byte() {
    assert_eq!(text(&mixed()), include_str!("samples/pain.001.xml"));
}

#[test]
fn the_same_payouts_in_another_order_are_the_same_file_and_others_are_not() {
    let (one, two) = (transfer("PYO-1", 100), transfer("PYO-2", 200));
    let file = text(&batch(&[one.clone(), two.clone()]));
    assert_eq!(file, text(&batch(&[two.clone(), one.clone()])));
    assert_ne!(batch(&[one]).message_id(), batch(&[two]).message_id());
}

#[test]
fn instant_euros_travel_as_instant_and_others_are_told_that_they_cannot() {
    let instant = Transfer { kind: PayoutKind::Instant, ..transfer("PYO-1", 100) };
    assert!(text(&batch(std::slice::from_ref(&instant))).contains("<Cd>INST</Cd>"));
    assert!(!text(&batch(&[transfer("PYO-1", 100)])).contains("INST"));
    let dollars = Transfer { amount: Money::new(100, Currency::Usd), ..instant.clone() };
    let no_iban = Transfer {
        to: Holder { account: Account::Other("123".to_owned()), ..holder("Mei", super::support::OWN_IBAN) },
        ..instant.clone()
    };
    let outside = Transfer { to: holder("Mei", "AE070331234567890123456"), ..instant };
    for transfer in [dollars, no_iban, outside] {
        assert_eq!(refused(&transfer), TransferRefused::NotInstant);
    }
}

#[test]
fn what_a_bank_would_refuse_is_refused_before_it_is_written() {
    let right = transfer("PYO-1", 100);
    let named = |name: &str| Transfer { to: holder(name, super::support::OWN_IBAN), ..right.clone() };
    let account = |number: String| Transfer {
        to: Holder { account: Account::Other(number), ..right.to.clone() },
        ..right.clone()
    };
    for (wrong, why) in [
        (Transfer { number: String::new(), ..right.clone() }, TransferRefused::Number),
        (Transfer { number: "P".repeat(36), ..right.clone() }, TransferRefused::Number),
        (Transfer { number: "pyo_1".to_owned(), ..right.clone() }, TransferRefused::Number),
        (Transfer { amount: Money::zero(Currency::Eur), ..right.clone() }, TransferRefused::Amount),
        (Transfer { amount: Money::new(-1, Currency::Eur), ..right.clone() }, TransferRefused::Amount),
        (named("陈玫"), TransferRefused::Name),
        (named(" / "), TransferRefused::Name),
        (account("1".repeat(35)), TransferRefused::Account),
        (account("12/34".to_owned()), TransferRefused::Account),
    ] {
        assert_eq!(refused(&wrong), why, "{wrong:?}");
    }
}

#[test]
fn names_lose_their_accents_and_keep_within_the_schemes_seventy_characters() {
    let written = |name: &str| {
        let transfer = Transfer { to: holder(name, super::support::OWN_IBAN), ..transfer("PYO-1", 100) };
        let file = text(&batch(&[transfer]));
        let (_, rest) = file.split_once("<Cdtr>").unwrap();
        let (_, rest) = rest.split_once("<Nm>").unwrap();
        rest.split_once("</Nm>").unwrap().0.to_owned()
    };
    assert_eq!(written("  Jürgen   Müller-Groß "), "Jurgen Muller-Gros");
    assert_eq!(written("Łukasz Żółć & Œuvre_"), "Lukasz Zolc + Ouvre-");
    assert_eq!(written("O’Hara // \"Bros\""), "O&apos;Hara / &apos;Bros&apos;");
    assert_eq!(written("e\u{301}cole"), "ecole");
    assert_eq!(written(&"ab ".repeat(60)).len(), 70);
}

#[test]
fn a_day_that_is_over_becomes_today() {
    let late = Transfer { execute_on: today().plus_days(-3), ..transfer("PYO-1", 100) };
    assert!(text(&batch(&[late])).contains(&format!("<Dt>{}</Dt>", today())));
}

#[test]
fn a_file_holds_each_payout_once_and_something_at_all() {
    let one = Instruction::check(&transfer("PYO-1", 100), &own().account).unwrap();
    assert_eq!(Batch::new(&own(), vec![], NOW), Err(NotABatch::Empty));
    assert_eq!(Batch::new(&own(), vec![one.clone(), one], NOW), Err(NotABatch::Twice));
    let huge: Vec<Instruction> = (0..120)
        .map(|index| transfer(&format!("PYO-{index}"), Money::MAX_MINOR))
        .map(|transfer| Instruction::check(&transfer, &own().account).unwrap())
        .collect();
    assert_eq!(Batch::new(&own(), huge, NOW), Err(NotABatch::TooLarge));
}

#[test]
fn our_own_file_reads_back_with_every_amount_and_block() {
    let batch = mixed();
    let index = sent(&[&batch]);
    let dinars = index.transfer("PYO-DINARS").unwrap();
    assert_eq!(dinars.amount, Money::new(1_234_567, Currency::Kwd));
    assert_eq!(index.transfer("PYO-ABROAD").unwrap().account, "12345678-90");
    assert_eq!(index.numbers_of(batch.message_id(), None).len(), 6);
    let block = &index.transfer("PYO-ONE").unwrap().block;
    assert_eq!(index.numbers_of(batch.message_id(), Some(block)), ["PYO-ONE", "PYO-QUIET"]);
}

#[test]
fn no_debug_output_shows_a_name_or_an_account() {
    let shown = format!("{:?} {:?}", mixed(), sent(&[&mixed()]));
    for secret in ["Mei", "FR1420041010050500013M02606", "12345678-90", "Neill"] {
        assert!(!shown.contains(secret), "{secret}");
    }
}
