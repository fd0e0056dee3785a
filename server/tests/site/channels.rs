//! Three gateways behind one till: each is paid its own way, tells in its own words, and is answered in them.

use reqwest::Method;

use crate::{
    browser::Browser,
    world::{Plan, World, eventually},
};

async fn world() -> World {
    Plan { all_gateways: true, ..Plan::default() }.start().await
}

/// An order paid with something.
async fn order(world: &World, browser: &mut Browser, channel: &str) -> String {
    let product = world.product("slow-light", 1).id;
    let page = browser.get(&format!("/join/slow-light?product={product}&agreement=open")).await;
    let mut form = page.order_form().to_vec();
    form.push(("channel", channel));
    let path = browser.post("/api/start_order", &form).await.leads_to();
    assert_eq!(browser.stage(&path).await, "awaiting_payment");
    path
}

async fn becomes(world: &World, order: &str, state: &str) {
    eventually(state, async || (world.order(order).await.state.code() == state).then_some(())).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn alipay_is_scanned_paid_and_acknowledged_with_its_seven_bytes() {
    let world = world().await;
    let mut mei = world.signed_in("mei").await;
    let order = order(&world, &mut mei, "alipay").await;
    let number = world.number(&order).await;
    world.wallet.pay(&number).await;
    becomes(&world, &order, "paid").await;
    let told = world.wallet.told(&number).await;
    assert_eq!(told.iter().map(|(_, status)| *status).collect::<Vec<_>>(), [Some(200)]);
    let known = world.wallet.order(&number).await;
    assert_eq!(known["notifications"][0]["acknowledged"], true, "{known}");
    assert_eq!(mei.stage(&order).await, "paid");
    world.books_agree().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_card_is_paid_on_stripes_own_page_and_one_address_takes_its_events() {
    let world = world().await;
    let mut mei = world.signed_in("mei").await;
    let order = order(&world, &mut mei, "card").await;
    let page = mei.get(&order).await;
    assert!(page.body.contains(&world.wallet.base), "a link to the gateway's own page");
    let number = world.number(&order).await;
    world.wallet.pay_by_card(&number).await;
    becomes(&world, &order, "paid").await;
    assert_eq!(mei.stage(&order).await, "paid");
    world.books_agree().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_no_gateway_wrote_is_refused_in_the_words_of_each() {
    let world = world().await;
    let mut machine = world.visitor();
    for (gateway, body) in [("wechat-pay", "FAIL"), ("alipay", "fail"), ("stripe", "missing")] {
        let path = format!("/webhooks/{gateway}");
        let request = machine.bare(Method::POST, &path).body("trade_status=TRADE_SUCCESS&sign=abc");
        let answer = machine.send(request).await;
        assert_eq!(answer.status, 401, "{gateway}: {answer:?}");
        assert!(answer.body.contains(body) && answer.body != "success", "{gateway}: {}", answer.body);
    }
    world.books_agree().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn changing_the_channel_closes_the_code_and_a_payment_that_was_faster_wins() {
    let world = world().await;
    let mut mei = world.signed_in("mei").await;
    let order = order(&world, &mut mei, "wechat-pay").await;
    let number = world.number(&order).await;
    let token = order.strip_prefix("/o/").unwrap().to_owned();
    let changed = mei.post("/api/change_channel", &[("token", &token), ("channel", "card")]).await;
    assert_eq!(changed.leads_to(), order);
    assert_eq!(world.wallet.order(&number).await["state"], "CLOSED");
    assert_eq!(mei.stage(&order).await, "awaiting_payment");
    let card = world.number(&order).await;
    assert_ne!(card, number);
    world.wallet.fault("notify", "drop", 1).await;
    world.wallet.pay_by_card(&card).await;
    let changed = mei.post("/api/change_channel", &[("token", &token), ("channel", "alipay")]).await;
    assert_eq!(changed.leads_to(), order);
    becomes(&world, &order, "paid").await;
    let placed = world.order(&order).await;
    assert_eq!(world.databases.commerce.attempts(&placed.id).await.unwrap().len(), 2);
    world.books_agree().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_second_payment_through_the_channel_that_was_left_goes_back_and_the_page_says_so() {
    let world = world().await;
    let mut mei = world.signed_in("mei").await;
    let order = order(&world, &mut mei, "alipay").await;
    let left = world.number(&order).await;
    let token = order.strip_prefix("/o/").unwrap().to_owned();
    mei.post("/api/change_channel", &[("token", &token), ("channel", "card")]).await;
    mei.get(&order).await;
    world.wallet.pay_by_card(&world.number(&order).await).await;
    becomes(&world, &order, "paid").await;
    world.wallet.pay_late(&left).await;
    eventually("the second payment is known", async || {
        (world.order(&order).await.exception.code() == "paid_twice").then_some(())
    })
    .await;
    let page = mei.get(&order).await;
    assert_eq!(page.between("data-state=\"", "\""), Some("paid"));
    assert!(page.body.contains("A second payment of"), "{}", page.body);
    world.sweep().await;
    world.advance("PT1M").await;
    world.sweep().await;
    let placed = world.order(&order).await;
    let refunds = world.databases.commerce.refunds(&placed.id).await.unwrap();
    assert_eq!((refunds.len(), refunds[0].state.code()), (1, "succeeded"));
    assert_eq!(world.order(&order).await.state.code(), "paid");
    world.books_agree().await;
}
