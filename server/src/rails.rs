//! The payout rails of the settings, made and looked at.

use std::sync::Arc;

use gateways::{
    bank_file::{Account, BankFile, BankFileConfig, Fault as BankFileFault, Holder},
    sandbox_bank::{SandboxBank, SandboxBankConfig},
    stripe::{Stripe, StripeConfig},
};
use services::ports::{Clock, PayoutRail};

use crate::{
    commands::CommandError,
    settings::{BankFileSettings, Settings, SettingsError},
};

/// The rails that are set up.
#[derive(Default)]
pub struct Rails {
    sandbox_bank: Option<Arc<SandboxBank>>,
    stripe: Option<Arc<Stripe>>,
    /// The bank file, which needs hands: files to write and to read.
    pub bank_file: Option<BankFile>,
}

impl Rails {
    /// Makes every rail of the settings. Nobody is connected to yet.
    pub fn open(settings: &Settings, clock: &Arc<dyn Clock>) -> Result<Self, CommandError> {
        let mut rails = Self::default();
        if let Some(bank) = &settings.sandbox_bank {
            let config = SandboxBankConfig::from_folder(&bank.keys, bank.url.as_str());
            let rail = config.and_then(|config| SandboxBank::new(&config, Arc::clone(clock)));
            rails.sandbox_bank = Some(Arc::new(rail.map_err(|error| wrong("sandbox_bank", &error))?));
        }
        if let Some(stripe) = &settings.stripe {
            let config = StripeConfig::from_folder(&stripe.keys, stripe.url.as_str());
            let config = config.map_err(|error| wrong("stripe", &error))?;
            match (settings.moves_money(stripe.mode), config.is_live()) {
                (true, false) => {
                    let problem = "hold a key that moves no real money; it begins with sk_live_ or rk_live_";
                    return Err(wrong("stripe.keys", &problem));
                }
                (false, true) => {
                    return Err(wrong(
                        "stripe.keys",
                        &"hold a key that moves real money, and this is for play",
                    ));
                }
                _ => {}
            }
            let rail = Stripe::new(&config, Arc::clone(clock)).map_err(|error| wrong("stripe", &error))?;
            rails.stripe = Some(Arc::new(rail));
        }
        if let Some(bank) = &settings.bank_file {
            rails.bank_file = Some(open_bank_file(bank, clock)?);
        }
        Ok(rails)
    }

    /// All of them. Creators without a destination are looked at by the runs of the first.
    pub fn all(&self) -> Vec<Arc<dyn PayoutRail>> {
        let mut all: Vec<Arc<dyn PayoutRail>> = Vec::new();
        all.extend(
            self.sandbox_bank.iter().map(|rail| -> Arc<dyn PayoutRail> { Arc::<SandboxBank>::clone(rail) }),
        );
        all.extend(self.stripe.iter().map(|rail| -> Arc<dyn PayoutRail> { Arc::<Stripe>::clone(rail) }));
        all.extend(self.bank_file.iter().map(|rail| -> Arc<dyn PayoutRail> { Arc::new(rail.clone()) }));
        all
    }

    /// Asks each whether it can be used; for the doctor. Whether it is fine, and a line to say.
    pub async fn check(&self) -> Vec<(bool, String)> {
        let mut lines = Vec::new();
        if let Some(bank) = &self.sandbox_bank {
            lines.push(line("sandbox bank", "sandbox_bank.url and sandbox_bank.keys", bank.check().await));
        }
        if let Some(stripe) = &self.stripe {
            lines.push(line("Stripe payouts", "stripe.url and stripe.keys", stripe.check().await));
        }
        if let Some(bank) = &self.bank_file {
            let waiting = bank.incoming();
            let said = match &waiting {
                Ok(files) => format!("bank file: {} of the bank's files wait to be read", files.len()),
                Err(fault) => format!("{fault}; look at bank_file.folder"),
            };
            lines.push((waiting.is_ok(), said));
        }
        lines
    }
}

fn line<E: std::fmt::Display>(name: &str, keys: &str, checked: Result<(), E>) -> (bool, String) {
    match checked {
        Ok(()) => (true, format!("{name}: it answers and knows us")),
        Err(fault) => (false, format!("{name}: {fault}; look at {keys}")),
    }
}

fn wrong(key: &str, error: &dyn std::fmt::Display) -> CommandError {
    SettingsError::Key(format!("{key}: {error}")).into()
}

fn open_bank_file(bank: &BankFileSettings, clock: &Arc<dyn Clock>) -> Result<BankFile, CommandError> {
    let bic = bank.bic.as_ref().map(|bic| bic.parse()).transpose();
    let bic = bic.map_err(|_| wrong("bank_file.bic", &"is not a BIC"))?;
    let account = match bank.account.parse() {
        Ok(iban) => Account::Iban(iban),
        Err(_) if bic.is_some() && is_account_number(&bank.account) => Account::Other(bank.account.clone()),
        Err(error) => {
            return Err(wrong(
                "bank_file.account",
                &format!("{error}; an account number needs bank_file.bic"),
            ));
        }
    };
    if bank.currencies.is_empty() {
        return Err(wrong("bank_file.currencies", &"must name at least one currency"));
    }
    let config = BankFileConfig {
        folder: bank.folder.clone(),
        from: Holder { name: bank.holder.clone(), account, bic },
        currencies: bank.currencies.clone(),
        remittance: bank.remittance.clone(),
    };
    BankFile::open(config, Arc::clone(clock)).map_err(|fault| match fault {
        BankFileFault::OwnName => wrong("bank_file.holder", &"cannot be written in the banks' Latin letters"),
        fault => wrong("bank_file.folder", &fault),
    })
}

/// Digits, or digits after the letters of a country whose banks have no IBAN.
fn is_account_number(text: &str) -> bool {
    (1..=34).contains(&text.len())
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
        && !text.bytes().take(2).all(|byte| byte.is_ascii_alphabetic())
}
