//! Creating a payment: as a code to scan, a page that opens the wallet on a phone, or a call inside the wallet.

use std::net::IpAddr;

use domain::{
    money::Currency,
    order::{PayWay, PayerAction},
};
use services::ports::{CreateAnswer, CreatePayment, GatewayFault};

use super::{
    WechatPay,
    errors::{
        INVALID_ADDRESS, INVALID_AMOUNT, INVALID_NUMBER, INVALID_TIME, Meaning, NO_PAYER,
        UNSUPPORTED_CURRENCY, UNSUPPORTED_WAY,
    },
    exchange::{Reply, json},
    instant,
    number::is_trade_number,
    sign_in::is_openid,
    wire::{
        H5Answer, H5Info, JsapiAnswer, NativeAnswer, OrderRequest, PayerRequest, SceneRequest, TotalRequest,
        YUAN,
    },
};

/// Characters the gateway takes as a description.
const LONGEST_DESCRIPTION: usize = 127;

/// Which order at the gateway a way is.
enum Kind<'a> {
    /// A code.
    Native,
    /// A page that opens the wallet, for a browser at this address.
    H5 { address: IpAddr },
    /// A call inside the wallet, by this application for this payer.
    Jsapi { appid: &'a str, openid: &'a str },
}

impl WechatPay {
    pub(super) async fn create_trade(&self, payment: &CreatePayment) -> Result<CreateAnswer, GatewayFault> {
        let refused = |code: &str| Ok(CreateAnswer::Refused { code: code.to_owned() });
        if let Some(code) = unpayable(payment) {
            return refused(code);
        }
        let Some(time_expire) = instant::written(payment.expires_at) else {
            return refused(INVALID_TIME);
        };
        let kind = match self.kind(payment) {
            Ok(kind) => kind,
            Err(code) => return refused(code),
        };
        let refusal = match self.post(kind.target(), &self.order(payment, &kind, &time_expire)).await? {
            Reply::Done(body) => return self.open(&kind, &body, &payment.return_url),
            Reply::Refused(refusal) => refusal,
        };
        match refusal.meaning() {
            Meaning::Paid => Ok(CreateAnswer::AlreadyPaid),
            Meaning::Closed => Ok(CreateAnswer::Closed),
            // The same payment may well work once the fault is gone.
            Meaning::Trouble | Meaning::Setup => Err(refusal.into_fault()),
            // Includes OUT_TRADE_NO_USED: the number stands for other content, so this payment needs another number.
            Meaning::OrderUnknown | Meaning::ResourceUnknown | Meaning::NotEnough | Meaning::Hopeless => {
                Ok(CreateAnswer::Refused { code: refusal.code() })
            }
        }
    }

    fn kind<'a>(&'a self, payment: &'a CreatePayment) -> Result<Kind<'a>, &'static str> {
        if !self.ways.contains(&payment.way) {
            return Err(UNSUPPORTED_WAY);
        }
        let openid = payment.payer.as_deref().filter(|openid| is_openid(openid)).ok_or(NO_PAYER);
        match payment.way {
            PayWay::Code => Ok(Kind::Native),
            PayWay::Phone => {
                let address = payment.client_address.parse().map_err(|_| INVALID_ADDRESS)?;
                Ok(Kind::H5 { address })
            }
            PayWay::InWallet => Ok(Kind::Jsapi { appid: &self.appid, openid: openid? }),
            PayWay::MiniProgram => {
                let appid = self.mini_appid.as_deref().ok_or(UNSUPPORTED_WAY)?;
                Ok(Kind::Jsapi { appid, openid: openid? })
            }
            PayWay::Page => Err(UNSUPPORTED_WAY),
        }
    }

    fn order<'a>(
        &'a self,
        payment: &'a CreatePayment,
        kind: &Kind<'a>,
        time_expire: &'a str,
    ) -> OrderRequest<'a> {
        let (appid, payer, scene_info) = match *kind {
            Kind::Native => (&*self.appid, None, None),
            Kind::H5 { address } => {
                let scene = SceneRequest { payer_client_ip: address, h5_info: H5Info { kind: "Wap" } };
                (&*self.appid, None, Some(scene))
            }
            Kind::Jsapi { appid, openid } => (appid, Some(PayerRequest { openid }), None),
        };
        OrderRequest {
            appid,
            mchid: &self.mchid,
            description: shortened(&payment.description),
            out_trade_no: &payment.number,
            time_expire,
            notify_url: &self.notify_url,
            amount: TotalRequest { total: payment.amount.minor(), currency: YUAN },
            payer,
            scene_info,
        }
    }

    fn open(&self, kind: &Kind<'_>, body: &[u8], return_url: &str) -> Result<CreateAnswer, GatewayFault> {
        let action = match *kind {
            Kind::Native => {
                let NativeAnswer { code_url } = json(body)?;
                if code_url.is_empty() {
                    return Err(GatewayFault::Untrusted);
                }
                PayerAction::Scan { code_url }
            }
            Kind::H5 { .. } => {
                let H5Answer { h5_url } = json(body)?;
                let mut url = self.places.page(&h5_url).ok_or(GatewayFault::Untrusted)?;
                // Where the wallet's page leads back to, paid or not.
                url.query_pairs_mut().append_pair("redirect_url", return_url);
                PayerAction::Visit { url: url.into() }
            }
            Kind::Jsapi { appid, .. } => {
                let JsapiAnswer { prepay_id } = json(body)?;
                PayerAction::Invoke(self.wallet_call(appid, &prepay_id)?)
            }
        };
        Ok(CreateAnswer::Open { action, reference: None })
    }
}

impl Kind<'_> {
    fn target(&self) -> &'static str {
        match self {
            Self::Native => "/v3/pay/transactions/native",
            Self::H5 { .. } => "/v3/pay/transactions/h5",
            Self::Jsapi { .. } => "/v3/pay/transactions/jsapi",
        }
    }
}

/// Why the gateway would not take it, known without asking.
fn unpayable(payment: &CreatePayment) -> Option<&'static str> {
    if payment.amount.currency() != Currency::Cny {
        Some(UNSUPPORTED_CURRENCY)
    } else if !payment.amount.is_positive() {
        Some(INVALID_AMOUNT)
    } else if !is_trade_number(&payment.number) {
        Some(INVALID_NUMBER)
    } else {
        None
    }
}

fn shortened(description: &str) -> &str {
    let end = description.char_indices().nth(LONGEST_DESCRIPTION).map_or(description.len(), |(end, _)| end);
    description.get(..end).unwrap_or(description)
}

#[cfg(test)]
mod tests {
    use super::shortened;

    #[test]
    fn a_long_description_ends_at_a_whole_character() {
        assert_eq!(shortened("入会费"), "入会费");
        assert_eq!(shortened(&"会".repeat(127)), "会".repeat(127));
        assert_eq!(shortened(&"会".repeat(128)), "会".repeat(127));
        assert_eq!(shortened(""), "");
    }
}
