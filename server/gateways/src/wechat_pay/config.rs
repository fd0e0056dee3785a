//! The settings of one merchant.

use domain::order::PayWay;
use reqwest::Url;

use crate::{
    Secret,
    config::{ConfigError, base_url, check_notify_url, wrong},
};

/// No page of a mini-program needs more characters.
const LONGEST_PAGE: usize = 128;

/// A public key of the gateway.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlatformKey {
    /// Its name, `PUB_KEY_ID_…`, as `Wechatpay-Serial` says it.
    pub id: String,
    /// SubjectPublicKeyInfo PEM.
    pub public_key_pem: String,
}

/// How the wallet tells us who pays (WeChat's web page sign-in, without asking the payer anything).
#[derive(Clone, Debug)]
pub struct SignIn {
    /// The application's own secret. It is not the merchant's.
    pub app_secret: Secret,
    /// Where browsers are sent: `https://open.weixin.qq.com`.
    pub browser_url: String,
    /// Where we ask who came back: `https://api.weixin.qq.com`.
    pub api_url: String,
}

/// How a mini-program tells us who pays (`wx.login` there), and which of its pages asks the wallet for the payment.
#[derive(Clone, Debug)]
pub struct MiniProgram {
    /// The mini-program's own secret. It is neither the official account's nor the merchant's.
    pub app_secret: Secret,
    /// Where we ask whose code it is: `https://api.weixin.qq.com`.
    pub api_url: String,
    /// The page, as `wx.navigateTo` takes it: `/pages/pay/pay`.
    pub page: String,
}

/// Who the merchant is, and how it and the gateway know each other.
#[derive(Clone, Debug)]
pub struct WechatPayConfig {
    /// `https://api.mch.weixin.qq.com`, or the sandbox's address. No path.
    pub base_url: String,
    /// The merchant number.
    pub mchid: String,
    /// The application the payments belong to.
    pub appid: String,
    /// The application of the mini-program, where there is one.
    pub mini_appid: Option<String>,
    /// The ways that the merchant has been granted; WeChat Pay grants each of them by itself.
    pub ways: Vec<PayWay>,
    /// For [`PayWay::InWallet`].
    pub sign_in: Option<SignIn>,
    /// For [`PayWay::MiniProgram`].
    pub mini_program: Option<MiniProgram>,
    /// The serial number of the merchant's certificate.
    pub merchant_serial: String,
    /// What requests are signed with: an RSA key in PKCS#8 PEM.
    pub merchant_private_key_pem: Secret,
    /// What the gateway's signatures are verified with. Several are active while the gateway rotates its key; the
    /// first is the one we ask it to sign answers with. May be empty where there are certificates.
    pub platform_keys: Vec<PlatformKey>,
    /// Whether the gateway (also) signs by certificates, which are fetched from it when they are needed: the older way,
    /// and the transition from it. Merchants that never had certificates cannot fetch any.
    pub certificates: bool,
    /// What notifications and certificates are encrypted with: 32 characters, used as raw bytes.
    pub apiv3_key: Secret,
    /// Where notifications are sent: our own public address, without a query.
    pub notify_url: String,
}

impl WechatPayConfig {
    /// Checks the settings that are not keys; gives back the gateway's address.
    pub(super) fn checked(&self) -> Result<Url, ConfigError> {
        let named =
            [("mchid", &self.mchid), ("appid", &self.appid), ("merchant_serial", &self.merchant_serial)];
        let mini = self.mini_appid.iter().map(|appid| ("mini_appid", appid));
        for (key, value) in named.into_iter().chain(mini) {
            // These stand between quotation marks in a header and in an address, where other characters would act.
            if value.is_empty() || !value.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
                return Err(wrong(key, "must be letters and digits"));
            }
        }
        self.check_ways()?;
        if self.platform_keys.is_empty() && !self.certificates {
            return Err(wrong("platform_keys", "must hold at least one key"));
        }
        check_notify_url(&self.notify_url)?;
        base_url("base_url", &self.base_url)
    }

    /// What two accounts have in common that makes them one and the same for the gateway: whom it notifies, and whose bill
    /// it writes. `None` for two that are not.
    pub fn same_as(&self, other: &Self) -> Option<&'static str> {
        let own = |config: &Self, appid: &String| {
            *appid == config.appid || config.mini_appid.as_ref().is_some_and(|mini| mini == appid)
        };
        let shares_an_application =
            own(other, &self.appid) || self.mini_appid.as_ref().is_some_and(|mini| own(other, mini));
        (self.mchid == other.mchid && shares_an_application).then_some("mchid and appid")
    }

    fn check_ways(&self) -> Result<(), ConfigError> {
        if self.ways.is_empty() || self.ways.contains(&PayWay::Page) {
            return Err(wrong("ways", "must be some of code, phone, in_wallet and mini_program"));
        }
        if self.ways.contains(&PayWay::InWallet) && self.sign_in.is_none() {
            return Err(wrong("ways", "cannot have in_wallet without the application's secret"));
        }
        if self.ways.contains(&PayWay::MiniProgram) && self.mini_appid.is_none() {
            return Err(wrong("ways", "cannot have mini_program without mini_appid"));
        }
        if self.ways.contains(&PayWay::MiniProgram) && self.mini_program.is_none() {
            return Err(wrong("ways", "cannot have mini_program without mini_page"));
        }
        if self.mini_program.as_ref().is_some_and(|mini| !is_page(&mini.page)) {
            return Err(wrong("mini_page", "must be a path like /pages/pay/pay"));
        }
        Ok(())
    }
}

/// A page of a mini-program, to which we add a query: its signs must not act in a script or in an address.
fn is_page(path: &str) -> bool {
    let fits = |byte: u8| byte.is_ascii_alphanumeric() || b"-_".contains(&byte);
    let Some(path) = path.strip_prefix('/') else { return false };
    path.len() <= LONGEST_PAGE && path.split('/').all(|part| !part.is_empty() && part.bytes().all(fits))
}
