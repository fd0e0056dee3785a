//! How often an account changes where and how it is paid: said in words, with nothing lost that was typed.

use crate::world::World;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_eleventh_change_at_once_is_refused_in_the_readers_language_and_keeps_what_was_typed() {
    let world = World::start().await;
    let mut noor = world.signed_in("noor").await;
    let mut led = String::new();
    for amount in 11..=21 {
        let page = noor.get("/settings/payouts").await;
        let version = page.between("name=\"version\" value=\"", "\"").unwrap().to_owned();
        let destination = page.body.split("name=\"destination\"").nth(1).unwrap();
        let destination = destination.split_once("value=\"").unwrap().1.split('"').next().unwrap();
        let threshold = format!("{amount}.00");
        let form = [
            ("schedule", "weekly"),
            ("fallback", "standard"),
            ("threshold", threshold.as_str()),
            ("destination", destination),
            ("version", &version),
        ];
        led = noor.post("/api/save_payout_settings", &form).await.leads_to();
        assert_eq!(led.contains("refused=1"), amount == 21, "{amount}: {led}");
    }
    let page = noor.get(&led).await;
    assert!(page.body.contains("Too many changes in a short time. Try again in"));
    assert!(page.body.contains("value=\"21.00\""));
    noor.language = Some("zh-CN");
    assert!(noor.get(&led).await.body.contains("更改过于频繁，请在"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_account_with_ten_destinations_says_so() {
    let world = World::start().await;
    let mut noor = world.signed_in("noor").await;
    let mut said = String::new();
    for number in 0..12 {
        let account = format!("{:010}", 8_000 + number);
        let label = format!("Bank {number}");
        let form = [("holder", "Noor"), ("account", &account), ("bank", ""), ("label", &label)];
        let led = noor.post("/api/add_bank", &form).await.leads_to();
        if led.contains("refused=1") {
            said = noor.get(&led).await.body;
            break;
        }
    }
    assert!(said.contains("You have 10 destinations, and that is as many as there can be."), "{said}");
}
