//! The demo's movable clock; real installations have none.

use joinery::settings::Mode;
use reqwest::Method;
use serde_json::{Value, json};

use crate::world::{Plan, World};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn business_time_moves_here_and_at_the_gateway_and_system_time_does_not() {
    let world = World::start().await;
    let answer = world.advance("P1DT2H").await;
    assert_eq!(answer.status, 200);
    let moved: Value = serde_json::from_str(&answer.body).unwrap();
    let offset = moved["offset_ms"].as_i64().unwrap();
    assert!((93_600_000..93_660_000).contains(&offset), "{offset}");
    let answer = world.advance("PT1S").await;
    let moved: Value = serde_json::from_str(&answer.body).unwrap();
    assert!(moved["offset_ms"].as_i64().unwrap() >= offset + 1_000);
    let mut mei = world.signed_in("mei").await;
    assert_eq!(mei.get("/memberships").await.status, 200, "sessions live by system time");
    let order = mei.order("slow-light", world.product("slow-light", 0).id.as_str()).await;
    assert_eq!(
        mei.stage(&order).await,
        "awaiting_payment",
        "the gateway agrees that the order is still open"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nonsense_does_not_move_the_clock() {
    let world = World::start().await;
    for advance in ["", "PT", "PT-1H", "P400D", "1 hour", "PT1H; DROP"] {
        assert_eq!(world.advance(advance).await.status, 422, "{advance}");
    }
    let mut machine = world.visitor();
    for body in [json!({}), json!({"advance": 5}), json!({"advance": "PT1S", "now": "x"}), json!([])] {
        let request = machine.request(Method::POST, "/demo/clock").json(&body);
        let answer = machine.send(request).await;
        assert!((400..500).contains(&answer.status), "{body}: {answer:?}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_real_installation_has_no_movable_clock_and_no_one_click_sign_in() {
    let plan =
        Plan { mode: Mode::Live, public_url: Some("https://join.example".to_owned()), ..Plan::default() };
    let world = plan.start().await;
    assert_eq!(world.advance("PT1H").await.status, 404);
    let mut visitor = world.visitor();
    assert_eq!(visitor.post("/api/demo_sign_in", &[("key", "mei")]).await.leads_to(), "/nothing-here");
    let home = visitor.get("/").await;
    assert_eq!(home.status, 200);
    assert!(!home.body.contains("No real money moves here.") && !home.body.contains("demo_sign_in"));
    assert!(home.body.contains("href=\"/sign-in\""));
    let sign_in = [("email", "mei@demo.example"), ("password", "open the kiln slowly")];
    visitor.post("/api/sign_in", &sign_in).await.leads_to();
    let order = visitor.order("slow-light", world.product("slow-light", 0).id.as_str()).await;
    let page = visitor.get(&order).await;
    assert_eq!(page.between("data-state=\"", "\""), Some("awaiting_payment"));
    assert!(!page.body.contains("/wallet"), "no demo wallet");
}
