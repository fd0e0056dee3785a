//! What a bank is told about one payout, checked before it is written anywhere.

use std::fmt;

use domain::{
    money::{Currency, Money},
    payouts::{Bic, Iban, PayoutKind},
    time::Day,
};
use serde::{Deserialize, Serialize};

use super::text;

/// An account as banks know it.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Account {
    /// An international number.
    Iban(Iban),
    /// A domestic number where there are no IBANs: letters, digits and hyphens, at most 34.
    Other(String),
}

impl Account {
    /// As it stands in a message.
    pub fn as_str(&self) -> &str {
        match self {
            Self::Iban(iban) => iban.as_str(),
            Self::Other(number) => number,
        }
    }

    /// The last four characters, which is all that may be shown of it.
    pub fn last_four(&self) -> &str {
        let text = self.as_str();
        text.get(text.len().saturating_sub(4)..).unwrap_or_default()
    }

    /// Whether euros reach it by SEPA.
    pub fn is_in_sepa(&self) -> bool {
        matches!(self, Self::Iban(iban) if iban.is_in_sepa())
    }
}

impl fmt::Debug for Account {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Account(…{})", self.last_four())
    }
}

/// Whose account, and at which bank.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Holder {
    /// The holder's name.
    pub name: String,
    /// The account.
    pub account: Account,
    /// The bank. Within SEPA the IBAN says it.
    pub bic: Option<Bic>,
}

impl fmt::Debug for Holder {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        // The name is left out: it is personal, and faults are logged with their values.
        formatter
            .debug_struct("Holder")
            .field("account", &self.account)
            .field("bic", &self.bic)
            .finish_non_exhaustive()
    }
}

/// One payout for the bank.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Transfer {
    /// Our number: the end-to-end reference that comes back in every report. Letters, digits, hyphens; at most 35.
    pub number: String,
    /// Who is paid.
    pub to: Holder,
    /// What arrives.
    pub amount: Money,
    /// Whether it has to arrive within seconds (SCT Inst).
    pub kind: PayoutKind,
    /// The day the bank is to carry it out.
    pub execute_on: Day,
    /// What the receiver reads.
    pub remittance: String,
}

/// Why the bank file cannot carry a transfer. Another try does not help.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TransferRefused {
    /// The number cannot be a reference at a bank.
    #[error("the payout's number is not 1 to 35 letters, digits and hyphens")]
    Number,
    /// Nothing, or less, is to be paid.
    #[error("the amount is not positive")]
    Amount,
    /// The holder's name has letters that banks do not exchange, or is empty.
    #[error("the holder's name cannot be written in the banks' Latin letters")]
    Name,
    /// The account number has characters that banks do not exchange.
    #[error("the account number is not 1 to 34 letters, digits and hyphens")]
    Account,
    /// Instant transfers by file exist in euros, between IBANs of SEPA.
    #[error("by bank file only euros between SEPA accounts can be instant")]
    NotInstant,
}

/// The rules a transfer travels by; one block of the file each.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Scheme {
    /// SEPA instant credit transfer: within ten seconds.
    SepaInstant,
    /// SEPA credit transfer: the next banking day.
    Sepa,
    /// Whatever the bank has for this currency and country; charges are shared.
    Other,
}

/// A transfer that the file can carry, in the banks' characters.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Instruction {
    pub(super) transfer: Transfer,
    pub(super) scheme: Scheme,
}

impl Instruction {
    /// Checks a transfer from the account `from`.
    pub fn check(transfer: &Transfer, from: &Account) -> Result<Self, TransferRefused> {
        if !text::is_reference(&transfer.number) {
            return Err(TransferRefused::Number);
        }
        if !transfer.amount.is_positive() {
            return Err(TransferRefused::Amount);
        }
        if matches!(&transfer.to.account, Account::Other(number) if !text::is_account(number)) {
            return Err(TransferRefused::Account);
        }
        let euros = transfer.amount.currency() == Currency::Eur;
        let by_sepa = euros && from.is_in_sepa() && transfer.to.account.is_in_sepa();
        let scheme = match (transfer.kind, by_sepa) {
            (PayoutKind::Instant, true) => Scheme::SepaInstant,
            (PayoutKind::Instant, false) => return Err(TransferRefused::NotInstant),
            (PayoutKind::Standard, true) => Scheme::Sepa,
            (PayoutKind::Standard, false) => Scheme::Other,
        };
        let name = text::name(&transfer.to.name).ok_or(TransferRefused::Name)?;
        let to = Holder { name, ..transfer.to.clone() };
        let remittance = text::remittance(&transfer.remittance);
        Ok(Self { transfer: Transfer { to, remittance, ..transfer.clone() }, scheme })
    }
}
