//! Writes `pain.001.001.09`, CustomerCreditTransferInitiation, in the order of its schema. The same batch gives the same
//! bytes.

use std::io;

use quick_xml::{
    Writer,
    events::{BytesDecl, BytesEnd, BytesStart, BytesText, Event},
};

use super::{
    amount,
    batch::{Batch, BlockKey},
    transfer::{Account, Holder, Instruction, Scheme},
};

/// The message's namespace.
pub const NAMESPACE: &str = "urn:iso:std:iso:20022:tech:xsd:pain.001.001.09";

/// The file's bytes. The only way to fail is a writer in memory that fails.
pub fn written(batch: &Batch) -> io::Result<Vec<u8>> {
    let mut message = Message(Writer::new_with_indent(Vec::new(), b' ', 2));
    message.0.write_event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)))?;
    message
        .0
        .write_event(Event::Start(BytesStart::new("Document").with_attributes([("xmlns", NAMESPACE)])))?;
    message.within("CstmrCdtTrfInitn", |message| {
        message.header(batch)?;
        batch.blocks.iter().enumerate().try_for_each(|(index, (key, instructions))| {
            message.block(batch, index.saturating_add(1), *key, instructions)
        })
    })?;
    message.0.write_event(Event::End(BytesEnd::new("Document")))?;
    let mut bytes = message.0.into_inner();
    bytes.push(b'\n');
    Ok(bytes)
}

struct Message(Writer<Vec<u8>>);

impl Message {
    fn within(&mut self, name: &str, write: impl FnOnce(&mut Self) -> io::Result<()>) -> io::Result<()> {
        self.0.write_event(Event::Start(BytesStart::new(name)))?;
        write(self)?;
        self.0.write_event(Event::End(BytesEnd::new(name)))
    }

    fn leaf(&mut self, name: &str, text: &str) -> io::Result<()> {
        self.0.write_event(Event::Start(BytesStart::new(name)))?;
        self.0.write_event(Event::Text(BytesText::new(text)))?;
        self.0.write_event(Event::End(BytesEnd::new(name)))
    }

    /// `path` from the outside in, with one text in the middle.
    fn nested(&mut self, path: &[&str], text: &str) -> io::Result<()> {
        match path {
            [] => Ok(()),
            [name] => self.leaf(name, text),
            [name, inner @ ..] => self.within(name, |message| message.nested(inner, text)),
        }
    }

    fn header(&mut self, batch: &Batch) -> io::Result<()> {
        let amounts = batch.amounts();
        self.within("GrpHdr", |message| {
            message.leaf("MsgId", batch.message_id())?;
            message.leaf("CreDtTm", &batch.created_at.to_rfc3339())?;
            message.leaf("NbOfTxs", &amounts.len().to_string())?;
            message.leaf("CtrlSum", &amount::control_sum(&amounts).unwrap_or_default())?;
            message.nested(&["InitgPty", "Nm"], &batch.from.name)
        })
    }

    fn block(
        &mut self,
        batch: &Batch,
        position: usize,
        (_, day, scheme): BlockKey,
        instructions: &[Instruction],
    ) -> io::Result<()> {
        let amounts: Vec<_> = instructions.iter().map(|instruction| instruction.transfer.amount).collect();
        self.within("PmtInf", |message| {
            message.leaf("PmtInfId", &format!("{}-{position}", batch.message_id()))?;
            message.leaf("PmtMtd", "TRF")?;
            // Each transfer as an entry of its own: the bank's notices then name our numbers.
            message.leaf("BtchBookg", "false")?;
            message.leaf("NbOfTxs", &amounts.len().to_string())?;
            message.leaf("CtrlSum", &amount::control_sum(&amounts).unwrap_or_default())?;
            message.within("PmtTpInf", |message| message.scheme(scheme))?;
            message.nested(&["ReqdExctnDt", "Dt"], &day.to_string())?;
            message.nested(&["Dbtr", "Nm"], &batch.from.name)?;
            message.account("DbtrAcct", &batch.from.account)?;
            message.own_bank(&batch.from)?;
            message.leaf("ChrgBr", if scheme == Scheme::Other { "SHAR" } else { "SLEV" })?;
            instructions.iter().try_for_each(|instruction| message.transfer(instruction))
        })
    }

    fn scheme(&mut self, scheme: Scheme) -> io::Result<()> {
        match scheme {
            Scheme::SepaInstant => {
                self.nested(&["SvcLvl", "Cd"], "SEPA")?;
                self.nested(&["LclInstrm", "Cd"], "INST")
            }
            Scheme::Sepa => {
                self.leaf("InstrPrty", "NORM")?;
                self.nested(&["SvcLvl", "Cd"], "SEPA")
            }
            Scheme::Other => self.leaf("InstrPrty", "NORM"),
        }
    }

    fn transfer(&mut self, instruction: &Instruction) -> io::Result<()> {
        let transfer = &instruction.transfer;
        self.within("CdtTrfTxInf", |message| {
            message.within("PmtId", |message| {
                message.leaf("InstrId", &transfer.number)?;
                message.leaf("EndToEndId", &transfer.number)
            })?;
            message.within("Amt", |message| {
                let start =
                    BytesStart::new("InstdAmt").with_attributes([("Ccy", transfer.amount.currency().code())]);
                message.0.write_event(Event::Start(start))?;
                message.0.write_event(Event::Text(BytesText::new(&amount::written(transfer.amount))))?;
                message.0.write_event(Event::End(BytesEnd::new("InstdAmt")))
            })?;
            if let Some(bic) = &transfer.to.bic {
                message.nested(&["CdtrAgt", "FinInstnId", "BICFI"], bic.as_str())?;
            }
            message.nested(&["Cdtr", "Nm"], &transfer.to.name)?;
            message.account("CdtrAcct", &transfer.to.account)?;
            if transfer.remittance.is_empty() {
                return Ok(());
            }
            message.nested(&["RmtInf", "Ustrd"], &transfer.remittance)
        })
    }

    fn account(&mut self, name: &str, account: &Account) -> io::Result<()> {
        match account {
            Account::Iban(iban) => self.nested(&[name, "Id", "IBAN"], iban.as_str()),
            Account::Other(number) => self.nested(&[name, "Id", "Othr", "Id"], number),
        }
    }

    /// The schema asks for our own bank; the scheme lets us leave it to the IBAN in this form.
    fn own_bank(&mut self, from: &Holder) -> io::Result<()> {
        match &from.bic {
            Some(bic) => self.nested(&["DbtrAgt", "FinInstnId", "BICFI"], bic.as_str()),
            None => self.nested(&["DbtrAgt", "FinInstnId", "Othr", "Id"], "NOTPROVIDED"),
        }
    }
}
