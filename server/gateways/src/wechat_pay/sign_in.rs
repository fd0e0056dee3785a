//! Who pays, as the wallet knows them. Inside WeChat the browser is sent to the wallet's own page, which leads back at once
//! with a code (no question is asked, nothing but the identifier is learnt); a mini-program gets one by `wx.login`. The
//! code is changed into the payer's openid. One person has another openid at each application, and an order is taken only
//! for one that belongs to the order's own application.

use domain::order::PayWay;
use http::Method;
use reqwest::{Request, Url};
use serde::Deserialize;
use services::ports::GatewayFault;

use super::{
    WechatPay,
    config::{MiniProgram, SignIn},
    errors::refused,
};
use crate::{
    Secret,
    config::{ConfigError, base_url},
};

/// Codes are 32 characters (R); none is longer.
const LONGEST_CODE: usize = 512;
const LONGEST_OPENID: usize = 128;
/// The wallet takes letters and digits as a state, up to this many.
const LONGEST_STATE: usize = 128;

/// The wallet's sign-in, its addresses checked.
pub(super) struct Door {
    app_secret: Secret,
    browser_url: Url,
    api_url: Url,
}

impl Door {
    pub(super) fn new(sign_in: SignIn) -> Result<Self, ConfigError> {
        Ok(Self {
            browser_url: base_url("browser_url", &sign_in.browser_url)?,
            api_url: base_url("api_url", &sign_in.api_url)?,
            app_secret: sign_in.app_secret,
        })
    }
}

/// The mini-program's own, its address checked.
pub(super) struct MiniDoor {
    app_secret: Secret,
    api_url: Url,
    pub(super) page: String,
}

impl MiniDoor {
    pub(super) fn new(mini_program: MiniProgram) -> Result<Self, ConfigError> {
        Ok(Self {
            api_url: base_url("api_url", &mini_program.api_url)?,
            app_secret: mini_program.app_secret,
            page: mini_program.page,
        })
    }
}

/// How a code is changed, at one application.
struct Exchange<'a> {
    api_url: &'a Url,
    path: &'static str,
    appid: &'a str,
    secret: &'a Secret,
    code_name: &'static str,
}

/// The answer: an openid, or an error's number.
#[derive(Deserialize)]
struct Told {
    openid: Option<String>,
    errcode: Option<i64>,
}

/// Whether a text can be a payer's identifier.
pub(super) fn is_openid(text: &str) -> bool {
    let fits = |byte: u8| byte.is_ascii_alphanumeric() || b"-_".contains(&byte);
    (1..=LONGEST_OPENID).contains(&text.len()) && text.bytes().all(fits)
}

impl WechatPay {
    pub(super) fn sign_in_address(&self, return_url: &str, state: &str) -> Option<String> {
        let fits = state.len() <= LONGEST_STATE && state.bytes().all(|byte| byte.is_ascii_alphanumeric());
        let mut url =
            self.door.as_ref().filter(|_| fits)?.browser_url.join("/connect/oauth2/authorize").ok()?;
        // In this order and with this end, or the wallet shows an empty page (R).
        url.query_pairs_mut()
            .append_pair("appid", &self.appid)
            .append_pair("redirect_uri", return_url)
            .append_pair("response_type", "code")
            .append_pair("scope", "snsapi_base")
            .append_pair("state", state);
        url.set_fragment(Some("wechat_redirect"));
        Some(url.into())
    }

    fn exchange_of(&self, way: PayWay) -> Option<Exchange<'_>> {
        match way {
            PayWay::InWallet => self.door.as_ref().map(|door| Exchange {
                api_url: &door.api_url,
                path: "/sns/oauth2/access_token",
                appid: &self.appid,
                secret: &door.app_secret,
                code_name: "code",
            }),
            PayWay::MiniProgram => {
                self.mini_door.as_ref().zip(self.mini_appid.as_ref()).map(|(door, appid)| {
                    let (api_url, secret) = (&door.api_url, &door.app_secret);
                    Exchange { api_url, path: "/sns/jscode2session", appid, secret, code_name: "js_code" }
                })
            }
            PayWay::Code | PayWay::Page | PayWay::Phone => None,
        }
    }

    pub(super) async fn openid_of(&self, way: PayWay, code: &str) -> Result<String, GatewayFault> {
        let exchange = self.exchange_of(way).ok_or_else(|| refused("NOT_SUPPORTED"))?;
        // It comes from a browser: anything may stand there.
        if !(1..=LONGEST_CODE).contains(&code.len()) || !code.bytes().all(|byte| byte.is_ascii_graphic()) {
            return Err(refused("INVALID_CODE"));
        }
        let mut url = exchange.api_url.join(exchange.path).map_err(|_| refused("REQUEST_NOT_WRITTEN"))?;
        url.query_pairs_mut()
            .append_pair("appid", exchange.appid)
            .append_pair("secret", exchange.secret.expose())
            .append_pair(exchange.code_name, code)
            .append_pair("grant_type", "authorization_code");
        // Not signed, either way: it is believed because of where it comes from, by TLS.
        let answer = self.http.exchange(Request::new(Method::GET, url)).await?;
        if answer.status.is_server_error() {
            return Err(GatewayFault::Trouble { code: format!("HTTP_{}", answer.status.as_u16()) });
        }
        let told: Told = serde_json::from_slice(&answer.body).map_err(|_| GatewayFault::Untrusted)?;
        match told {
            Told { openid: Some(openid), errcode: None | Some(0) } if is_openid(&openid) => Ok(openid),
            // -1: the system is busy. 45011: asked too often.
            Told { errcode: Some(errcode @ (-1 | 45011)), .. } => {
                Err(GatewayFault::Trouble { code: errcode.to_string() })
            }
            // 40029: not a code. 40163: a code that was used before, on a reload for instance.
            Told { errcode: Some(errcode), .. } => Err(refused(&errcode.to_string())),
            Told { .. } => Err(GatewayFault::Untrusted),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::is_openid;

    #[test]
    fn a_payers_identifier_has_no_signs_that_act_anywhere() {
        assert!(is_openid("oUpF8uMuAJO_M2pxb1Q9zNjWeS6o"));
        for bad in ["", "o\n", "o'", "o ", &"o".repeat(129)] {
            assert!(!is_openid(bad), "{bad:?}");
        }
    }
}
