//! Reads `pain.002.001.10`, CustomerPaymentStatusReport: what the bank made of a file of ours.
//!
//! A status stands on three levels: the file, a block, a transfer. The most specific one counts; what is said of a file or
//! a block holds for every transfer in it that nothing more specific is said of.

use std::collections::BTreeSet;

use super::{
    amount, instant,
    report::{AmountCheck, Finding, Report, Status, StatusLine, shown},
    sent::SentIndex,
    text::excerpt,
    xml::{Element, NotRead},
};

/// The message's namespace.
pub const NAMESPACE: &str = "urn:iso:std:iso:20022:tech:xsd:pain.002.001.10";

/// Reads the message.
pub fn read(root: &Element, sent: &SentIndex) -> Result<Report, NotRead> {
    let message = root.find(&["CstmrPmtStsRpt"]).ok_or(NotRead::OtherFormat)?;
    let group = message.find(&["OrgnlGrpInfAndSts"]).ok_or(NotRead::OtherFormat)?;
    let message_id = group.text(&["OrgnlMsgId"]).ok_or(NotRead::OtherFormat)?;
    let is_ours = sent.has_message(message_id)
        && group.text(&["OrgnlMsgNmId"]).is_some_and(|name| name.starts_with("pain.001"));
    if !is_ours {
        let finding = Finding::ForeignMessage { message_id: excerpt(message_id) };
        return Ok(Report { lines: Vec::new(), findings: vec![finding] });
    }
    let told_at = message.text(&["GrpHdr", "CreDtTm"]).unwrap_or_default();
    let mut reading = Reading { sent, message_id, told_at, said: BTreeSet::new(), report: Report::default() };
    for block in message.all("OrgnlPmtInfAndSts") {
        reading.block(block);
    }
    reading.level(message_id, None, group, "GrpSts");
    Ok(reading.report)
}

struct Reading<'a> {
    sent: &'a SentIndex,
    message_id: &'a str,
    /// When the report was made: the moment of a status that has none of its own.
    told_at: &'a str,
    /// The numbers that something was said of.
    said: BTreeSet<&'a str>,
    report: Report,
}

impl<'a> Reading<'a> {
    fn block(&mut self, block: &'a Element) {
        let name = block.text(&["OrgnlPmtInfId"]).unwrap_or_default();
        // Banks that report by transfer only may leave the block's name out.
        let is_known = name == "NOTPROVIDED" || !self.sent.numbers_of(self.message_id, Some(name)).is_empty();
        if !is_known {
            self.report.findings.push(Finding::ForeignBlock { block: excerpt(name) });
            return;
        }
        for transfer in block.all("TxInfAndSts") {
            self.transfer(transfer, block);
        }
        self.level(name, Some(name), block, "PmtInfSts");
    }

    fn transfer(&mut self, transfer: &'a Element, block: &'a Element) {
        let named = transfer.text(&["OrgnlEndToEndId"]).or_else(|| transfer.text(&["OrgnlInstrId"]));
        let number = named.unwrap_or_default();
        let Some(sent) = self.sent.transfer(number).filter(|sent| sent.message_id == self.message_id) else {
            self.report.findings.push(Finding::UnknownNumber { number: excerpt(number) });
            return;
        };
        // Said, whatever comes of it: a status of the whole block must not stand in for one that does not fit.
        self.said.insert(number);
        let stated = transfer.find(&["OrgnlTxRef", "Amt", "InstdAmt"]);
        if let Some(stated) = stated
            && amount::read(stated.own_text(), stated.currency()) != Some(sent.amount)
        {
            let reported = excerpt(&format!("{} {}", stated.own_text(), stated.currency()));
            let number = number.to_owned();
            self.report.findings.push(Finding::WrongAmount { number, sent: shown(sent.amount), reported });
            return;
        }
        let check = if stated.is_some() { AmountCheck::Same } else { AmountCheck::NotStated };
        let own = transfer.text(&["TxSts"]);
        let code = own.or_else(|| block.text(&["PmtInfSts"])).unwrap_or_default();
        let reason = reason(transfer).or_else(|| reason(block)).unwrap_or_default();
        let at = transfer.text(&["AccptncDtTm"]).unwrap_or(self.told_at);
        self.say(number, code, reason, at, check);
    }

    /// A status of a block or of the file, for the transfers in it that nothing was said of.
    fn level(&mut self, name: &str, block: Option<&str>, element: &'a Element, status: &str) {
        let Some(code) = element.text(&[status]) else { return };
        let numbers = self.sent.numbers_of(self.message_id, block);
        let stated = element.text(&["OrgnlCtrlSum"]);
        let ours = self.sent.control_sum(&numbers).unwrap_or_default();
        if let Some(stated) = stated
            && !amount::same_figure(stated, &ours)
        {
            let (number, reported) = (excerpt(name), excerpt(stated));
            self.report.findings.push(Finding::WrongAmount { number, sent: ours, reported });
            return;
        }
        // Some of them: which ones is said transfer by transfer.
        if code == "PART" {
            return;
        }
        let check = if stated.is_some() { AmountCheck::Same } else { AmountCheck::NotStated };
        for number in numbers {
            if self.said.insert(number) {
                self.say(number, code, reason(element).unwrap_or_default(), self.told_at, check);
            }
        }
    }

    fn say(&mut self, number: &str, code: &str, reason: &str, at: &str, amount: AmountCheck) {
        let number = number.to_owned();
        let status = match code {
            // Received, checked, pending, accepted, being settled; ACWP: not yet on the receiver's account.
            "RCVD" | "ACTC" | "PATC" | "ACCP" | "ACWC" | "ACFC" | "ACSP" | "ACWP" | "PDNG" => {
                Status::InTransit
            }
            "ACSC" | "ACCC" => match instant::date_time(at) {
                Some(at) => Status::Paid { at },
                None => return self.report.findings.push(Finding::NoDate { number }),
            },
            "RJCT" | "CANC" => {
                Status::Failed { code: excerpt(if reason.is_empty() { code } else { reason }) }
            }
            _ => return self.report.findings.push(Finding::UnknownStatus { number, code: excerpt(code) }),
        };
        self.report.lines.push(StatusLine { number, status, amount });
    }
}

fn reason(element: &Element) -> Option<&str> {
    element.all("StsRsnInf").find_map(|information| {
        information.text(&["Rsn", "Cd"]).or_else(|| information.text(&["Rsn", "Prtry"]))
    })
}
