//! Settings: `joinery.toml`, overridden by `JOINERY_…` variables, checked at start. An error names its key.

mod gateways;
mod hosts;
mod rails;
mod read;
mod variables;

use std::{net::SocketAddr, path::PathBuf};

use domain::{order::Channel, policy::Policy};
pub use gateways::{AccountMode, GatewaySettings, OneAccount};
pub use rails::{BankFileSettings, SandboxBankSettings, StripeSettings};
pub use read::{SettingsError, load};
use serde::Deserialize;
use services::site::is_this_machine;

/// What kind of installation this is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Mode {
    /// No real money; says so on every page; makes its own keys.
    Demo,
    /// Real money.
    Live,
}

/// How logs are written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum LogFormat {
    /// For people.
    #[default]
    Text,
    /// For machines.
    Json,
}

/// Where and as whom mails are sent.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SmtpSettings {
    /// The mail server: `smtps://user@mail.example.com`, or `smtp://localhost:25`.
    pub url: String,
    /// The sender: `Slow Kiln <pay@example.com>`.
    pub from: String,
    /// The file that holds the user's password.
    #[serde(default)]
    pub password_file: Option<PathBuf>,
}

/// Everything that can be set.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Settings {
    /// The address to listen on.
    #[serde(default = "default_listen")]
    pub listen: SocketAddr,
    /// The address people use: scheme, host and port, without a path.
    pub public_url: String,
    /// Demo or live.
    pub mode: Mode,
    /// The people database.
    #[serde(default = "default_people_url")]
    pub people_url: String,
    /// The commerce database.
    #[serde(default = "default_commerce_url")]
    pub commerce_url: String,
    /// The folder of the program's own keys.
    #[serde(default = "default_keys_dir")]
    pub keys_dir: PathBuf,
    /// Whether `X-Forwarded-For` is believed: only behind a proxy of one's own.
    #[serde(default)]
    pub behind_proxy: bool,
    /// How logs are written.
    #[serde(default)]
    pub log_format: LogFormat,
    /// What is logged.
    #[serde(default = "default_log")]
    pub log: String,
    /// Short for one account at WeChat Pay.
    #[serde(default)]
    pub wechat_pay: Option<OneAccount>,
    /// Short for one account at Alipay.
    #[serde(default)]
    pub alipay: Option<OneAccount>,
    /// Short for one account at Stripe that takes payments.
    #[serde(default)]
    pub stripe_payments: Option<OneAccount>,
    /// Our accounts at payment gateways.
    #[serde(default)]
    pub gateways: Vec<GatewaySettings>,
    /// Channels that are offered by no account.
    #[serde(default)]
    pub channels_off: Vec<Channel>,
    /// The sandbox bank, in a demo.
    #[serde(default)]
    pub sandbox_bank: Option<SandboxBankSettings>,
    /// Stripe Connect payouts, if they are used.
    #[serde(default)]
    pub stripe: Option<StripeSettings>,
    /// Payouts by a file for the host's own bank, if they are used.
    #[serde(default)]
    pub bank_file: Option<BankFileSettings>,
    /// Mail. Without it a demo shows its mails on a page, and any other installation tells people in the program only.
    #[serde(default)]
    pub smtp: Option<SmtpSettings>,
    /// The platform's policy.
    #[serde(default)]
    pub policy: Policy,
}

impl std::fmt::Debug for Settings {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter
            .debug_struct("Settings")
            .field("listen", &self.listen)
            .field("public_url", &self.public_url)
            .field("mode", &self.mode)
            .field("people_url", &without_password(&self.people_url))
            .field("commerce_url", &without_password(&self.commerce_url))
            .field("keys_dir", &self.keys_dir)
            .field("wechat_pay", &self.wechat_pay)
            .field("alipay", &self.alipay)
            .field("stripe_payments", &self.stripe_payments)
            .field("gateways", &self.gateways)
            .field("channels_off", &self.channels_off)
            .field("sandbox_bank", &self.sandbox_bank)
            .field("stripe", &self.stripe)
            .field("bank_file", &self.bank_file.as_ref().map(|bank| &bank.folder))
            .field("smtp", &self.smtp.as_ref().map(|smtp| &smtp.from))
            .finish_non_exhaustive()
    }
}

/// A database address as it may be shown.
pub fn without_password(url: &str) -> String {
    let Some((scheme, rest)) = url.split_once("://") else { return url.to_owned() };
    match rest.rsplit_once('@') {
        Some((_, host)) => format!("{scheme}://…@{host}"),
        None => url.to_owned(),
    }
}

impl Settings {
    /// Whether this is a demo.
    pub fn is_demo(&self) -> bool {
        self.mode == Mode::Demo
    }

    /// Whether only this machine can reach it, as a test installation.
    fn is_on_this_machine(&self) -> bool {
        self.public_url.split_once("://").is_some_and(|(_, host)| is_this_machine(host))
    }
}

fn default_listen() -> SocketAddr {
    SocketAddr::from(([127, 0, 0, 1], 3000))
}

fn default_people_url() -> String {
    "sqlite:data/people.db".to_owned()
}

fn default_commerce_url() -> String {
    "sqlite:data/commerce.db".to_owned()
}

fn default_keys_dir() -> PathBuf {
    PathBuf::from("data/keys")
}

fn default_log() -> String {
    "info,sqlx=warn".to_owned()
}
