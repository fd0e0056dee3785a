//! `joinery doctor`: what a host can get wrong is said before the first payer finds it.

use std::{
    fs,
    path::{Path, PathBuf},
};

use tokio::task::JoinSet;

use crate::{
    program::{demo, free_port, ran},
    template::{Folder, template},
    two_processes::gateway,
};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_doctor_says_what_is_fine_and_what_to_do() {
    let folder = demo(free_port(), "").await;
    let (fine, said) = doctor(&folder.0).await;
    assert!(!fine, "{said}");
    for line in [
        "ok   settings: demo",
        "ok   people database",
        "ok   commerce database",
        "FIX  no payment gateway",
        "licence",
    ] {
        assert!(said.contains(line), "{line}: {said}");
    }
}

/// One account of each gateway, at the sandbox or where nobody listens, in the order of the settings.
async fn three_accounts(url: &str, folders: [&Path; 3]) -> Folder {
    let kinds = ["wechat_pay", "alipay", "stripe_payments"];
    let tables = kinds
        .iter()
        .zip(folders)
        .map(|(kind, keys)| format!("[{kind}]\nurl = '{url}'\nkeys = '{}'\n", keys.display()));
    demo(free_port(), &tables.collect::<String>()).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_doctor_asks_each_account_whether_it_knows_us() {
    let mut gateways = JoinSet::new();
    let wallet = gateway(&mut gateways, reqwest::Client::builder().no_proxy().build().unwrap()).await;
    let all = &template().await.gateway_keys;
    let (alipay, stripe) = (all.join("alipay"), all.join("stripe"));
    let names = ["wechat-pay", "alipay", "stripe"];

    let known = three_accounts(&wallet.base, [all, &alipay, &stripe]).await;
    let (fine, said) = doctor(&known.0).await;
    assert!(fine && !said.contains("FIX"), "{said}");
    for name in names {
        let line = format!("ok   payments: {name} at {}: it answers and knows us", wallet.base);
        assert!(said.contains(&line), "{line}: {said}");
    }

    let wrong = Folder::new();
    let strangers = wrong_keys(&wrong.0, all);
    let unknown = three_accounts(&wallet.base, strangers.each_ref().map(PathBuf::as_path)).await;
    let deaf = three_accounts("http://127.0.0.1:9", [all, &alipay, &stripe]).await;
    for folder in [&unknown, &deaf] {
        let (fine, said) = doctor(&folder.0).await;
        assert!(!fine, "{said}");
        for name in names {
            let line = said.lines().find(|line| line.contains(&format!("payments: {name} at"))).unwrap();
            assert!(line.starts_with("FIX ") && line.contains("look at its address and its keys"), "{said}");
        }
    }

    let text = fs::read_to_string(deaf.0.join("joinery.toml")).unwrap();
    let off = "[[gateways]]\nname = 'old'\nkind = 'alipay'\nurl = 'http://127.0.0.1:9'\nenabled = false\n";
    let (before, _) = text.split_once("[wechat_pay]").unwrap();
    fs::write(deaf.0.join("joinery.toml"), format!("{before}{off}keys = '{}'\n", alipay.display())).unwrap();
    let (fine, said) = doctor(&deaf.0).await;
    assert!(fine && said.contains("old at http://127.0.0.1:9, switched off for new payments"), "{said}");
}

/// The sandbox answers on this test's own threads: the program is waited for beside them.
async fn doctor(folder: &Path) -> (bool, String) {
    let folder = folder.to_owned();
    tokio::task::spawn_blocking(move || ran(&folder, &["doctor"], "")).await.unwrap()
}

/// Folders of keys that can be read and that the gateway does not know, made of those it knows.
fn wrong_keys(folder: &Path, known: &Path) -> [PathBuf; 3] {
    let copies = ["", "alipay", "stripe"].map(|name| {
        let copy = folder.join(format!("wrong-{name}"));
        fs::create_dir(&copy).unwrap();
        for entry in fs::read_dir(known.join(name)).unwrap().flatten() {
            if entry.path().is_file() {
                fs::copy(entry.path(), copy.join(entry.file_name())).unwrap();
            }
        }
        copy
    });
    let [wechat, alipay, stripe] = &copies;
    // Alipay's application signs as WeChat Pay's merchant does, and the other way round.
    fs::copy(known.join("alipay/app_private_key.pem"), wechat.join("merchant_private_key.pem")).unwrap();
    fs::copy(known.join("merchant_private_key.pem"), alipay.join("app_private_key.pem")).unwrap();
    fs::write(stripe.join("secret_key"), "sk_test_stranger\n").unwrap();
    copies
}
