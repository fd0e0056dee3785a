//! The folder of an account's keys.

use std::{collections::BTreeSet, fs, path::Path};

use domain::order::Channel;
use gateways::{Secret, stripe::StripePaymentsConfig};

use super::support::config;

#[test]
fn two_accounts_that_share_a_key_or_a_webhook_secret_are_one() {
    let with = |key: &str, secrets: &[&str]| {
        let mut config = config("https://api.stripe.com");
        config.account.secret_key = Secret::new(key);
        config.account.webhook_secrets = secrets.iter().map(|secret| Secret::new(*secret)).collect();
        config
    };
    let first = with("sk_live_1", &["whsec_1", "whsec_2"]);
    assert_eq!(first.same_as(&with("sk_live_1", &["whsec_3"])), Some("secret_key"));
    assert_eq!(first.same_as(&with("sk_live_2", &["whsec_3", "whsec_2"])), Some("webhook_secret"));
    assert_eq!(first.same_as(&with("sk_live_2", &["whsec_3"])), None);
}

#[test]
fn a_folder_says_what_payers_may_pay_with_and_complaints_name_the_file() {
    let folder =
        Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("stripe-settings-{}", std::process::id()));
    fs::create_dir_all(&folder).unwrap();
    let write = |name: &str, text: &str| fs::write(folder.join(name), text).unwrap();
    let read = || StripePaymentsConfig::from_folder(&folder, "https://api.stripe.com");
    write("secret_key", "sk_test_x\n");
    assert!(read().unwrap_err().to_string().contains("webhook_secret"));
    write("webhook_secret", "whsec_new\nwhsec_old\n");
    assert_eq!(read().unwrap().channels, BTreeSet::from([Channel::Card]));
    assert_eq!(read().unwrap().account.webhook_secrets.len(), 2);
    write("payment_methods", "card\nwechat_pay\nalipay\n");
    assert_eq!(read().unwrap().channels, BTreeSet::from(Channel::ALL));
    for wrong in ["card\npaypal\n", ""] {
        write("payment_methods", wrong);
        let complaint = read().unwrap_err().to_string();
        assert!(complaint.contains("payment_methods") && !complaint.contains("paypal"), "{complaint}");
    }
    fs::remove_dir_all(&folder).unwrap();
}
