//! The settings of one Stripe account that takes payments.

use std::{collections::BTreeSet, path::Path};

use domain::{
    money::Currency::{self, Aud, Cad, Cny, Eur, Gbp, Hkd, Jpy, Myr, Sgd, Usd},
    order::Channel,
};

use crate::{
    config::{ConfigError, key_file, wrong},
    stripe::StripeConfig,
};

const METHODS_FILE: &str = "payment_methods";

/// What Alipay is charged in, of the currencies we hold; which of them an account may use depends on its country
/// (docs.stripe.com/payments/alipay). WeChat Pay has the same but the ringgit (docs.stripe.com/payments/wechat-pay).
const WALLETS: [Currency; 10] = [Cny, Usd, Eur, Gbp, Hkd, Sgd, Aud, Cad, Jpy, Myr];

/// Who we are at Stripe, and what payers can pay with there.
#[derive(Clone, Debug)]
pub struct StripePaymentsConfig {
    /// Address, key and webhook secrets.
    pub account: StripeConfig,
    /// What payers may pay with.
    pub channels: BTreeSet<Channel>,
}

impl StripePaymentsConfig {
    /// Reads a folder: `secret_key` (one line), `webhook_secret` (one a line) and, if it is there, `payment_methods` (any of
    /// `card`, `alipay` and `wechat_pay`, one a line; cards without the file).
    pub fn from_folder(folder: &Path, base_url: impl Into<String>) -> Result<Self, ConfigError> {
        let account = StripeConfig::from_folder(folder, base_url)?;
        let file = folder.join(METHODS_FILE);
        if !file.exists() {
            return Ok(Self { account, channels: BTreeSet::from([Channel::Card]) });
        }
        let words = key_file(folder, METHODS_FILE)?;
        let channels = words.iter().map(|word| channel(word.expose())).collect::<Option<_>>();
        let problem = || wrong(file.display().to_string(), "may hold card, alipay and wechat_pay only");
        Ok(Self { account, channels: channels.ok_or_else(problem)? })
    }

    /// What two accounts have in common that makes them one and the same for Stripe. `None` for two that are not, as far as
    /// their keys tell.
    pub fn same_as(&self, other: &Self) -> Option<&'static str> {
        if self.account.secret_key.expose() == other.account.secret_key.expose() {
            return Some("secret_key");
        }
        let has = |secret: &str| other.account.webhook_secrets.iter().any(|known| known.expose() == secret);
        self.account.webhook_secrets.iter().any(|secret| has(secret.expose())).then_some("webhook_secret")
    }

    /// Whether its key moves real money; none when the key does not say.
    pub(super) fn mode(&self) -> Option<bool> {
        let key = self.account.secret_key.expose();
        let begins = |words: [&str; 2]| words.iter().any(|word| key.starts_with(word));
        if self.account.is_live() { Some(true) } else { begins(["sk_test_", "rk_test_"]).then_some(false) }
    }
}

/// Stripe's word for what a payer chose.
pub(super) const fn method(channel: Channel) -> &'static str {
    match channel {
        Channel::Card => "card",
        Channel::Alipay => "alipay",
        Channel::WechatPay => "wechat_pay",
    }
}

/// Whether what a payer chose is charged in a currency. Cards are charged in every currency we hold.
pub(super) fn is_charged_in(channel: Channel, currency: Currency) -> bool {
    match channel {
        Channel::Card => true,
        Channel::Alipay => WALLETS.contains(&currency),
        Channel::WechatPay => currency != Myr && WALLETS.contains(&currency),
    }
}

fn channel(word: &str) -> Option<Channel> {
    Channel::ALL.into_iter().find(|channel| method(*channel) == word)
}
