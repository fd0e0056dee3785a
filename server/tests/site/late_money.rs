//! Money that comes after the time was up.

use crate::{
    browser::Browser,
    world::{Plan, World, eventually},
};

async fn expired_order(world: &World, mei: &mut Browser, community: &str, tier: usize) -> (String, String) {
    let order = mei.order(community, world.product(community, tier).id.as_str()).await;
    assert_eq!(mei.stage(&order).await, "awaiting_payment");
    let number = world.number(&order).await;
    assert_eq!(world.advance("PT20M").await.status, 200);
    assert_eq!(mei.stage(&order).await, "confirming", "until the gateway has been asked");
    assert_eq!(world.sweep().await.concluded, 1);
    assert_eq!(mei.stage(&order).await, "expired");
    assert_eq!(world.wallet.order(&number).await["state"], "CLOSED");
    (order, number)
}

async fn becomes(world: &World, order: &str, state: &str) {
    eventually(state, async || (world.order(order).await.state.code() == state).then_some(())).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn late_money_still_buys_the_seat_that_is_free() {
    let world = World::start().await;
    let mut mei = world.signed_in("mei").await;
    let (order, number) = expired_order(&world, &mut mei, "kiln-and-clay", 2).await;
    world.wallet.pay_late(&number).await;
    becomes(&world, &order, "paid").await;
    let status = mei.status(&order).await;
    assert_eq!((status["status"].as_str(), status["exception"].as_str()), (Some("paid"), Some("paid_late")));
    let page = mei.get(&order).await;
    assert!(page.body.contains("A seat was still free, so it is yours."));
    assert!(mei.get("/memberships").await.body.contains("for good"));
    world.books_agree().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn late_money_goes_back_when_every_seat_is_taken_and_the_page_says_so() {
    let world = Plan { gateway_hurry: 1_000, ..Plan::default() }.start().await;
    let mut mei = world.signed_in("mei").await;
    let (order, number) = expired_order(&world, &mut mei, "kiln-and-clay", 2).await;
    let share = world.product("kiln-and-clay", 2);
    for seat in 0..6 {
        let mut other = world.newcomer("Somebody", &format!("seat{seat}@x.example")).await;
        let taken = other.order("kiln-and-clay", share.id.as_str()).await;
        other.get(&taken).await;
        world.wallet.pay(&world.number(&taken).await).await;
        becomes(&world, &taken, "paid").await;
    }
    let page = mei.get(&format!("/join/kiln-and-clay?product={}&agreement=open", share.id)).await;
    let mut form = page.order_form();
    form[4].1 = "/join/kiln-and-clay?agreement=open";
    assert!(mei.submit("/api/start_order", &form).await.body.contains("Every seat is taken."));

    world.wallet.pay_late(&number).await;
    becomes(&world, &order, "refund_pending").await;
    assert_eq!(mei.stage(&order).await, "refunding");
    world.books_agree().await;
    assert_eq!(world.sweep().await.refunds, 1);
    eventually("the gateway has sent it back", async || {
        (world.wallet.order(&number).await["refunds"][0]["status"] == "SUCCESS").then_some(())
    })
    .await;
    world.advance("PT30S").await;
    world.sweep().await;
    becomes(&world, &order, "refunded").await;
    let page = mei.get(&order).await;
    assert_eq!(page.between("data-state=\"", "\""), Some("refunded"));
    assert!(page.body.contains("¥2,980.00") && page.body.contains("We sent all of it back."));
    // The head of every page leads a buyer to what they were told.
    let head = page.between("<header class=\"site-header\"", "</header>").unwrap();
    assert!(head.contains("href=\"/messages\""), "{head}");
    let told = mei.get("/messages").await;
    assert!(told.body.contains("is on its way back to you") && told.body.contains("is back with you"));
    assert!(mei.get("/memberships").await.body.contains(" unread"), "the head counts them");
    assert_eq!(mei.status(&order).await["next_poll_ms"], 0);
    let refunds = world.wallet.order(&number).await["refunds"].as_array().unwrap().clone();
    assert_eq!(refunds.len(), 1, "once: {refunds:?}");
    world.books_agree().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_payment_in_the_last_moment_is_found_before_the_order_is_given_up() {
    let world = World::start().await;
    let mut mei = world.signed_in("mei").await;
    let order = mei.order("slow-light", world.product("slow-light", 1).id.as_str()).await;
    mei.get(&order).await;
    let number = world.number(&order).await;
    world.wallet.next_notification("drop").await;
    world.wallet.pay(&number).await;
    world.wallet.told(&number).await;
    world.advance("PT20M").await;
    world.sweep().await;
    assert_eq!(mei.stage(&order).await, "paid");
    assert_eq!(mei.status(&order).await["exception"], "none", "it was paid in time");
    world.books_agree().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_expired_order_makes_room_for_a_fresh_one() {
    let world = World::start().await;
    let mut mei = world.signed_in("mei").await;
    let (order, _) = expired_order(&world, &mut mei, "slow-light", 0).await;
    let page = mei.get(&order).await;
    assert!(page.body.contains("No payment has been seen so far."));
    let again = format!("href=\"/join/slow-light?product={}", world.product("slow-light", 0).id);
    assert!(page.body.contains(&again), "{}", page.body);
    assert_eq!(mei.status(&order).await["next_poll_ms"], 30_000, "late money may still come");
    let fresh = mei.order("slow-light", world.product("slow-light", 0).id.as_str()).await;
    assert_ne!(fresh, order);
    assert_eq!(mei.stage(&fresh).await, "awaiting_payment");
    world.books_agree().await;
}
