//! The payment gateways.

use serde::{Deserialize, Serialize};

/// A payment gateway we have an adapter or a plan for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Gateway {
    /// WeChat Pay API v3.
    WechatPay,
    /// Alipay OpenAPI.
    Alipay,
    /// Stripe.
    Stripe,
}

/// A word that names no gateway.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("unknown gateway")]
pub struct UnknownGateway;

impl Gateway {
    /// The word the store, the addresses and the ledger use.
    pub const fn code(self) -> &'static str {
        match self {
            Self::WechatPay => "wechat-pay",
            Self::Alipay => "alipay",
            Self::Stripe => "stripe",
        }
    }
}

impl std::str::FromStr for Gateway {
    type Err = UnknownGateway;
    fn from_str(code: &str) -> Result<Self, UnknownGateway> {
        match code {
            "wechat-pay" => Ok(Self::WechatPay),
            "alipay" => Ok(Self::Alipay),
            "stripe" => Ok(Self::Stripe),
            _ => Err(UnknownGateway),
        }
    }
}
