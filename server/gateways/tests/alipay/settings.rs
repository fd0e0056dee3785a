//! Settings are checked at the start, and complaints name the place without what stands there.

use std::{fs, path::PathBuf, sync::Arc};

use domain::{
    money::Currency,
    order::{Channel, PayWay, Scene},
};
use gateways::{
    Secret,
    alipay::{Alipay, AlipayConfig, AlipayTrust},
};
use services::ports::PaymentGateway as _;

use crate::{
    certificates::keys,
    support::{NOTIFY_URL, config, fixed::Fixed, keys::MERCHANT},
};

const BASE_URL: &str = "https://openapi.alipay.com";

fn complaint(config: AlipayConfig) -> String {
    Alipay::new(config, Arc::new(Fixed(0))).err().expect("a complaint").to_string()
}

#[test]
fn two_accounts_of_one_application_are_one_and_two_of_one_seller_are_not() {
    let first = config(BASE_URL);
    assert_eq!(
        first.same_as(&AlipayConfig { seller_id: "2088".to_owned(), ..config(BASE_URL) }),
        Some("app_id")
    );
    assert_eq!(first.same_as(&AlipayConfig { app_id: "2021".to_owned(), ..config(BASE_URL) }), None);
}

#[test]
fn each_wrong_setting_is_named() {
    let right = || config(BASE_URL);
    let trust = |alipay: &str| AlipayTrust::Keys { alipay: alipay.to_owned() };
    let certificates = |app: &str, alipay: &str, root: &str| AlipayTrust::Certificates {
        app: app.to_owned(),
        alipay: alipay.to_owned(),
        root: root.to_owned(),
    };
    let folder = keys().join("alipay/certificates");
    let cert = fs::read_to_string(folder.join("app_cert.pem")).unwrap();
    for (wrong, place) in [
        (AlipayConfig { app_id: "2021&x=1".to_owned(), ..right() }, "app_id"),
        (AlipayConfig { seller_id: String::new(), ..right() }, "seller_id"),
        (AlipayConfig { ways: vec![], ..right() }, "ways"),
        (AlipayConfig { ways: vec![PayWay::Code, PayWay::InWallet], ..right() }, "ways"),
        (AlipayConfig { app_private_key_pem: Secret::new("no key"), ..right() }, "app_private_key_pem"),
        (
            AlipayConfig { app_private_key_pem: Secret::new(MERCHANT.public_pem.clone()), ..right() },
            "app_private_key_pem",
        ),
        (AlipayConfig { trust: trust(""), ..right() }, "alipay_public_key.pem"),
        (AlipayConfig { trust: trust(&MERCHANT.private_pem), ..right() }, "alipay_public_key.pem"),
        (AlipayConfig { trust: certificates("", &cert, &cert), ..right() }, "app_cert.pem"),
        (
            AlipayConfig { trust: certificates(&cert, &MERCHANT.public_pem, &cert), ..right() },
            "alipay_cert.pem",
        ),
        (AlipayConfig { trust: certificates(&cert, &cert, "no root"), ..right() }, "alipay_root_cert.pem"),
        (AlipayConfig { notify_url: "https://shop.test/?order=1".to_owned(), ..right() }, "notify_url"),
        (AlipayConfig { notify_url: "http://shop.test/".to_owned(), ..right() }, "notify_url"),
        (AlipayConfig { base_url: "http://openapi.alipay.com".to_owned(), ..right() }, "base_url"),
        (AlipayConfig { base_url: format!("{BASE_URL}/gateway.do"), ..right() }, "base_url"),
    ] {
        let complaint = complaint(wrong);
        assert!(complaint.starts_with(&format!("{place} ")), "{complaint}");
    }
}

#[test]
fn printing_the_settings_shows_no_secret() {
    let printed = format!("{:?}", config(BASE_URL));
    let key_line = MERCHANT.private_pem.lines().nth(1).unwrap();
    assert!(printed.contains("app_id") && !printed.contains(key_line));
}

/// A copy of one of the sandbox's folders that may be spoilt.
fn folder(name: &str, of: &str, files: &[&str]) -> PathBuf {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(format!("alipay-{name}"));
    fs::create_dir_all(&folder).unwrap();
    for file in files {
        fs::copy(keys().join(of).join(file), folder.join(file)).unwrap();
    }
    folder
}

#[test]
fn a_folder_that_lacks_a_file_or_a_key_is_named_without_its_secrets() {
    let read = |folder: &PathBuf| AlipayConfig::from_folder(folder, BASE_URL, NOTIFY_URL);
    for (of, files) in [
        ("alipay", &["alipay.json", "app_private_key.pem", "alipay_public_key.pem"][..]),
        (
            "alipay/certificates",
            &[
                "alipay.json",
                "app_private_key.pem",
                "app_cert.pem",
                "alipay_cert.pem",
                "alipay_root_cert.pem",
            ][..],
        ),
    ] {
        assert!(read(&folder("whole", of, files)).is_ok());
        for missing in files {
            let folder = folder(&format!("{}-without-{missing}", files.len()), of, files);
            fs::remove_file(folder.join(missing)).unwrap();
            assert!(read(&folder).unwrap_err().to_string().contains(missing));
        }
    }
    let spoilt = folder("spoilt", "alipay", &["app_private_key.pem", "alipay_public_key.pem"]);
    for (text, said) in [
        ("{\"app_id\":\"1\"}", "alipay.json: seller_id is missing"),
        (
            "{\"app_id\":\"1\",\"seller_id\":\"2\",\"mode\":\"both\"}",
            "alipay.json: mode must be key or certificate",
        ),
        (
            "{\"app_id\":\"1\",\"seller_id\":\"2\",\"ways\":\"code in_wallet\"}",
            "alipay.json: ways must be some of",
        ),
        ("{\"app_id\":\"1\",\"seller_id\":\"2\",\"ways\":\" \"}", "alipay.json: ways must be some of"),
        ("{\"app_id\":[\"s3cret\"]}", "alipay.json is not a JSON object of plain strings"),
    ] {
        fs::write(spoilt.join("alipay.json"), text).unwrap();
        let complaint = read(&spoilt).unwrap_err().to_string();
        assert!(complaint.contains(said) && !complaint.contains("s3cret"), "{complaint}");
    }
}

#[test]
fn a_desktop_is_sent_to_alipays_page_where_codes_were_not_granted() {
    let folder = folder("ways", "alipay", &["app_private_key.pem", "alipay_public_key.pem"]);
    let chosen = |ways: &str, scene| {
        let text = format!("{{\"app_id\":\"1\",\"seller_id\":\"2\"{ways}}}");
        fs::write(folder.join("alipay.json"), text).unwrap();
        let config = AlipayConfig::from_folder(&folder, BASE_URL, NOTIFY_URL).unwrap();
        let offered = crate::support::adapter(config).ways(Channel::Alipay, Currency::Cny);
        PayWay::choose(Channel::Alipay, scene, &offered)
    };
    for (ways, desktop, phone) in [
        ("", Some(PayWay::Code), Some(PayWay::Phone)),
        (",\"ways\":\"page  phone\"", Some(PayWay::Page), Some(PayWay::Phone)),
        (",\"ways\":\"page\"", Some(PayWay::Page), Some(PayWay::Page)),
        (",\"ways\":\"phone\"", None, Some(PayWay::Phone)),
    ] {
        assert_eq!((chosen(ways, Scene::Desktop), chosen(ways, Scene::Phone)), (desktop, phone), "{ways}");
    }
}
