//! What the gateway can do wrong costs nobody anything.

use crate::{
    browser::Browser,
    world::{World, eventually},
};

async fn order_to_pay(world: &World) -> (Browser, String, String) {
    let mut mei = world.signed_in("mei").await;
    let order = mei.order("slow-light", world.product("slow-light", 0).id.as_str()).await;
    assert_eq!(mei.stage(&order).await, "awaiting_payment");
    let number = world.number(&order).await;
    (mei, order, number)
}

async fn paid(world: &World, order: &str) {
    eventually("paid", async || (world.order(order).await.state.code() == "paid").then_some(())).await;
}

async fn memberships(world: &World, order: &str) -> usize {
    let order = world.order(order).await;
    world.databases.commerce.memberships_in(&order.buyer, &order.community).await.unwrap().len()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_notification_that_never_comes_is_replaced_by_our_own_question() {
    let world = World::start().await;
    let (mut mei, order, number) = order_to_pay(&world).await;
    world.wallet.next_notification("drop").await;
    world.wallet.pay(&number).await;
    assert_eq!(world.wallet.told(&number).await, [("dropped".to_owned(), None)]);
    assert_eq!(world.sweep().await.asked, 0, "it is not yet time to ask");
    assert_eq!(mei.status(&order).await["status"], "pending");
    assert_eq!(world.advance("PT11S").await.status, 200);
    assert_eq!(world.sweep().await.asked, 1);
    assert_eq!(mei.stage(&order).await, "paid");
    world.books_agree().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_false_signature_is_refused_and_does_nothing() {
    for kind in ["probe_signature", "bad_signature", "other_merchant"] {
        let world = World::start().await;
        let (mut mei, order, number) = order_to_pay(&world).await;
        world.wallet.next_notification(kind).await;
        world.wallet.pay(&number).await;
        assert_eq!(world.wallet.told(&number).await, [("refused".to_owned(), Some(401))], "{kind}");
        assert_eq!(mei.status(&order).await["status"], "pending", "{kind}");
        assert_eq!(memberships(&world, &order).await, 0, "{kind}");
        let metrics = world.visitor().get("/metrics").await.body;
        assert!(metrics.contains("joinery_refused_notifications_total 1\n"), "{metrics}");
        // What another merchant's notification says is in every resend of it: only our own question settles that one.
        if kind == "other_merchant" {
            world.advance("PT11S").await;
            world.sweep().await;
        } else {
            assert_eq!(world.wallet.notify_again(&number).await, 200, "{kind}");
        }
        assert_eq!(mei.stage(&order).await, "paid", "{kind}");
        world.books_agree().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_notification_that_comes_twice_at_once_counts_once() {
    let world = World::start().await;
    let (mut mei, order, number) = order_to_pay(&world).await;
    world.wallet.next_notification("duplicate").await;
    world.wallet.pay(&number).await;
    paid(&world, &order).await;
    let told = world.wallet.told(&number).await;
    assert_eq!(told, [("acknowledged".to_owned(), Some(200)), ("acknowledged".to_owned(), Some(200))]);
    assert_eq!(world.wallet.notify_again(&number).await, 200, "and once more, later");
    assert_eq!(memberships(&world, &order).await, 1);
    assert_eq!(mei.stage(&order).await, "paid");
    world.books_agree().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_amount_that_is_not_the_price_buys_nothing_and_is_looked_at() {
    let world = World::start().await;
    let (mut mei, order, number) = order_to_pay(&world).await;
    world.wallet.next_notification("wrong_amount").await;
    world.wallet.pay(&number).await;
    eventually("set aside", async || {
        (mei.clone().status(&order).await["exception"] == "amount_mismatch").then_some(())
    })
    .await;
    let page = mei.get(&order).await;
    assert_eq!(page.between("data-state=\"", "\""), Some("needs_review"));
    assert!(page.body.contains("Please don’t pay again."));
    assert_eq!(memberships(&world, &order).await, 0);
    let way_in = world.services.catalogue.by_slug("slow-light").unwrap().community.way_in.address.clone();
    assert!(!page.body.contains(&way_in));
    world.books_agree().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_gateway_that_is_down_charges_nobody_and_the_page_goes_on_later() {
    let world = World::start().await;
    let mut mei = world.signed_in("mei").await;
    world.wallet.fault("native", "server_error", 8).await;
    let order = mei.order("slow-light", world.product("slow-light", 0).id.as_str()).await;
    assert_eq!(mei.stage(&order).await, "preparing");
    world.wallet.heal().await;
    assert_eq!(mei.stage(&order).await, "awaiting_payment");
    world.books_agree().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn check_now_says_so_when_the_gateway_does_not_answer() {
    let world = World::start().await;
    let (mut mei, order, _) = order_to_pay(&world).await;
    world.wallet.fault("query", "server_error", 8).await;
    let token = order.strip_prefix("/o/").unwrap().to_owned();
    let page = mei.submit("/api/check_order", &[("token", &token)]).await;
    assert!(page.body.contains("There was no answer."), "{}", page.body);
    assert_eq!(page.between("data-state=\"", "\""), Some("awaiting_payment"));
}
