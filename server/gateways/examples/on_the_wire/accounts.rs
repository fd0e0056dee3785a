//! The adapters, with the keys that the sandbox made.

use std::{path::Path, sync::Arc};

use gateways::{
    alipay::{Alipay, AlipayConfig},
    stripe::{StripePayments, StripePaymentsConfig},
    wechat_pay::{WechatPay, WechatPayConfig},
};
use services::ports::{Clock, PaymentGateway};

use crate::{
    Outcome,
    stage::{Draws, NOTIFY_URL, Watch},
};

/// WeChat Pay's. Verifies by certificates, too, so that it asks for them.
pub fn wechat(keys: &Path, base_url: &str, clock: Arc<dyn Clock>) -> Outcome<WechatPay> {
    let config = WechatPayConfig::from_folder(keys, base_url, NOTIFY_URL)?;
    Ok(WechatPay::new(WechatPayConfig { certificates: true, ..config }, clock, Arc::new(Draws))?)
}

/// Alipay's, in key mode or in certificate mode.
pub fn alipay(keys: &Path, mode: &str, base_url: &str, clock: Arc<dyn Clock>) -> Outcome<Alipay> {
    let folder = if mode == "certificate" { "alipay/certificates" } else { "alipay" };
    Ok(Alipay::new(AlipayConfig::from_folder(&keys.join(folder), base_url, NOTIFY_URL)?, clock)?)
}

/// Stripe's.
pub fn stripe(keys: &Path, base_url: &str, clock: Arc<dyn Clock>) -> Outcome<StripePayments> {
    let config = StripePaymentsConfig::from_folder(&keys.join("stripe"), base_url)?;
    Ok(StripePayments::new(config, clock)?)
}

/// The one that is told something; it asks nothing.
pub fn listener(gateway: &str, keys: &Path) -> Outcome<Box<dyn PaymentGateway>> {
    let (nowhere, clock) = ("http://127.0.0.1:1", Arc::<Watch>::default());
    Ok(match gateway {
        "wechat" => Box::new(wechat(keys, nowhere, clock)?),
        "alipay" => Box::new(alipay(keys, "key", nowhere, clock)?),
        "alipay-certificates" => Box::new(alipay(keys, "certificate", nowhere, clock)?),
        "stripe" => Box::new(stripe(keys, nowhere, clock)?),
        _ => return Err(format!("{gateway} is no gateway").into()),
    })
}
