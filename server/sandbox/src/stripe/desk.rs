//! What Stripe remembers beside the payouts: accounts, idempotency keys, webhook secrets, and the payments of Checkout.

use std::collections::HashMap;

use super::{
    accounts::{Account, external::External},
    checkout::book::Payments,
    idempotency::IdempotencyKeys,
};
use crate::{Error, entropy, rail_keys::StripeKeys};

/// While a secret is being replaced, events are signed with the old one, too.
const SECRETS_AT_ONCE: usize = 2;

/// The currencies in which the accounts of the start have a bank account.
const CURRENCIES: [&str; 6] = ["usd", "cny", "eur", "gbp", "hkd", "jpy"];

/// Behind one lock.
#[derive(Debug)]
pub struct Desk {
    /// The idempotency keys of all accounts.
    pub keys: IdempotencyKeys,
    /// What events are signed with, newest first.
    pub secrets: Vec<String>,
    /// The account that requests without `Stripe-Account` speak of.
    pub platform: String,
    /// Sessions of Checkout, and what came of them.
    pub payments: Payments,
    accounts: HashMap<String, Account>,
}

impl Desk {
    /// A platform, and the connected account that the key folder names. Both have bank accounts that take instant
    /// payouts, in several currencies.
    pub fn open(keys: &StripeKeys) -> Result<Self, Error> {
        let platform = format!("acct_1{}", entropy::text(entropy::ALPHANUMERIC, 15)?);
        let mut desk = Self {
            keys: IdempotencyKeys::default(),
            secrets: vec![keys.webhook_secret.clone()],
            platform: platform.clone(),
            payments: Payments::default(),
            accounts: HashMap::new(),
        };
        for id in [platform, keys.account.clone()] {
            let external = CURRENCIES.map(|currency| External::ordinary(currency.to_owned()));
            let external = external.into_iter().collect::<Result<_, Error>>()?;
            desk.enter(Account { id, country: "US".to_owned(), payouts_enabled: true, external });
        }
        Ok(desk)
    }

    /// An account.
    pub fn account(&self, id: &str) -> Option<&Account> {
        self.accounts.get(id)
    }

    /// Enters an account, or replaces it.
    pub fn enter(&mut self, account: Account) {
        self.accounts.insert(account.id.clone(), account);
    }

    /// Makes a new webhook secret; the one before it stays good for now.
    pub fn roll_secret(&mut self) -> Result<&[String], Error> {
        self.secrets.insert(0, format!("whsec_{}", entropy::text(entropy::ALPHANUMERIC, 32)?));
        self.secrets.truncate(SECRETS_AT_ONCE);
        Ok(&self.secrets)
    }
}
