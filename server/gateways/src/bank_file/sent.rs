//! What our own files asked for, read back from them: the yardstick for everything a bank reports.

use std::collections::BTreeMap;

use domain::money::Money;

use super::{
    amount, pain001,
    xml::{self, NotRead},
};

/// One transfer of ours, as the bank has it.
#[derive(Clone, PartialEq, Eq)]
pub struct SentTransfer {
    /// The file it is in.
    pub message_id: String,
    /// The block of the file.
    pub block: String,
    /// The exact amount.
    pub amount: Money,
    /// The account it goes to.
    pub account: String,
}

impl std::fmt::Debug for SentTransfer {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter
            .debug_struct("SentTransfer")
            .field("block", &self.block)
            .field("amount", &self.amount)
            .finish_non_exhaustive()
    }
}

/// All transfers in all our files.
#[derive(Debug, Default)]
pub struct SentIndex {
    by_number: BTreeMap<String, SentTransfer>,
    /// Numbers by message and block.
    by_message: BTreeMap<String, BTreeMap<String, Vec<String>>>,
}

impl SentIndex {
    /// Adds one of our own files; gives back how many transfers it has. A file that was changed by hand so that it no
    /// longer reads as ours is an error: acting without it could pay somebody twice.
    pub fn add_file(&mut self, bytes: &[u8]) -> Result<usize, NotRead> {
        let document = xml::read(bytes)?;
        if document.namespace != pain001::NAMESPACE {
            return Err(NotRead::OtherFormat);
        }
        let message = document.root.find(&["CstmrCdtTrfInitn"]).ok_or(NotRead::OtherFormat)?;
        let message_id = message.text(&["GrpHdr", "MsgId"]).ok_or(NotRead::OtherFormat)?;
        let mut transfers = Vec::new();
        for block in message.all("PmtInf") {
            let name = block.text(&["PmtInfId"]).ok_or(NotRead::OtherFormat)?;
            for transfer in block.all("CdtTrfTxInf") {
                let number = transfer.text(&["PmtId", "EndToEndId"]).ok_or(NotRead::OtherFormat)?;
                let amount = transfer.find(&["Amt", "InstdAmt"]).ok_or(NotRead::OtherFormat)?;
                let amount =
                    amount::read(amount.own_text(), amount.currency()).ok_or(NotRead::OtherFormat)?;
                let account = transfer.find(&["CdtrAcct", "Id"]).ok_or(NotRead::OtherFormat)?;
                let account = account.text(&["IBAN"]).or_else(|| account.text(&["Othr", "Id"]));
                transfers.push((
                    number.to_owned(),
                    SentTransfer {
                        message_id: message_id.to_owned(),
                        block: name.to_owned(),
                        amount,
                        account: account.ok_or(NotRead::OtherFormat)?.to_owned(),
                    },
                ));
            }
        }
        let count = transfers.len();
        if message.text(&["GrpHdr", "NbOfTxs"]) != Some(count.to_string().as_str()) {
            return Err(NotRead::OtherFormat);
        }
        let blocks = self.by_message.entry(message_id.to_owned()).or_default();
        for (number, sent) in transfers {
            blocks.entry(sent.block.clone()).or_default().push(number.clone());
            self.by_number.insert(number, sent);
        }
        Ok(count)
    }

    /// The transfer with this number.
    pub fn transfer(&self, number: &str) -> Option<&SentTransfer> {
        self.by_number.get(number)
    }

    /// Every number, in order.
    pub fn numbers(&self) -> impl Iterator<Item = &str> {
        self.by_number.keys().map(String::as_str)
    }

    /// Whether one of our files has this name.
    pub fn has_message(&self, message_id: &str) -> bool {
        self.by_message.contains_key(message_id)
    }

    /// The numbers of a file, or of one block of it.
    pub fn numbers_of(&self, message_id: &str, block: Option<&str>) -> Vec<&str> {
        let blocks = self.by_message.get(message_id).into_iter().flatten();
        blocks
            .filter(|(name, _)| block.is_none_or(|wanted| wanted == name.as_str()))
            .flat_map(|(_, numbers)| numbers.iter().map(String::as_str))
            .collect()
    }

    /// The block of that name, in whichever file: the numbers in it. Empty when we have none of that name.
    pub fn numbers_of_block(&self, block: &str) -> Vec<&str> {
        let found = self.by_message.values().find_map(|blocks| blocks.get(block));
        found.into_iter().flatten().map(String::as_str).collect()
    }

    /// The control sum of some numbers.
    pub fn control_sum(&self, numbers: &[&str]) -> Option<String> {
        let amounts: Vec<Money> =
            numbers.iter().filter_map(|number| self.transfer(number)).map(|sent| sent.amount).collect();
        amount::control_sum(&amounts)
    }
}
