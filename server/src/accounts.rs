//! The payment gateways of the settings, made and looked at.

use std::sync::Arc;

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

/// Makes every account of the settings, also those that are switched off: money that was begun there still comes in.
/// Nobody is connected to yet.
pub fn open(
    settings: &Settings,
    clock: &Arc<dyn Clock>,
    entropy: &Arc<dyn Entropy>,
) -> Result<GatewayAccounts, CommandError> {
    let mut accounts = Vec::new();
    for account in settings.gateway_accounts() {
        accounts.push(GatewayAccount {
            name: account.name.clone(),
            enabled: account.enabled,
            from: account.from.map(Day::start),
            until: account.until.map(Day::start),
            channels: account.channels.clone(),
            adapter: adapter(settings, &account, clock, entropy)?,
        });
    }
    Ok(GatewayAccounts::new(accounts, settings.channels_off.iter().copied().collect()))
}

fn adapter(
    settings: &Settings,
    account: &GatewaySettings,
    clock: &Arc<dyn Clock>,
    entropy: &Arc<dyn Entropy>,
) -> Result<Arc<dyn PaymentGateway>, CommandError> {
    let notify_url = format!("{}/webhooks/{}", notified_at(settings), account.kind.code());
    let (keys, url, clock) = (&account.keys, account.url(), Arc::clone(clock));
    Ok(match account.kind {
        Gateway::WechatPay => {
            let config = WechatPayConfig::from_folder(keys, url, &notify_url);
            let config = config.map_err(|error| wrong(account, &error))?;
            let adapter = WechatPay::new(config, clock, Arc::clone(entropy));
            Arc::new(adapter.map_err(|error| wrong(account, &error))?)
        }
        Gateway::Alipay => {
            let config = AlipayConfig::from_folder(keys, url, &notify_url);
            let adapter = config.and_then(|config| Alipay::new(config, clock));
            Arc::new(adapter.map_err(|error| wrong(account, &error))?)
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
                    return Err(wrong(
                        account,
                        &"keys: secret_key moves real money, and this account is for play",
                    ));
                }
                _ => {}
            }
            let adapter = StripePayments::new(config, clock);
            Arc::new(adapter.map_err(|error| wrong(account, &error))?)
        }
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
