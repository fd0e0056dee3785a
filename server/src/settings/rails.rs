//! The payout rails: the ways money leaves for creators' banks.

use std::path::PathBuf;

use domain::{money::Currency, order::Gateway};
use serde::Deserialize;

use super::{AccountMode, Mode, Settings, SettingsError, hosts};

/// Where the sandbox bank is. It moves no money.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SandboxBankSettings {
    /// The sandbox's address.
    pub url: String,
    /// The folder with `key_id` and `secret`: `bank` in the folder of the sandbox's keys.
    pub keys: PathBuf,
}

/// Where and as whom Stripe is reached.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StripeSettings {
    /// Stripe's address, or the sandbox's.
    #[serde(default = "stripe_url")]
    pub url: String,
    /// The folder with `secret_key` and `webhook_secret`.
    pub keys: PathBuf,
    /// Whether it moves real money; as the installation when absent.
    #[serde(default)]
    pub mode: Option<AccountMode>,
}

/// What is wrong with the rails, as far as the settings alone can tell.
pub(super) fn check(settings: &Settings) -> Result<(), SettingsError> {
    let fail = |key: &str, problem: &str| Err(SettingsError::Key(format!("{key}: {problem}")));
    if settings.mode == Mode::Live && settings.sandbox_bank.is_some() {
        return fail("sandbox_bank", "is for demos: it moves no money. Set stripe or bank_file");
    }
    let Some(stripe) = &settings.stripe else { return Ok(()) };
    match (settings.mode, stripe.mode) {
        (Mode::Live, Some(AccountMode::Sandbox)) if !settings.is_on_this_machine() => {
            return fail("stripe.mode", "sandbox is for demos: it moves no money");
        }
        (Mode::Demo, Some(AccountMode::Live)) => {
            return fail("stripe.mode", "live moves real money, and this is a demo");
        }
        _ => {}
    }
    match hosts::check(Gateway::Stripe, &stripe.url, settings.moves_money(stripe.mode)) {
        Ok(()) => Ok(()),
        Err(problem) => fail("stripe.url", &problem),
    }
}

/// From which account payouts by bank file are paid.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BankFileSettings {
    /// The folder between us and the bank: `outgoing/` has files to hand over, `incoming/` takes the bank's answers.
    pub folder: PathBuf,
    /// Who owns our account.
    pub holder: String,
    /// Our account: an IBAN, or an account number with `bic`.
    pub account: String,
    /// Our bank's BIC.
    #[serde(default)]
    pub bic: Option<String>,
    /// What the bank carries out by file.
    #[serde(default = "euros")]
    pub currencies: Vec<Currency>,
    /// What receivers read before the payout's number.
    #[serde(default = "remittance")]
    pub remittance: String,
}

fn stripe_url() -> String {
    "https://api.stripe.com".to_owned()
}

fn euros() -> Vec<Currency> {
    vec![Currency::Eur]
}

fn remittance() -> String {
    "Payout".to_owned()
}
