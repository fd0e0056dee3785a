//! The folder of a merchant: its settings and secrets, one file each.

use std::path::Path;

use domain::order::PayWay;
use reqwest::Url;
use serde::Deserialize;

use super::config::{MiniProgram, PlatformKey, SignIn, WechatPayConfig};
use crate::{
    Secret,
    config::{ConfigError, is_this_machine, read, wrong},
};

const MERCHANT_FILE: &str = "merchant.json";
const MERCHANT_KEY_FILE: &str = "merchant_private_key.pem";
const PLATFORM_KEY_FILE: &str = "platform_public_key.pem";
const APP_SECRET_FILE: &str = "app_secret";
const MINI_APP_SECRET_FILE: &str = "mini_app_secret";

const BROWSER_URL: &str = "https://open.weixin.qq.com";
const API_URL: &str = "https://api.weixin.qq.com";

/// `merchant.json`. Borrowed, so that the only copy of its secret is wiped with the file's text.
#[derive(Deserialize)]
struct MerchantFile<'a> {
    mchid: Option<&'a str>,
    appid: Option<&'a str>,
    mini_appid: Option<&'a str>,
    mini_page: Option<&'a str>,
    ways: Option<&'a str>,
    merchant_serial: Option<&'a str>,
    platform_key_id: Option<&'a str>,
    next_platform_key_id: Option<&'a str>,
    certificates: Option<&'a str>,
    apiv3_key: Option<&'a str>,
}

impl WechatPayConfig {
    /// Reads the folder of a merchant.
    ///
    /// - `merchant.json`, all values texts: `mchid`, `appid`, `merchant_serial`, `apiv3_key`; `platform_key_id` unless
    ///   `certificates` is `only`; optional: `ways` (some of `code phone in_wallet mini_program`, separated by blanks;
    ///   `code` when absent), `mini_appid` and `mini_page` for `mini_program`, `certificates` (`no`, `too` or `only`; `no` when absent),
    ///   `next_platform_key_id` while the gateway changes its key;
    /// - `merchant_private_key.pem`;
    /// - `platform_public_key.pem`, and `next_platform_public_key.pem` where there is a next one;
    /// - `app_secret` for the way `in_wallet`, and `mini_app_secret` for the way `mini_program`.
    pub fn from_folder(
        folder: &Path,
        base_url: impl Into<String>,
        notify_url: impl Into<String>,
    ) -> Result<Self, ConfigError> {
        let base_url = base_url.into();
        let merchant_file = folder.join(MERCHANT_FILE);
        let place = merchant_file.display().to_string();
        let text = read(&merchant_file)?;
        // serde's own message would quote what it did not like, which may be the secret.
        let merchant: MerchantFile<'_> = serde_json::from_str(&text)
            .map_err(|_| wrong(&*place, "is not a JSON object of plain strings"))?;
        let required = |key: &str, value: Option<&str>| match value {
            Some(value) => Ok(value.to_owned()),
            None => Err(wrong(format!("{place}: {key}"), "is missing")),
        };
        let (mchid, appid) = (required("mchid", merchant.mchid)?, required("appid", merchant.appid)?);
        let merchant_serial = required("merchant_serial", merchant.merchant_serial)?;
        let apiv3_key = Secret::new(required("apiv3_key", merchant.apiv3_key)?);
        let ways = ways(&place, merchant.ways)?;
        let mut platform_keys = Vec::new();
        if merchant.certificates != Some("only") {
            let id = required("platform_key_id", merchant.platform_key_id)?;
            platform_keys.push(platform_key(folder, id, "")?);
        }
        if let Some(id) = merchant.next_platform_key_id {
            platform_keys.push(platform_key(folder, id.to_owned(), "next_")?);
        }
        let mini_program = if ways.contains(&PayWay::MiniProgram) {
            required("mini_appid", merchant.mini_appid)?;
            Some(mini_program(folder, &base_url, required("mini_page", merchant.mini_page)?)?)
        } else {
            None
        };
        let certificates = match merchant.certificates {
            None | Some("no") => false,
            Some("too" | "only") => true,
            Some(_) => return Err(wrong(format!("{place}: certificates"), "must be no, too or only")),
        };
        Ok(Self {
            mchid,
            appid,
            mini_appid: merchant.mini_appid.map(str::to_owned),
            sign_in: if ways.contains(&PayWay::InWallet) { Some(sign_in(folder, &base_url)?) } else { None },
            mini_program,
            ways,
            merchant_serial,
            merchant_private_key_pem: Secret::new(read(&folder.join(MERCHANT_KEY_FILE))?.as_str()),
            platform_keys,
            certificates,
            apiv3_key,
            notify_url: notify_url.into(),
            base_url,
        })
    }
}

fn ways(place: &str, text: Option<&str>) -> Result<Vec<PayWay>, ConfigError> {
    let bad = || wrong(format!("{place}: ways"), "must be some of code, phone, in_wallet and mini_program");
    let words = text.unwrap_or("code").split_whitespace();
    words.map(|word| PayWay::from_code(word).ok_or_else(bad)).collect()
}

fn platform_key(folder: &Path, id: String, prefix: &str) -> Result<PlatformKey, ConfigError> {
    let file = folder.join(format!("{prefix}{PLATFORM_KEY_FILE}"));
    Ok(PlatformKey { id, public_key_pem: read(&file)?.to_string() })
}

/// A sandbox on this machine plays the wallet's sign-in, too.
fn sign_in(folder: &Path, base_url: &str) -> Result<SignIn, ConfigError> {
    let app_secret = Secret::new(read(&folder.join(APP_SECRET_FILE))?.trim());
    let (browser_url, api_url) = (of_wallet(base_url, BROWSER_URL), of_wallet(base_url, API_URL));
    Ok(SignIn { app_secret, browser_url, api_url })
}

fn mini_program(folder: &Path, base_url: &str, page: String) -> Result<MiniProgram, ConfigError> {
    let app_secret = Secret::new(read(&folder.join(MINI_APP_SECRET_FILE))?.trim());
    Ok(MiniProgram { app_secret, api_url: of_wallet(base_url, API_URL), page })
}

fn of_wallet(base_url: &str, real: &str) -> String {
    let of_sandbox = Url::parse(base_url).is_ok_and(|url| is_this_machine(&url));
    if of_sandbox { base_url } else { real }.to_owned()
}
