//! What machines ask, and what is never told to anybody.

use crate::{
    logs,
    world::{PASSWORD, World, eventually},
};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn alive_and_ready_are_two_questions() {
    let world = World::start().await;
    let mut probe = world.visitor();
    assert_eq!(probe.get("/healthz").await.body, "alive\n");
    assert_eq!(
        (probe.get("/readyz").await.status, probe.get("/readyz").await.body.as_str()),
        (200, "ready\n")
    );
    world.databases.commerce.close().await;
    let answer = probe.get("/readyz").await;
    assert_eq!((answer.status, answer.body.as_str()), (503, "a database does not answer\n"));
    assert_eq!(probe.get("/healthz").await.status, 200);
}

/// Everything that must stay secret of one whole journey.
async fn journey(world: &World) -> Vec<String> {
    let email = "canary-7f3a@secret.example";
    let mut canary = world.newcomer("Canary Bird", email).await;
    let order = canary.order("slow-light", world.product("slow-light", 0).id.as_str()).await;
    canary.get(&order).await;
    canary.get(&format!("{order}/status")).await;
    canary.get(&format!("{order}?refresh=off")).await;
    canary.post("/api/check_order", &[("token", order.strip_prefix("/o/").unwrap())]).await;
    canary.post("/api/sign_in", &[("email", email), ("password", "a-wrong-canary-password")]).await;
    let refused = [("name", ""), ("email", email), ("password", "canary-pass-2")];
    canary.submit("/api/sign_up", &refused).await;
    world.wallet.pay(&world.number(&order).await).await;
    eventually("paid", async || (world.order(&order).await.state.code() == "paid").then_some(())).await;
    world.sweep().await;
    canary.get("/memberships").await;
    world.visitor().get(&format!("{order}/status")).await;
    let session = canary.cookies["__Host-session"].clone();
    let token = order.strip_prefix("/o/").unwrap().to_owned();
    let way_in = world.services.catalogue.by_slug("slow-light").unwrap().community.way_in.address.clone();
    let passwords = [PASSWORD, "a-wrong-canary-password", "canary-pass-2"].map(str::to_owned);
    let mut secrets = vec![session, token, email.to_owned(), "Canary Bird".to_owned(), way_in];
    secrets.extend(passwords);
    secrets
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn neither_counters_nor_logs_know_a_name_a_token_or_an_address() {
    let world = World::start().await;
    let secrets = journey(&world).await;
    let metrics = world.visitor().get("/metrics").await;
    assert!(metrics.header("content-type").starts_with("application/openmetrics-text"));
    assert!(
        metrics.body.contains("route=\"/o/{token}/status\"") && metrics.body.trim_end().ends_with("# EOF")
    );
    let logs = logs::so_far();
    assert!(logs.contains("request.id") || logs.contains("request{"), "logs are kept");
    for secret in secrets {
        assert!(!metrics.body.contains(&secret), "{secret} in the counters");
        let found = logs.lines().find(|line| line.contains(&secret));
        assert!(found.is_none(), "{secret} in the logs: {found:?}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn addresses_that_anybody_invents_do_not_fill_the_counters() {
    let world = World::start().await;
    let mut visitor = world.visitor();
    for number in 0..5 {
        visitor.get(&format!("/invented-{number}")).await;
        visitor.get(&format!("/o/invented-{number}")).await;
        let request = visitor.request(reqwest::Method::from_bytes(b"INVENTED").unwrap(), "/");
        visitor.send(request).await;
    }
    let metrics = visitor.get("/metrics").await.body;
    assert!(!metrics.contains("invented-") && !metrics.contains("INVENTED"), "{metrics}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_waits_for_a_decision_is_counted() {
    let world = World::start().await;
    let waits = world.databases.commerce.count_open_reviews(1_000).await.unwrap();
    let counts = async |count: u32| {
        let metrics = world.visitor().get("/metrics").await.body;
        metrics.contains(&format!("\njoinery_review_open {count}\n")).then_some(())
    };
    counts(waits).await.unwrap();
    let mut mei = world.signed_in("mei").await;
    let order = mei.order("slow-light", world.product("slow-light", 0).id.as_str()).await;
    mei.get(&order).await;
    world.wallet.pay_amount(&world.number(&order).await, 1).await;
    eventually("one more", async || counts(waits + 1).await).await;
}
