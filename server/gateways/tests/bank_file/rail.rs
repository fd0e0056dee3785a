//! The bank file behind the port that every rail has.

use std::{path::Path, sync::Arc};

use domain::{
    id::{DestinationId, PayoutId},
    money::{Currency, Money},
    payouts::{FailureReason, PayoutKind, Rail, RailNews},
    time::Timestamp,
};
use gateways::bank_file::{BankFile, BankFileConfig, number_of, payout_of};
use services::ports::{BankDetails, Clock, NotificationHeaders, PayoutOrder, PayoutRail};

use super::support::{NOW, OWN_IBAN, block, folder, own, status_report, told};

struct Still;

impl Clock for Still {
    fn business(&self) -> Timestamp {
        NOW
    }

    fn system(&self) -> Timestamp {
        NOW.plus_days(-3650)
    }
}

fn rail(folder: &Path) -> BankFile {
    let config = BankFileConfig {
        folder: folder.to_owned(),
        from: own(),
        currencies: vec![Currency::Eur, Currency::Usd],
        remittance: "Joinery payout".to_owned(),
    };
    BankFile::open(config, Arc::new(Still)).unwrap()
}

fn order(random: u128) -> PayoutOrder {
    PayoutOrder {
        number: PayoutId::new(NOW, random),
        amount: Money::new(12_345, Currency::Eur),
        kind: PayoutKind::Standard,
        day: NOW.day(),
        created_at: NOW,
        to: BankDetails {
            destination: DestinationId::new(NOW, random),
            holder: "Mei Chen".to_owned(),
            account: "FR14 2004 1010 0505 0001 3M02 606".to_owned(),
            bank: String::new(),
        },
        reference: None,
    }
}

fn to(account: &str, bank: &str, holder: &str) -> BankDetails {
    let (account, bank, holder) = (account.to_owned(), bank.to_owned(), holder.to_owned());
    BankDetails { account, bank, holder, ..order(0).to }
}

#[tokio::test]
async fn a_payout_goes_from_submitted_to_paid_by_the_banks_word() {
    let folder = folder("rail");
    let rail = rail(&folder);
    let order = order(1);
    assert_eq!(rail.rail(), Rail::BankFile);
    assert_eq!(rail.query(&order).await, RailNews::NotKnown);
    assert_eq!(rail.submit(&order).await, RailNews::InTransit { reference: None });
    assert_eq!(rail.submit(&order).await, RailNews::InTransit { reference: None });
    let files = rail.write_files().unwrap().files;
    assert_eq!((files.len(), files[0].transfers), (1, 1));
    let reference = Some(files[0].message_id.clone());
    assert_eq!(rail.query(&order).await, RailNews::InTransit { reference: reference.clone() });
    assert_eq!(rail.cancel(&order).await, RailNews::InTransit { reference: reference.clone() });

    let inside = block(&format!("{}-1", files[0].message_id), &told(&number_of(&order.number), "ACSC", ""));
    let file = folder.join("incoming/status.xml");
    std::fs::write(&file, status_report(&files[0].message_id, "", &inside)).unwrap();
    let imported = rail.import(&rail.incoming().unwrap()[0]).unwrap();
    let paid = RailNews::Paid { reference };
    assert_eq!(rail.news_of(&imported.news[0]).unwrap(), Some((order.number.clone(), paid.clone())));
    assert_eq!(rail.query(&order).await, paid);
    assert_eq!(rail.submit(&order).await, paid);
}

#[tokio::test]
async fn a_payout_that_is_not_in_a_file_can_be_called_off() {
    let rail = rail(&folder("rail-cancel"));
    rail.submit(&order(1)).await;
    assert_eq!(rail.cancel(&order(1)).await, RailNews::Cancelled);
    assert_eq!(rail.query(&order(1)).await, RailNews::NotKnown);
    assert!(rail.write_files().unwrap().files.is_empty());
}

#[tokio::test]
async fn a_number_with_other_content_is_neither_sent_nor_called_failed() {
    let rail = rail(&folder("rail-other"));
    rail.submit(&order(1)).await;
    let more = PayoutOrder { amount: Money::new(12_346, Currency::Eur), ..order(1) };
    assert_eq!(rail.submit(&more).await, RailNews::NoAnswer);
    let broken = PayoutOrder { to: to("nonsense!", "", "Mei Chen"), ..order(1) };
    assert_eq!(rail.submit(&broken).await, RailNews::NoAnswer);
    assert_eq!(rail.query(&order(1)).await, RailNews::InTransit { reference: None });
}

#[tokio::test]
async fn what_the_file_cannot_carry_fails_at_once_with_the_reason() {
    let rail = rail(&folder("rail-refused"));
    let instant = |order: PayoutOrder| PayoutOrder { kind: PayoutKind::Instant, ..order };
    let details = |account, bank, holder| PayoutOrder { to: to(account, bank, holder), ..order(2) };
    let in_currency = |currency| PayoutOrder { amount: Money::new(100, currency), ..order(2) };
    for (order, reason) in [
        (details("DE98370400440532013000", "", "Mei"), FailureReason::AccountUnknown),
        (details("12345678", "", "Mei"), FailureReason::AccountUnknown),
        (details(OWN_IBAN, "NOT A BIC", "Mei"), FailureReason::AccountUnknown),
        (details(OWN_IBAN, "", "陈玫"), FailureReason::HolderMismatch),
        (in_currency(Currency::Cny), FailureReason::CurrencyMismatch),
        (instant(in_currency(Currency::Usd)), FailureReason::InstantNotSupported),
        (instant(details("12345678", "CHASUS33", "Mei")), FailureReason::InstantNotSupported),
    ] {
        assert_eq!(rail.submit(&order).await, RailNews::Failed(reason), "{reason:?}");
        assert_eq!(rail.query(&order).await, RailNews::NotKnown);
    }
    assert_eq!(
        rail.submit(&details("12345678", "CHASUS33", "Mei")).await,
        RailNews::InTransit { reference: None }
    );
}

#[tokio::test]
async fn it_says_what_it_carries_and_where() {
    let rail = rail(&folder("rail-facts"));
    assert!(
        rail.carries(PayoutKind::Instant, Currency::Eur) && rail.carries(PayoutKind::Standard, Currency::Usd)
    );
    assert!(
        !rail.carries(PayoutKind::Instant, Currency::Usd)
            && !rail.carries(PayoutKind::Standard, Currency::Cny)
    );
    assert_eq!(rail.available(Currency::Eur).await, Ok(None));
    let good = rail.look_at(&order(1).to).await.unwrap();
    assert!(good.takes_instant && good.unusable.is_none());
    let bad = rail.look_at(&to("DE98370400440532013000", "", "Mei")).await.unwrap();
    assert_eq!((bad.takes_instant, bad.unusable), (false, Some(FailureReason::AccountUnknown)));
    assert!(rail.parse_event(NotificationHeaders(&[]), b"<Document/>", NOW).is_err());
}

#[test]
fn a_payouts_number_at_the_bank_leads_back_to_it() {
    let payout = PayoutId::new(NOW, u128::MAX);
    let number = number_of(&payout);
    assert!(number.len() <= 35 && !number.contains('_'));
    assert_eq!(payout_of(&number), Some(payout));
    assert_eq!(payout_of("INVOICE-17"), None);
}
