//! Settings that cannot be used are named, and what stands in them is not shown.

use std::{fs, sync::Arc};

use gateways::{
    Secret,
    sandbox_bank::{SandboxBank, SandboxBankConfig},
    stripe::{Stripe, StripeConfig},
};

use super::{driver::TestClock, sandbox_control::keys};

fn stripe(base_url: &str) -> Result<Stripe, String> {
    let config = StripeConfig::from_folder(&keys().join("stripe"), base_url).unwrap();
    Stripe::new(&config, Arc::new(TestClock::default())).map_err(|error| error.to_string())
}

#[test]
fn an_address_is_safe_or_refused_by_its_key() {
    for url in ["https://api.stripe.com", "http://127.0.0.1:3001/", "http://localhost:1", "http://[::1]:1"] {
        assert!(stripe(url).is_ok(), "{url}");
    }
    for url in [
        "",
        "api.stripe.com",
        "http://api.stripe.com",
        "https://api.stripe.com/v1",
        "https://key@api.stripe.com",
        "https://api.stripe.com?x=1",
        "https://api.stripe.com#x",
        "ftp://127.0.0.1",
    ] {
        let said = stripe(url).err().unwrap();
        assert!(said.contains("stripe.url"), "{url}: {said}");
    }
    let config = SandboxBankConfig::from_folder(&keys().join("bank"), "http://bank.example").unwrap();
    let said = SandboxBank::new(&config, Arc::new(TestClock::default())).err().unwrap().to_string();
    assert!(said.contains("sandbox_bank.url"), "{said}");
}

#[test]
fn a_missing_or_broken_key_file_is_named_and_not_shown() {
    let folder =
        std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("broken-{}", std::process::id()));
    fs::create_dir_all(&folder).unwrap();
    let said = |folder: &std::path::Path| {
        StripeConfig::from_folder(folder, "https://api.stripe.com").err().unwrap().to_string()
    };
    assert!(said(&folder).contains("secret_key"));
    fs::write(folder.join("secret_key"), "sk_one\nsk_two\n").unwrap();
    assert!(said(&folder).contains("exactly one line") && !said(&folder).contains("sk_"));
    fs::write(folder.join("secret_key"), "sk_test_1 \n").unwrap();
    assert!(said(&folder).contains("webhook_secret"));
    fs::write(folder.join("webhook_secret"), "whsec_1\nwhsec 2\n").unwrap();
    assert!(said(&folder).contains("webhook_secret") && !said(&folder).contains("whsec_1"));
    fs::write(folder.join("webhook_secret"), "whsec_new\nwhsec_old\n").unwrap();
    let config = StripeConfig::from_folder(&folder, "https://api.stripe.com").unwrap();
    assert_eq!(config.webhook_secrets.len(), 2);
    assert!(!format!("{config:?}").contains("sk_test_1") && !format!("{config:?}").contains("whsec"));
}

#[test]
fn a_key_that_moves_real_money_is_told_from_one_that_does_not() {
    let with = |key: &str| StripeConfig {
        base_url: String::new(),
        secret_key: Secret::new(key),
        webhook_secrets: vec![],
    };
    assert!(with("sk_live_1").is_live() && with("rk_live_1").is_live() && !with("sk_test_1").is_live());
}
