//! What a payer chooses from, where the payer is, and how the two meet at a gateway.

use serde::{Deserialize, Serialize};

use super::{Gateway, GatewayAccountName};

/// A way to pay, as the payer knows it. Which gateway account carries it is the platform's affair.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Channel {
    /// WeChat Pay.
    WechatPay,
    /// Alipay.
    Alipay,
    /// A bank card.
    Card,
}

impl Channel {
    /// Every channel, in the order they are offered.
    pub const ALL: [Self; 3] = [Self::WechatPay, Self::Alipay, Self::Card];

    /// The word the store, the forms and the settings use.
    pub const fn code(self) -> &'static str {
        match self {
            Self::WechatPay => "wechat-pay",
            Self::Alipay => "alipay",
            Self::Card => "card",
        }
    }

    /// Reads the stored word.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|channel| channel.code() == code)
    }
}

/// Where the payer's browser is, as far as it matters for paying.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Scene {
    /// A large screen: the phone with the wallet is another device.
    #[default]
    Desktop,
    /// A phone's own browser: the wallet is on the same device.
    Phone,
    /// The browser inside WeChat.
    InWechat,
    /// A mini-program's web view inside WeChat.
    InMiniProgram,
    /// The browser inside Alipay.
    InAlipay,
}

impl Scene {
    /// Reads a browser's own description. Unknown ones are a desktop: its code can be scanned from anywhere.
    pub fn of_user_agent(text: &str) -> Self {
        let has = |word: &str| text.contains(word);
        if has("MicroMessenger") {
            // Set by WeChat itself in the web view of a mini-program.
            return if has("miniProgram") { Self::InMiniProgram } else { Self::InWechat };
        }
        if has("AlipayClient") {
            return Self::InAlipay;
        }
        if ["Mobile", "Android", "iPhone", "iPad", "HarmonyOS"].into_iter().any(has) {
            return Self::Phone;
        }
        Self::Desktop
    }
}

/// A kind of order at a gateway.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PayWay {
    /// The payer scans a code with another device (WeChat Pay Native, Alipay precreate).
    Code,
    /// The browser is sent to the gateway's page (Alipay page pay, Stripe Checkout).
    Page,
    /// A phone's browser is sent to the wallet on the same device (WeChat Pay H5, Alipay wap pay).
    Phone,
    /// The wallet's own browser is asked for the payment (WeChat Pay JSAPI).
    InWallet,
    /// A page of the mini-program whose web view shows ours asks for it, by the mini-program's own application.
    MiniProgram,
}

impl PayWay {
    /// Every way.
    pub const ALL: [Self; 5] = [Self::Code, Self::Page, Self::Phone, Self::InWallet, Self::MiniProgram];

    /// The word the store uses.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Code => "code",
            Self::Page => "page",
            Self::Phone => "phone",
            Self::InWallet => "in_wallet",
            Self::MiniProgram => "mini_program",
        }
    }

    /// Reads the stored word.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|way| way.code() == code)
    }

    /// Whether the gateway must know who pays (an openid) before it takes the order.
    pub const fn needs_payer(self) -> bool {
        matches!(self, Self::InWallet | Self::MiniProgram)
    }

    /// The best way for where the payer is, among those a gateway has for a channel. `None`: this channel cannot be paid
    /// from there (Alipay inside WeChat and the other way round, which the wallets themselves refuse).
    pub fn choose(channel: Channel, scene: Scene, offered: &[Self]) -> Option<Self> {
        let wishes: &[Self] = match (channel, scene) {
            (Channel::WechatPay, Scene::InAlipay)
            | (Channel::Alipay, Scene::InWechat | Scene::InMiniProgram) => &[],
            (_, Scene::Desktop) => &[Self::Code, Self::Page],
            // Its web view opens no wallet by itself: a page of the mini-program does, or another phone scans the code.
            (Channel::WechatPay, Scene::InMiniProgram) => &[Self::MiniProgram, Self::Code],
            // A code can be pressed long inside WeChat when the account has no JSAPI.
            (Channel::WechatPay, Scene::InWechat) => &[Self::InWallet, Self::Code],
            (_, Scene::Phone | Scene::InAlipay | Scene::InWechat | Scene::InMiniProgram) => {
                &[Self::Phone, Self::Page, Self::Code]
            }
        };
        wishes.iter().copied().find(|way| offered.contains(way))
    }
}

/// Where a new attempt goes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Route {
    /// What the payer chose.
    pub channel: Channel,
    /// Through whom.
    pub gateway: Gateway,
    /// Through which of our accounts there.
    pub account: GatewayAccountName,
    /// As which kind of order.
    pub way: PayWay,
}

/// What the payer has to do now, as the gateway gave it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "kind")]
pub enum PayerAction {
    /// Scan this text, byte for byte, as a QR code.
    Scan {
        /// The text.
        code_url: String,
    },
    /// Go to this address; the adapter has checked that it is one of the gateway's own hosts.
    Visit {
        /// The address.
        url: String,
    },
    /// Let the wallet's own script ask for the payment.
    Invoke(WalletCall),
}

impl PayerAction {
    /// The word the store uses.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Scan { .. } => "scan",
            Self::Visit { .. } => "visit",
            Self::Invoke(_) => "invoke",
        }
    }
}

/// The parameters of WeChat Pay's `chooseWXPay` and `requestPayment`, signed with the merchant's key.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct WalletCall {
    /// The application.
    pub app_id: String,
    /// Seconds, as text.
    pub timestamp: String,
    /// Random text.
    pub nonce: String,
    /// `prepay_id=…`.
    pub package: String,
    /// `RSA`.
    pub sign_type: String,
    /// Base64.
    pub signature: String,
}

#[cfg(test)]
mod tests {
    use super::{Channel, PayWay, Scene};

    #[test]
    fn the_browser_says_where_the_payer_is() {
        for (text, scene) in [
            ("Mozilla/5.0 (X11; Linux x86_64) Chrome/130.0", Scene::Desktop),
            ("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Mobile/15E148", Scene::Phone),
            ("Mozilla/5.0 (Linux; Android 15) Mobile MicroMessenger/8.0.50", Scene::InWechat),
            ("Mozilla/5.0 (Linux; Android 15) MicroMessenger/8.0.50 miniProgram/wx1", Scene::InMiniProgram),
            ("Mozilla/5.0 (Linux; Android 15) AlipayClient/10.6", Scene::InAlipay),
            ("", Scene::Desktop),
        ] {
            assert_eq!(Scene::of_user_agent(text), scene, "{text}");
        }
    }

    #[test]
    fn no_wallet_is_asked_to_open_the_other_one() {
        let all = PayWay::ALL;
        assert_eq!(PayWay::choose(Channel::Alipay, Scene::InWechat, &all), None);
        assert_eq!(PayWay::choose(Channel::WechatPay, Scene::InAlipay, &all), None);
        assert_eq!(PayWay::choose(Channel::WechatPay, Scene::InWechat, &all), Some(PayWay::InWallet));
        assert_eq!(PayWay::choose(Channel::WechatPay, Scene::Phone, &all), Some(PayWay::Phone));
        assert_eq!(PayWay::choose(Channel::WechatPay, Scene::InMiniProgram, &all), Some(PayWay::MiniProgram));
        let without = [PayWay::Code, PayWay::Phone, PayWay::InWallet];
        assert_eq!(PayWay::choose(Channel::WechatPay, Scene::InMiniProgram, &without), Some(PayWay::Code));
        assert_eq!(
            PayWay::choose(Channel::Alipay, Scene::Desktop, &[PayWay::Page, PayWay::Phone]),
            Some(PayWay::Page)
        );
        assert_eq!(PayWay::choose(Channel::Card, Scene::Phone, &[PayWay::Page]), Some(PayWay::Page));
        assert_eq!(PayWay::choose(Channel::WechatPay, Scene::Desktop, &all), Some(PayWay::Code));
        assert_eq!(PayWay::choose(Channel::WechatPay, Scene::Desktop, &[PayWay::Phone]), None);
    }
}
