//! Real money and play are never mixed: keys that are in the wrong place stop the program, which names them.

use std::{fmt::Write as _, fs};

use crate::program::{demo, free_port, ran};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn keys_of_stripe_are_as_live_as_the_installation_for_payments_and_for_payouts() {
    let payments = "[stripe_payments]\nurl = 'https://api.stripe.com'\nkeys = 'stripe'\n";
    let payouts = "[stripe]\nkeys = 'stripe'\n";
    for (mode, key, more, said_key) in [
        ("demo", "sk_live_1", payments, "account stripe: keys: secret_key moves real money"),
        ("demo", "rk_live_1", payouts, "stripe.keys: hold a key that moves real money"),
        ("live", "sk_test_1", payments, "account stripe: keys: secret_key moves no real money"),
        ("live", "rk_test_1", payouts, "stripe.keys: hold a key that moves no real money"),
    ] {
        let folder = demo(free_port(), more).await;
        let file = folder.0.join("joinery.toml");
        let text = fs::read_to_string(&file).unwrap().replace("mode = 'demo'", &format!("mode = '{mode}'"));
        fs::write(file, text).unwrap();
        fs::create_dir(folder.0.join("stripe")).unwrap();
        fs::write(folder.0.join("stripe/secret_key"), key).unwrap();
        fs::write(folder.0.join("stripe/webhook_secret"), "whsec_1").unwrap();
        let (fine, said) = ran(&folder.0, &["doctor"], "");
        assert!(!fine && said.contains(said_key), "{mode} {key}: {said}");
        assert!(!said.contains(key), "a key is never shown");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_account_of_a_gateway_is_not_set_up_under_two_names() {
    let folder = demo(free_port(), "").await;
    let mut text = fs::read_to_string(folder.0.join("joinery.toml")).unwrap();
    for (name, key, secret) in [
        ("first", "sk_test_1", "whsec_1"),
        ("other", "sk_test_2", "whsec_2"),
        ("second", "sk_test_3", "whsec_1"),
    ] {
        fs::create_dir(folder.0.join(name)).unwrap();
        fs::write(folder.0.join(name).join("secret_key"), key).unwrap();
        fs::write(folder.0.join(name).join("webhook_secret"), secret).unwrap();
        text += "\n[[gateways]]\nkind = 'stripe'\nurl = 'http://127.0.0.1:1'\n";
        writeln!(text, "name = '{name}'\nkeys = '{name}'").unwrap();
    }
    fs::write(folder.0.join("joinery.toml"), text).unwrap();
    for command in ["doctor", "serve"] {
        let (fine, said) = ran(&folder.0, &[command], "");
        assert!(
            !fine && said.contains("account second: keys: webhook_secret are those of account first"),
            "{said}"
        );
        assert!(!said.contains("whsec_") && !said.contains("sk_test_"), "a key is never shown: {said}");
    }
}
