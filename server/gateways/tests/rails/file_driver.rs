//! The bank file: the bank is a person with a folder.

use std::{fs, path::PathBuf, sync::Arc};

use async_trait::async_trait;
use domain::{
    money::{Currency, Money},
    payouts::PayoutKind,
};
use gateways::bank_file::{Account, BankFile, BankFileConfig, Holder, number_of};
use services::ports::{BankDetails, PayoutOrder, PayoutRail};

use super::driver::{Driver, Event, Fault, TestClock, To, details, order, random};

#[path = "../bank_file/support.rs"]
#[expect(dead_code, reason = "the files of a bank are written for another suite, which needs more of them")]
mod files;

use files::{OWN_IBAN, block, booked, entry, notice, status_report, told};

pub struct FileDriver {
    folder: PathBuf,
    rail: BankFile,
    clock: Arc<TestClock>,
}

impl FileDriver {
    pub fn start() -> Self {
        let (folder, clock) = (files::folder("conformance"), Arc::new(TestClock::default()));
        Self { rail: open(&folder, &clock), folder, clock }
    }

    fn bring(&self, text: &str) {
        let file = self.folder.join(format!("incoming/{:x}.xml", random()));
        fs::write(&file, text).unwrap();
        let imported = self.rail.import(&file).unwrap();
        assert_eq!(imported.findings, []);
        self.rail.put_away(&file).unwrap();
    }
}

fn open(folder: &std::path::Path, clock: &Arc<TestClock>) -> BankFile {
    let from = Holder {
        name: "Joinery GmbH".to_owned(),
        account: Account::Iban(OWN_IBAN.parse().unwrap()),
        bic: Some("COBADEFFXXX".parse().unwrap()),
    };
    let config = BankFileConfig {
        folder: folder.to_owned(),
        from,
        currencies: vec![Currency::Eur, Currency::Jpy, Currency::Kwd],
        remittance: "Joinery payout".to_owned(),
    };
    BankFile::open(config, Arc::<TestClock>::clone(clock)).unwrap()
}

#[async_trait]
impl Driver for FileDriver {
    fn rail(&self) -> Arc<dyn PayoutRail> {
        Arc::new(self.rail.clone())
    }

    fn restarted(&self) -> Arc<dyn PayoutRail> {
        Arc::new(open(&self.folder, &self.clock))
    }

    fn order(&self, kind: PayoutKind) -> PayoutOrder {
        order(&*self.clock, kind, Money::new(12_345, Currency::Eur), self.destination(Currency::Eur))
    }

    fn destination(&self, currency: Currency) -> BankDetails {
        match currency {
            Currency::Eur => details("FR1420041010050500013M02606", ""),
            _ => details("12345678", "CHASUS33"),
        }
    }

    fn slow_destination(&self) -> BankDetails {
        details("12345678", "CHASUS33")
    }

    fn currencies(&self) -> Vec<(Money, String)> {
        [
            (Currency::Jpy, r#"<InstdAmt Ccy="JPY">1234567</InstdAmt>"#),
            (Currency::Eur, r#"<InstdAmt Ccy="EUR">12345.67</InstdAmt>"#),
            (Currency::Kwd, r#"<InstdAmt Ccy="KWD">1234.567</InstdAmt>"#),
        ]
        .map(|(currency, wire)| (Money::new(1_234_567, currency), wire.to_owned()))
        .to_vec()
    }

    async fn take(&self, order: &PayoutOrder, to: To) {
        let written = self.rail.write_files().unwrap();
        let Some(file) = written.files.first() else { unreachable!("a payout is moved once") };
        let number = number_of(&order.number);
        let status = |word: &str| {
            let inside = block(&format!("{}-1", file.message_id), &told(&number, word, ""));
            status_report(&file.message_id, "", &inside)
        };
        let amount = ("123.45", "EUR");
        match to {
            To::InTransit => self.bring(&status("ACSP")),
            To::Paid => self.bring(&status("ACSC")),
            To::Failed => {
                self.bring(
                    &status("RJCT")
                        .replace("</TxSts>", "</TxSts><StsRsnInf><Rsn><Cd>AC04</Cd></Rsn></StsRsnInf>"),
                );
            }
            To::Returned => {
                self.bring(&notice(OWN_IBAN, &entry(amount, "DBIT", "BOOK", &booked(&number, ""))));
                let why = "<RtrInf><Rsn><Cd>AC04</Cd></Rsn></RtrInf>";
                self.bring(&notice(OWN_IBAN, &entry(amount, "CRDT", "BOOK", &booked(&number, why))));
            }
        }
    }

    async fn recorded(&self, order: &PayoutOrder) -> Vec<String> {
        // Whatever waits is written first: the files are what the bank gets.
        self.rail.write_files().unwrap();
        let end_to_end = format!("<EndToEndId>{}</EndToEndId>", number_of(&order.number));
        let mut found = Vec::new();
        for file in fs::read_dir(self.folder.join("outgoing")).unwrap() {
            let text = fs::read_to_string(file.unwrap().path()).unwrap();
            for (before, _) in text.match_indices(&end_to_end) {
                let amount = &text[before + text[before..].find("<InstdAmt").unwrap()..];
                found.push(amount[..amount.find("</InstdAmt>").unwrap()].to_owned() + "</InstdAmt>");
            }
        }
        found
    }

    async fn goes_wrong(&self, _fault: Fault) -> bool {
        false
    }

    async fn event(&self, _order: &PayoutOrder, _kind: &str) -> Option<Event> {
        None
    }
}
