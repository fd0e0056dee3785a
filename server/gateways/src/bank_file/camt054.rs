//! Reads `camt.054.001.08`, BankToCustomerDebitCreditNotification: what was booked on our account.
//!
//! A booked debit with a number of ours is a payout carried out; a booked credit with return information, or the reversal
//! of such a debit, is one that came back. Everything else on the account is somebody else's business and is reported.

use domain::{money::Money, time::Timestamp};

use super::{
    amount, instant,
    report::{AmountCheck, Finding, Report, Status, StatusLine, shown},
    sent::SentIndex,
    text::excerpt,
    xml::{Element, NotRead},
};

/// The message's namespace.
pub const NAMESPACE: &str = "urn:iso:std:iso:20022:tech:xsd:camt.054.001.08";

/// Reads the message.
pub fn read(root: &Element, sent: &SentIndex, own_account: &str) -> Result<Report, NotRead> {
    let message = root.find(&["BkToCstmrDbtCdtNtfctn"]).ok_or(NotRead::OtherFormat)?;
    let mut report = Report::default();
    for notice in message.all("Ntfctn") {
        let account =
            notice.text(&["Acct", "Id", "IBAN"]).or_else(|| notice.text(&["Acct", "Id", "Othr", "Id"]));
        let account = account.unwrap_or_default();
        if account != own_account {
            let skipped = account.chars().count().saturating_sub(4);
            let last_four = excerpt(&account.chars().skip(skipped).collect::<String>());
            report.findings.push(Finding::ForeignAccount { last_four });
            continue;
        }
        for element in notice.all("Ntry") {
            Entry { element, sent }.read(&mut report);
        }
    }
    Ok(report)
}

struct Entry<'a> {
    element: &'a Element,
    sent: &'a SentIndex,
}

impl Entry<'_> {
    fn read(&self, report: &mut Report) {
        let details: Vec<&Element> = self.element.all("NtryDtls").collect();
        let transfers: Vec<&Element> = details.iter().flat_map(|details| details.all("TxDtls")).collect();
        if transfers.is_empty() {
            let batch = details.iter().find_map(|details| details.text(&["Btch", "PmtInfId"]));
            return self.batch(batch, report);
        }
        for transfer in &transfers {
            // The entry's own amount is the transfer's when it is the only one in it.
            let amount = transfer.find(&["Amt"]).or_else(|| {
                let only = transfers.len() == 1;
                self.element.find(&["Amt"]).filter(|_| only)
            });
            self.transfer(transfer, amount, report);
        }
    }

    fn transfer(&self, transfer: &Element, amount: Option<&Element>, report: &mut Report) {
        let Some(number) = transfer.text(&["Refs", "EndToEndId"]).filter(|number| *number != "NOTPROVIDED")
        else {
            report.findings.push(Finding::NoNumber { amount: figure(amount) });
            return;
        };
        let Some(sent) = self.sent.transfer(number) else {
            report.findings.push(Finding::UnknownNumber { number: excerpt(number) });
            return;
        };
        let stated = amount.and_then(|amount| amount::read(amount.own_text(), amount.currency()));
        if stated != Some(sent.amount) {
            let (number, reported) = (number.to_owned(), figure(amount));
            report.findings.push(Finding::WrongAmount { number, sent: shown(sent.amount), reported });
            return;
        }
        self.say(number, Some(transfer), report);
    }

    /// One entry for a whole block of ours, without the single transfers.
    fn batch(&self, block: Option<&str>, report: &mut Report) {
        let amount = self.element.find(&["Amt"]);
        let numbers = block.map(|block| self.sent.numbers_of_block(block)).unwrap_or_default();
        let (Some(block), false) = (block, numbers.is_empty()) else {
            report.findings.push(Finding::NoNumber { amount: figure(amount) });
            return;
        };
        let amounts: Vec<Money> =
            numbers.iter().filter_map(|number| self.sent.transfer(number)).map(|sent| sent.amount).collect();
        let total =
            amounts.first().and_then(|first| Money::sum(first.currency(), amounts.iter().copied()).ok());
        let stated = amount.and_then(|amount| amount::read(amount.own_text(), amount.currency()));
        if stated.is_none() || stated != total {
            let (number, sent) = (excerpt(block), total.map(shown).unwrap_or_default());
            report.findings.push(Finding::WrongAmount { number, sent, reported: figure(amount) });
            return;
        }
        for number in numbers {
            self.say(number, None, report);
        }
    }

    fn say(&self, number: &str, transfer: Option<&Element>, report: &mut Report) {
        let number = number.to_owned();
        let is_booked = self.element.text(&["Sts", "Cd"]) == Some("BOOK");
        if !is_booked {
            report.findings.push(Finding::NotBooked { number });
            return;
        }
        let Some(at) = self.booked_at() else {
            report.findings.push(Finding::NoDate { number });
            return;
        };
        let return_information = transfer.and_then(|transfer| transfer.find(&["RtrInf"]));
        let reversal = self.element.text(&["RvslInd"]).is_some_and(|text| matches!(text, "true" | "1"));
        let own = transfer.and_then(|transfer| transfer.text(&["CdtDbtInd"]));
        let direction = own.or_else(|| self.element.text(&["CdtDbtInd"])).unwrap_or_default();
        let status = match (direction, return_information, reversal) {
            ("DBIT", None, false) => Status::Paid { at },
            ("CRDT", Some(information), _) => Status::Returned { code: return_code(information), at },
            ("CRDT", None, true) => Status::Returned { code: String::new(), at },
            (direction, _, _) => {
                let direction = if direction == "CRDT" { "credit" } else { "debit" };
                report.findings.push(Finding::Unexpected { number, direction });
                return;
            }
        };
        report.lines.push(StatusLine { number, status, amount: AmountCheck::Same });
    }

    fn booked_at(&self) -> Option<Timestamp> {
        let date = self.element.find(&["BookgDt"]).or_else(|| self.element.find(&["ValDt"]));
        date.and_then(instant::choice)
    }
}

fn return_code(information: &Element) -> String {
    let code = information.text(&["Rsn", "Cd"]).or_else(|| information.text(&["Rsn", "Prtry"]));
    excerpt(code.unwrap_or_default())
}

fn figure(amount: Option<&Element>) -> String {
    amount.map(|amount| excerpt(&format!("{} {}", amount.own_text(), amount.currency()))).unwrap_or_default()
}
