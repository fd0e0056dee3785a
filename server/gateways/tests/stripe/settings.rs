//! The folder of an account's keys.

use std::{collections::BTreeSet, fs, path::Path};

use domain::order::Channel;
use gateways::stripe::StripePaymentsConfig;

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
