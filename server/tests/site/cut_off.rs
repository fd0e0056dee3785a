//! PostgreSQL hangs up on everybody, as when it is restarted: the program connects again by itself, and nothing is lost or
//! done by half.

use reqwest::Client;
use tokio::task::JoinSet;

use crate::{
    browser::Browser,
    program::{free_port, joinery, ran, ready},
    two_processes::{Databases, Serving, gateway, server, settings},
    world::eventually,
};

/// How often everybody is cut off.
const TIMES: usize = 5;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_is_cut_off_from_the_database_goes_on_without_a_restart() {
    let Some(server) = server() else { return };
    let databases = Databases::create(server, "cut_off");
    let client = Client::builder().no_proxy().redirect(reqwest::redirect::Policy::none()).build().unwrap();
    let mut tasks = JoinSet::new();
    let wallet = gateway(&mut tasks, client.clone()).await;
    let port = free_port();
    let folder = settings(&databases, port, port, &wallet.base).await;
    let (seeded, said) = ran(&folder.0, &["seed", "demo"], "");
    assert!(seeded, "{said}");
    let _serving = Serving(joinery(&folder.0, &["serve"]).spawn().unwrap());
    ready(port).await;
    let base = format!("http://127.0.0.1:{port}");
    let mut mei = Browser::new(client, base.clone(), base);
    mei.post("/api/demo_sign_in", &[("key", "mei"), ("return_to", "/")]).await.leads_to();

    let checkout = mei.get("/join/slow-light?agreement=open").await;
    let mut order = mei.post("/api/start_order", &checkout.order_form()).await.leads_to();
    for _ in 0..TIMES {
        // Cut in the middle of being sent: done or not done, and sent again it is the same order.
        let sending = mei.form("/api/start_order", &checkout.order_form());
        let mut other_tab = mei.clone();
        let (_, cut) = tokio::join!(other_tab.send(sending), async { databases.cut_all() });
        assert!(cut > 0, "nobody was connected");
        ready(port).await;
        order = mei.post("/api/start_order", &checkout.order_form()).await.leads_to();
    }
    assert!(order.starts_with("/o/"), "{order}");
    assert_eq!(mei.stage(&order).await, "awaiting_payment");
    let page = mei.get(&order).await;
    let link = crate::html::resolved(page.between("/wallet?", "\"").unwrap());
    let link = reqwest::Url::parse(&format!("http://wallet.example/?{link}")).unwrap();
    let code = link.query_pairs().find(|(name, _)| name == "code_url").unwrap().1.into_owned();
    databases.cut_all();
    ready(port).await;
    wallet.pay_code(&code).await;
    eventually("paid", async || (mei.clone().status(&order).await["status"] == "paid").then_some(())).await;
    let (clean, said) = ran(&folder.0, &["verify"], "");
    assert!(clean, "{said}");
}
