//! What a waiting page hears: JSON with a version, a long poll, and a stream.

use std::time::Duration;

use reqwest::Method;

use crate::{
    browser::Browser,
    world::{World, eventually},
};

async fn waiting_order(world: &World) -> (Browser, String, String) {
    let mut mei = world.signed_in("mei").await;
    let order = mei.order("slow-light", world.product("slow-light", 0).id.as_str()).await;
    mei.get(&order).await;
    let number = world.number(&order).await;
    (mei, order, number)
}

/// Waits until so many requests wait for news.
pub async fn waiting(world: &World, count: u32) {
    let line = format!("joinery_waiting_pages {count}\n");
    eventually("a page waits", async || {
        world.visitor().get("/metrics").await.body.contains(&line).then_some(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_new_is_answered_without_a_body() {
    let world = World::start().await;
    let (mut mei, order, _) = waiting_order(&world).await;
    let first = mei.get(&format!("{order}/status")).await;
    assert_eq!(first.header("content-type"), "application/json");
    let tag = first.header("etag").to_owned();
    assert_eq!(tag, "\"1\"");
    let request = mei.request(Method::GET, &format!("{order}/status")).header("if-none-match", &tag);
    let same = mei.send(request).await;
    assert_eq!((same.status, same.body.as_str(), same.header("etag")), (304, "", tag.as_str()));
    let request = mei.request(Method::GET, &format!("{order}/status")).header("if-none-match", "\"0\"");
    assert_eq!(mei.send(request).await.status, 200);
    let fields: serde_json::Value = serde_json::from_str(&first.body).unwrap();
    let mut names: Vec<&String> = fields.as_object().unwrap().keys().collect();
    names.sort();
    assert_eq!(names, ["exception", "expires_at", "next_poll_ms", "server_time", "status", "version"]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_waiting_request_is_answered_as_soon_as_the_order_is_paid() {
    let world = World::start().await;
    let (mut mei, order, number) = waiting_order(&world).await;
    let request =
        mei.request(Method::GET, &format!("{order}/status?wait=25")).header("if-none-match", "\"1\"");
    let waiting_for = async {
        waiting(&world, 1).await;
        world.wallet.pay(&number).await;
    };
    let news = tokio::time::timeout(Duration::from_secs(5), async {
        tokio::join!(mei.send(request), waiting_for).0
    });
    let news = news.await.unwrap();
    assert_eq!(news.status, 200);
    assert!(news.body.contains("\"status\":\"paid\""), "{}", news.body);
    waiting(&world, 0).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_request_that_already_knows_less_does_not_wait() {
    let world = World::start().await;
    let (mut mei, order, _) = waiting_order(&world).await;
    for tag in [None, Some("\"0\"")] {
        let mut request = mei.request(Method::GET, &format!("{order}/status?wait=25"));
        request = tag.into_iter().fold(request, |request, tag| request.header("if-none-match", tag));
        let answer = tokio::time::timeout(Duration::from_secs(5), mei.send(request)).await.unwrap();
        assert_eq!(answer.status, 200);
    }
    assert_eq!(mei.get(&format!("{order}/status?wait=long")).await.status, 400);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_stream_tells_what_is_and_what_comes_and_then_ends() {
    let world = World::start().await;
    let (mei, order, number) = waiting_order(&world).await;
    let mut stream = mei.request(Method::GET, &format!("{order}/events")).send().await.unwrap();
    assert_eq!(stream.headers()["content-type"], "text/event-stream");
    assert_eq!(stream.headers()["x-accel-buffering"], "no");
    let first = stream.chunk().await.unwrap().unwrap();
    let first = String::from_utf8_lossy(&first).into_owned();
    assert!(first.contains("event: status") && first.contains("\"status\":\"pending\""), "{first}");
    world.wallet.pay(&number).await;
    let rest = tokio::time::timeout(Duration::from_secs(5), stream.text()).await.unwrap().unwrap();
    assert!(rest.contains("\"status\":\"paid\"") && rest.contains("\"next_poll_ms\":0"), "{rest}");
    assert_eq!(rest.matches("event: status").count(), 1);
    let mut mei = mei;
    let ended =
        tokio::time::timeout(Duration::from_secs(5), mei.get(&format!("{order}/events"))).await.unwrap();
    assert_eq!(ended.body.matches("event: status").count(), 1, "an order at its end is told once");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_person_holds_twenty_streams_open_and_a_closed_one_makes_place() {
    let world = World::start().await;
    let (mei, order, _) = waiting_order(&world).await;
    let open = async || mei.request(Method::GET, &format!("{order}/events")).send().await.unwrap();
    let mut streams = Vec::new();
    for _ in 0..20 {
        let stream = open().await;
        assert_eq!(stream.status(), 200);
        streams.push(stream);
    }
    assert_eq!(open().await.status(), 429);
    drop(streams.pop());
    eventually("a place is free", async || (open().await.status() == 200).then_some(())).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_page_that_went_away_is_waited_for_no_longer() {
    let world = World::start().await;
    let (mei, order, number) = waiting_order(&world).await;
    let request =
        mei.request(Method::GET, &format!("{order}/status?wait=25")).header("if-none-match", "\"1\"");
    let mut going = tokio::task::JoinSet::new();
    going.spawn(request.send());
    waiting(&world, 1).await;
    going.abort_all();
    waiting(&world, 0).await;
    world.wallet.pay(&number).await;
    eventually("paid", async || (world.order(&order).await.state.code() == "paid").then_some(())).await;
}
