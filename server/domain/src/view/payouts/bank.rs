//! `/settings/payouts/destination`: adding a bank account.

use serde::{Deserialize, Serialize};

use crate::{money::Currency, payouts::Rail, view::Problem};

/// `/settings/payouts/destination`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BankView {
    /// The ways to banks that carry the account's currency, in the order of the settings; empty when there is none.
    pub rails: Vec<Rail>,
    /// What the account must take.
    pub currency: Currency,
    /// Whether there is a destination already, so that changing to the new one makes payouts wait.
    pub has_one: bool,
    /// How many hours they would wait.
    pub hold_hours: u16,
}

/// The form, as typed. What names the account is never kept after a refusal.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct BankForm {
    /// Who owns the account.
    pub holder: String,
    /// An IBAN or an account number.
    pub account: String,
    /// The bank: a BIC or a number; may be empty.
    pub bank: String,
    /// How the creator wants to know it.
    pub label: String,
    /// The code of the chosen way; may be empty where there is only one.
    pub rail: String,
}

impl std::fmt::Debug for BankForm {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("BankForm(…)")
    }
}

/// A refused form with its reasons; only the label and the way are kept, because drafts rest in a database unsealed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct BankDraft {
    /// How the creator wants to know it.
    pub label: String,
    /// The code of the chosen way.
    pub rail: String,
    /// Why it was refused.
    pub problems: Vec<Problem>,
}
