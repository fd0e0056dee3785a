//! The program on a disk that becomes full: pages are shown, what cannot be kept is refused with a code that people can
//! quote, and with room everything goes on, without a restart.
#![cfg(target_os = "linux")]

use reqwest::Client;
use tokio::task::JoinSet;

use crate::{
    browser::{Answer, Browser},
    failing_disk::{FailingDisk, Failure},
    program::{demo, free_port, joinery, ran, ready},
    template::{Folder, template},
    two_processes::{Serving, gateway},
};

/// Opens the checkout of a community, which also makes sure that it is shown, and sends its form.
pub async fn orders(browser: &mut Browser, community: &str) -> Answer {
    let checkout = browser.get(&format!("/join/{community}?agreement=open")).await;
    assert_eq!(checkout.status, 200);
    browser.post("/api/start_order", &checkout.order_form()).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn on_a_full_disk_pages_are_shown_forms_are_refused_with_a_code_and_nothing_is_lost() {
    let client = Client::builder().no_proxy().redirect(reqwest::redirect::Policy::none()).build().unwrap();
    let mut tasks = JoinSet::new();
    let wallet = gateway(&mut tasks, client.clone()).await;
    let (port, switches) = (free_port(), Folder::new());
    let disk = FailingDisk::told_in(&switches.0);
    let keys = template().await.gateway_keys.display();
    let more =
        format!("[wechat_pay]\nurl = '{}'\nkeys = '{keys}'\n[policy]\nagreement_seconds = 0\n", wallet.base);
    let folder = demo(port, &more).await;
    let mut program = joinery(&folder.0, &["serve", "--without-workers"]);
    let serving = Serving(disk.under(&mut program).spawn().unwrap());
    ready(port).await;
    let base = format!("http://127.0.0.1:{port}");
    let mut mei = Browser::new(client, base.clone(), base);
    mei.post("/api/demo_sign_in", &[("key", "mei"), ("return_to", "/")]).await.leads_to();
    let before = orders(&mut mei, "kiln-and-clay").await.leads_to();
    assert!(before.starts_with("/o/"), "{before}");

    // Its page asks the gateway once, and keeps the answer.
    assert_eq!(mei.get(&before).await.status, 200);

    disk.fails(Failure::Full);
    let refused = orders(&mut mei, "slow-light").await.leads_to();
    assert_eq!(refused, "/trouble?code=JN-STORE");
    let trouble = mei.get(&refused).await;
    assert_eq!(trouble.status, 500);
    assert!(trouble.body.contains("<code class=\"code\">JN-STORE</code>"), "{}", trouble.body);
    let shown = mei.get(&before).await;
    assert_eq!(shown.status, 200, "what was ordered before is shown");

    disk.works_again(Failure::Full);
    let after = orders(&mut mei, "slow-light").await.leads_to();
    assert!(after.starts_with("/o/"), "{after}");
    // Ended without warning: nothing was kept in memory for later.
    drop(serving);
    let (clean, said) = ran(&folder.0, &["verify"], "");
    assert!(clean && said.contains("The books and the memberships agree."), "{said}");
    let _serving = Serving(joinery(&folder.0, &["serve", "--without-workers"]).spawn().unwrap());
    ready(port).await;
    for order in [before, after] {
        assert_eq!(mei.stage(&order).await, "awaiting_payment");
    }
}
