//! Our accounts at payment gateways.
//!
//! ```toml
//! channels_off = ["alipay"]          # offered by no account, whatever the accounts say: the one place to switch a channel off
//!
//! [[gateways]]                       # of two accounts that carry a channel, the first one in the file is used
//! name = "wechat-pay"                # remembered by every payment: switch an account off, never rename or remove it, and
//!                                    # never set one up under two names (refused when the keys are read)
//! kind = "wechat-pay"                # wechat-pay, alipay or stripe
//! keys = "keys/wechat-pay"           # a folder; what lies in it stands with each gateway's adapter
//! url = "https://api.mch.weixin.qq.com"
//! enabled = true                     # false: takes no new payments; those it has are asked about and refunded
//! from = "2026-12-01"                # offered from this UTC day on …
//! until = "2027-12-01"               # … and no longer from this one on
//! channels = ["wechat-pay"]          # wechat-pay, alipay, card; all it carries when absent
//! mode = "live"                      # live or sandbox; that of the installation when absent
//! ```
//!
//! Who moves real money is reached at the gateway's own host only, and who does not never is ([`super::hosts`]).
//!
//! `wechat_pay.url` and `.keys`, `alipay.…` and `stripe_payments.…` are short for one account of that gateway under the
//! gateway's own name (`wechat-pay`, `alipay`, `stripe`).

use std::{collections::BTreeSet, path::PathBuf};

use domain::{
    order::{Channel, Gateway, GatewayAccountName},
    time::Day,
};
use serde::{Deserialize, Deserializer, de::Error as _};

use super::{Mode, Settings, SettingsError, hosts};

/// Where and as whom a gateway is reached, when there is one account of it.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OneAccount {
    /// The gateway's address; the sandbox's in a demo.
    pub url: String,
    /// The folder with the keys.
    pub keys: PathBuf,
    /// Whether it moves real money; as the installation when absent.
    #[serde(default)]
    pub mode: Option<AccountMode>,
}

/// Whether an account moves real money.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum AccountMode {
    /// It does.
    Live,
    /// It does not.
    Sandbox,
}

/// One account, as the file has it.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GatewaySettings {
    /// Its name.
    pub name: GatewayAccountName,
    /// At which gateway.
    pub kind: Gateway,
    /// The folder with the keys.
    pub keys: PathBuf,
    /// The gateway's address; its own when absent.
    #[serde(default)]
    pub url: Option<String>,
    /// Whether it takes new payments.
    #[serde(default = "yes")]
    pub enabled: bool,
    /// From which UTC day on.
    #[serde(default, deserialize_with = "maybe_day")]
    pub from: Option<Day>,
    /// From which UTC day on no longer.
    #[serde(default, deserialize_with = "maybe_day")]
    pub until: Option<Day>,
    /// For what it may be offered; all it carries when absent.
    #[serde(default)]
    pub channels: Option<BTreeSet<Channel>>,
    /// Whether it moves real money; as the installation when absent.
    #[serde(default)]
    pub mode: Option<AccountMode>,
}

impl GatewaySettings {
    /// Where the gateway is reached.
    pub fn url(&self) -> &str {
        let own = match self.kind {
            Gateway::WechatPay => "https://api.mch.weixin.qq.com",
            Gateway::Alipay => "https://openapi.alipay.com",
            Gateway::Stripe => "https://api.stripe.com",
        };
        self.url.as_deref().unwrap_or(own)
    }

    fn only(kind: Gateway, account: &OneAccount) -> Self {
        Self {
            name: kind.into(),
            kind,
            keys: account.keys.clone(),
            url: Some(account.url.clone()),
            enabled: true,
            from: None,
            until: None,
            channels: None,
            mode: account.mode,
        }
    }
}

impl Settings {
    /// Whether an account moves real money.
    pub fn moves_money(&self, account: Option<AccountMode>) -> bool {
        account.map_or(self.mode == Mode::Live, |mode| mode == AccountMode::Live)
    }

    /// Every account, in the order in which they are asked to carry a channel.
    pub fn gateway_accounts(&self) -> Vec<GatewaySettings> {
        let short = [
            (Gateway::WechatPay, &self.wechat_pay),
            (Gateway::Alipay, &self.alipay),
            (Gateway::Stripe, &self.stripe_payments),
        ];
        let short = short.into_iter().filter_map(|(kind, account)| {
            account.as_ref().map(|account| GatewaySettings::only(kind, account))
        });
        short.chain(self.gateways.iter().cloned()).collect()
    }

    /// Whether an account of a gateway is set up, switched on or not.
    pub fn has_gateway(&self, kind: Gateway) -> bool {
        self.gateway_accounts().iter().any(|account| account.kind == kind)
    }
}

/// What is wrong with the accounts, as far as the settings alone can tell.
pub(super) fn check(settings: &Settings) -> Result<(), SettingsError> {
    let mut names = BTreeSet::new();
    for account in settings.gateway_accounts() {
        let GatewaySettings { name, .. } = &account;
        let fail = |key: &str, problem: &str| {
            Err(SettingsError::Key(format!("gateways.{key} of {name}: {problem}")))
        };
        if !names.insert(name.clone()) {
            return fail("name", "two accounts have it");
        }
        match (settings.mode, account.mode) {
            // A test installation on this machine may; members of any other one would be let in for nothing.
            (Mode::Live, Some(AccountMode::Sandbox)) if !settings.is_on_this_machine() => {
                return fail("mode", "sandbox is for demos: it moves no money");
            }
            (Mode::Demo, Some(AccountMode::Live)) => {
                return fail("mode", "live moves real money, and this is a demo");
            }
            _ => {}
        }
        if let Err(problem) = hosts::check(account.kind, account.url(), settings.moves_money(account.mode)) {
            return fail("url", &problem);
        }
        if account.from.is_some() && account.until.is_some() && account.from >= account.until {
            return fail("until", "must be after from");
        }
        if account.channels.as_ref().is_some_and(BTreeSet::is_empty) {
            return fail("channels", "must name at least one; switch the account off with enabled = false");
        }
    }
    Ok(())
}

const fn yes() -> bool {
    true
}

fn maybe_day<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Day>, D::Error> {
    String::deserialize(deserializer)?.parse().map(Some).map_err(D::Error::custom)
}
