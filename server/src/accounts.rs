//! The payment gateways of the settings, made and looked at.

use std::{error::Error, sync::Arc};

use domain::{order::Gateway, time::Day};
use gateways::{
    alipay::{Alipay, AlipayConfig},
    stripe::payments::{StripePayments, StripePaymentsConfig},
    wechat_pay::{WechatPay, WechatPayConfig},
};
use services::{
    ports::{Clock, Entropy, PaymentGateway},
    till::{GatewayAccount, GatewayAccounts},
};

use crate::{
    commands::CommandError,
    settings::{GatewaySettings, Settings},
};

/// The keys of an account, as its folder has them.
enum Keys {
    WechatPay(Box<WechatPayConfig>),
    Alipay(Box<AlipayConfig>),
    Stripe(Box<StripePaymentsConfig>),
}

impl Keys {
    /// What makes two accounts one and the same for their gateway.
    fn same_as(&self, other: &Self) -> Option<&'static str> {
        match (self, other) {
            (Self::WechatPay(one), Self::WechatPay(other)) => one.same_as(other),
            (Self::Alipay(one), Self::Alipay(other)) => one.same_as(other),
            (Self::Stripe(one), Self::Stripe(other)) => one.same_as(other),
            _ => None,
        }
    }
}

/// Makes every account of the settings, also those that are switched off: money that was begun there still comes in.
/// Nobody is connected to yet.
pub fn open(
    settings: &Settings,
    clock: &Arc<dyn Clock>,
    entropy: &Arc<dyn Entropy>,
) -> Result<GatewayAccounts, CommandError> {
    let mut accounts = Vec::new();
    for (account, keys) in each_once(settings)? {
        accounts.push(GatewayAccount {
            name: account.name.clone(),
            enabled: account.enabled,
            from: account.from.map(Day::start),
            until: account.until.map(Day::start),
            channels: account.channels.clone(),
            adapter: adapter(keys, clock, entropy).map_err(|error| wrong(&account, &error))?,
        });
    }
    Ok(GatewayAccounts::new(accounts, settings.channels_off.iter().copied().collect()))
}

/// Every account with its keys. What a gateway says is for one account, and its bill is one account's: under two names the
/// notifications of the second would be refused for ever, and each bill would have the payments of the other.
fn each_once(settings: &Settings) -> Result<Vec<(GatewaySettings, Keys)>, CommandError> {
    let mut known: Vec<(GatewaySettings, Keys)> = Vec::new();
    for account in settings.gateway_accounts() {
        let keys = read(settings, &account)?;
        for (earlier, others) in &known {
            if let Some(what) = keys.same_as(others) {
                let problem = format!(
                    "keys: {what} are those of account {}; set up an account of a gateway once, under one name",
                    earlier.name
                );
                return Err(wrong(&account, &problem));
            }
        }
        known.push((account, keys));
    }
    Ok(known)
}

fn read(settings: &Settings, account: &GatewaySettings) -> Result<Keys, CommandError> {
    let notify_url = format!("{}/webhooks/{}", notified_at(settings), account.kind.code());
    let (keys, url) = (&account.keys, account.url());
    Ok(match account.kind {
        Gateway::WechatPay => {
            let config = WechatPayConfig::from_folder(keys, url, &notify_url);
            Keys::WechatPay(Box::new(config.map_err(|error| wrong(account, &error))?))
        }
        Gateway::Alipay => {
            let config = AlipayConfig::from_folder(keys, url, &notify_url);
            Keys::Alipay(Box::new(config.map_err(|error| wrong(account, &error))?))
        }
        Gateway::Stripe => {
            let config = StripePaymentsConfig::from_folder(keys, url);
            let config = config.map_err(|error| wrong(account, &error))?;
            match (settings.moves_money(account.mode), config.account.is_live()) {
                (true, false) => {
                    let problem = "keys: secret_key moves no real money; it begins with sk_live_ or rk_live_";
                    return Err(wrong(account, &problem));
                }
                (false, true) => {
                    let problem = "keys: secret_key moves real money, and this account is for play";
                    return Err(wrong(account, &problem));
                }
                _ => {}
            }
            Keys::Stripe(Box::new(config))
        }
    })
}

fn adapter(
    keys: Keys,
    clock: &Arc<dyn Clock>,
    entropy: &Arc<dyn Entropy>,
) -> Result<Arc<dyn PaymentGateway>, Box<dyn Error>> {
    let clock = Arc::clone(clock);
    Ok(match keys {
        Keys::WechatPay(config) => Arc::new(WechatPay::new(*config, clock, Arc::clone(entropy))?),
        Keys::Alipay(config) => Arc::new(Alipay::new(*config, clock)?),
        Keys::Stripe(config) => Arc::new(StripePayments::new(*config, clock)?),
    })
}

fn wrong(account: &GatewaySettings, error: &dyn std::fmt::Display) -> CommandError {
    CommandError::Gateway(format!("account {}: {error}", account.name))
}

/// Where the gateway reaches us. A demo that is shown to others by plain http is told by its sandbox on this machine: no
/// adapter sends or takes money's news in the clear across a network.
fn notified_at(settings: &Settings) -> String {
    if settings.is_demo() && !settings.secure_cookies() {
        format!("http://127.0.0.1:{}", settings.listen.port())
    } else {
        settings.public_url.clone()
    }
}
