//! Settings are checked at the start, and complaints name the place without what stands there.

use std::{fs, path::PathBuf, sync::Arc};

use domain::order::PayWay;
use gateways::{
    ConfigError, Secret,
    wechat_pay::{WechatPay, WechatPayConfig},
};

use super::support::{
    APIV3_KEY, APP_SECRET, APPID, MINI_APPID, config, fixed::Fixed, keys::MERCHANT, ports::Draws,
    running_sandbox,
};

const FILES: [&str; 5] =
    ["merchant.json", "merchant_private_key.pem", "platform_public_key.pem", "app_secret", "mini_app_secret"];
const BASE_URL: &str = "https://api.mch.weixin.qq.com";

fn complaint(config: WechatPayConfig) -> String {
    WechatPay::new(config, Arc::new(Fixed(0)), Arc::new(Draws)).err().expect("a complaint").to_string()
}

/// A copy of the sandbox's folder that may be spoilt.
fn folder(name: &str) -> PathBuf {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(name);
    fs::create_dir_all(&folder).unwrap();
    for file in FILES {
        fs::copy(running_sandbox::keys().join(file), folder.join(file)).unwrap();
    }
    folder
}

fn read(folder: &std::path::Path) -> Result<WechatPayConfig, ConfigError> {
    WechatPayConfig::from_folder(folder, BASE_URL, "https://shop.test/webhooks/wechat-pay")
}

#[test]
fn two_accounts_of_one_merchant_and_application_are_one() {
    let (first, same) = (config(BASE_URL), Some("mchid and appid"));
    let other = |appid: &str, mini: Option<&str>| WechatPayConfig {
        appid: appid.to_owned(),
        mini_appid: mini.map(str::to_owned),
        ..config(BASE_URL)
    };
    assert_eq!(first.same_as(&other(APPID, None)), same);
    assert_eq!(
        first.same_as(&other("wxOTHER", Some(MINI_APPID))),
        same,
        "its bill has the mini-program's payments"
    );
    assert_eq!(first.same_as(&other(MINI_APPID, None)), same);
    assert_eq!(first.same_as(&other("wxOTHER", Some("wxOTHERMINI"))), None);
    assert_eq!(first.same_as(&WechatPayConfig { mchid: "19".to_owned(), ..config(BASE_URL) }), None);
}

#[test]
fn each_wrong_setting_is_named() {
    let right = || config(BASE_URL);
    let key = |pem: &str| Secret::new(pem);
    for (wrong, place) in [
        (WechatPayConfig { mchid: "19\",nonce_str=\"".to_owned(), ..right() }, "mchid"),
        (WechatPayConfig { appid: String::new(), ..right() }, "appid"),
        (WechatPayConfig { merchant_serial: "a b".to_owned(), ..right() }, "merchant_serial"),
        (WechatPayConfig { merchant_private_key_pem: key("no key"), ..right() }, "merchant_private_key_pem"),
        (
            WechatPayConfig { merchant_private_key_pem: key(&MERCHANT.public_pem), ..right() },
            "merchant_private_key_pem",
        ),
        (WechatPayConfig { apiv3_key: Secret::new("short"), ..right() }, "apiv3_key"),
        (WechatPayConfig { platform_keys: vec![], ..right() }, "platform_keys"),
        (WechatPayConfig { mini_appid: Some("wx 1".to_owned()), ..right() }, "mini_appid"),
        (WechatPayConfig { ways: vec![], ..right() }, "ways"),
        (WechatPayConfig { ways: vec![PayWay::Page], ..right() }, "ways"),
        (WechatPayConfig { sign_in: None, ..right() }, "ways"),
        (WechatPayConfig { mini_appid: None, ..right() }, "ways"),
        (WechatPayConfig { mini_program: None, ..right() }, "ways"),
        (WechatPayConfig { notify_url: "https://shop.test/?order=1".to_owned(), ..right() }, "notify_url"),
        (WechatPayConfig { notify_url: "http://shop.test/".to_owned(), ..right() }, "notify_url"),
        (WechatPayConfig { base_url: "http://api.mch.weixin.qq.com".to_owned(), ..right() }, "base_url"),
        (WechatPayConfig { base_url: format!("{BASE_URL}/v3"), ..right() }, "base_url"),
    ] {
        let complaint = complaint(wrong);
        assert!(complaint.starts_with(&format!("{place} ")), "{complaint}");
    }
    let mut wrong = right();
    wrong.sign_in.as_mut().unwrap().api_url = "http://api.weixin.qq.com".to_owned();
    assert!(complaint(wrong).starts_with("api_url "));
    for page in ["", "/", "pages/pay", "/pages//pay", "/pages/pay?a=b", "/pages/\"", "https://evil.example/"]
    {
        let mut wrong = right();
        wrong.mini_program.as_mut().unwrap().page = page.to_owned();
        assert!(complaint(wrong).starts_with("mini_page "), "{page}");
    }
    let mut wrong = right();
    wrong.platform_keys[0].public_key_pem = MERCHANT.private_pem.clone();
    assert!(complaint(wrong).starts_with("platform key PUB_KEY_ID_TEST_OWN "));
}

#[test]
fn printing_the_settings_shows_no_secret() {
    let printed = format!("{:?}", config(BASE_URL));
    let key_line = MERCHANT.private_pem.lines().nth(1).unwrap();
    assert!(printed.contains("mchid") && !printed.contains(APIV3_KEY));
    assert!(!printed.contains(APP_SECRET) && !printed.contains(key_line));
}

#[test]
fn a_folder_that_lacks_a_file_or_a_key_is_named_without_its_secrets() {
    assert!(read(&folder("whole")).is_ok());
    for file in FILES {
        let folder = folder(&format!("without-{file}"));
        fs::remove_file(folder.join(file)).unwrap();
        assert!(read(&folder).unwrap_err().to_string().contains(file));
    }
    let spoilt = folder("spoilt");
    fs::write(spoilt.join("merchant.json"), "{\"apiv3_key\":\"0123456789\",\"mchid\":\"1\",\"appid\":\"2\"}")
        .unwrap();
    let complaint = read(&spoilt).unwrap_err().to_string();
    assert!(complaint.contains("merchant.json: merchant_serial is missing"), "{complaint}");
    fs::write(spoilt.join("merchant.json"), "{\"mchid\":\"1\",\"apiv3_key\":[\"s3cret\"]}").unwrap();
    let complaint = read(&spoilt).unwrap_err().to_string();
    assert!(complaint.contains("merchant.json") && !complaint.contains("s3cret"), "{complaint}");
}

#[test]
fn the_folder_says_which_ways_there_are_and_how_the_gateway_signs() {
    let merchant = |more: &str| {
        let folder = folder("ways");
        let fields =
            format!("\"mchid\":\"1\",\"appid\":\"2\",\"merchant_serial\":\"3\",\"apiv3_key\":\"4\"{more}");
        fs::write(folder.join("merchant.json"), format!("{{{fields}}}")).unwrap();
        fs::copy(folder.join("platform_public_key.pem"), folder.join("next_platform_public_key.pem"))
            .unwrap();
        read(&folder).map_err(|complaint| complaint.to_string())
    };
    let key = ",\"platform_key_id\":\"PUB_KEY_ID_1\"";
    let plain = merchant(key).unwrap();
    assert_eq!((plain.ways.as_slice(), plain.certificates), (&[PayWay::Code][..], false));
    assert!(plain.sign_in.is_none());
    let all =
        merchant(&format!("{key},\"ways\":\"code phone  in_wallet\",\"certificates\":\"too\"")).unwrap();
    assert_eq!(all.ways, [PayWay::Code, PayWay::Phone, PayWay::InWallet]);
    assert_eq!(all.sign_in.unwrap().browser_url, "https://open.weixin.qq.com");
    assert!(all.certificates && all.platform_keys.len() == 1);
    let only = merchant(",\"certificates\":\"only\"").unwrap();
    assert!(only.certificates && only.platform_keys.is_empty());
    let rotating = merchant(&format!("{key},\"next_platform_key_id\":\"PUB_KEY_ID_2\"")).unwrap();
    let names: Vec<&str> = rotating.platform_keys.iter().map(|key| key.id.as_str()).collect();
    assert_eq!(names, ["PUB_KEY_ID_1", "PUB_KEY_ID_2"]);
    for (more, place) in [
        ("", "platform_key_id"),
        (&*format!("{key},\"ways\":\"code cash\""), "ways"),
        (&format!("{key},\"certificates\":\"maybe\""), "certificates"),
        // Without them a payer in a mini-program would be led in a circle.
        (&format!("{key},\"ways\":\"code mini_program\""), "mini_appid"),
        (&format!("{key},\"ways\":\"code mini_program\",\"mini_appid\":\"wx1\""), "mini_page"),
    ] {
        let complaint = merchant(more).err().unwrap();
        assert!(complaint.contains(&format!("merchant.json: {place} ")), "{complaint}");
    }
}
