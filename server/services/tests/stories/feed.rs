//! Waiting pages hear of their order, from memory.

use std::time::Duration;

use domain::{id::OrderToken, view::StatusView};
use services::{feed::Watch, ports::Clock};

use super::{support::Cut, told::told, world::World};

impl World {
    async fn watch(&self, token: &OrderToken) -> Watch {
        self.again(async || self.services.till.watch(&self.shop.mei, token).await).await.unwrap()
    }

    fn status(&self, watch: &Watch) -> StatusView {
        self.services.till.status_view(&watch.status())
    }
}

/// Waits for news; without any, the test ends instead of hanging.
async fn heard(watch: &mut Watch) -> bool {
    tokio::time::timeout(Duration::from_secs(5), watch.changed()).await.is_ok()
}

#[tokio::test]
async fn a_waiting_page_hears_that_the_order_is_paid() {
    let world = World::new().await;
    let (token, number) = world.waiting(&world.shop.mei, &world.shop.month).await;
    let mut watch = world.watch(&token).await;
    let before = world.status(&watch);
    assert_eq!((before.status.as_str(), before.version, before.next_poll_ms), ("pending", 1, 2_000));
    world.pays(&token, &number);
    let (news, ()) = tokio::join!(heard(&mut watch), world.notified(&number));
    assert!(news);
    let after = world.status(&watch);
    assert_eq!((after.status.as_str(), after.version, after.next_poll_ms), ("paid", 2, 0));
    assert_eq!((after.exception.as_str(), after.server_time), ("none", world.clock.business()));
}

#[tokio::test]
async fn a_waiting_page_hears_of_every_step_back_to_the_refund() {
    let world = World::new().await;
    let studio = &world.shop.studio;
    let (token, number) = world.waiting(&world.shop.mei, studio).await;
    let mut watch = world.watch(&token).await;
    let mut seen = vec![watch.see().state.code()];
    let mut versions = vec![watch.version()];
    world.expired(&token).await;
    assert!(heard(&mut watch).await);
    seen.push(watch.see().state.code());
    versions.push(watch.version());
    world.ordered(&world.shop.tom, studio).await;
    world.ordered(&world.shop.ann, studio).await;
    world.pays_late(&token, &number);
    world.notified(&number).await;
    assert!(heard(&mut watch).await);
    seen.push(watch.see().state.code());
    versions.push(watch.version());
    assert_eq!(world.status(&watch).next_poll_ms, 5_000);
    world.sweep().await.unwrap();
    world.refund_succeeds();
    world.clock.advance(20);
    world.sweep().await.unwrap();
    assert!(heard(&mut watch).await);
    seen.push(watch.see().state.code());
    versions.push(watch.version());
    assert_eq!(seen, ["pending", "expired", "refund_pending", "refunded"]);
    assert_eq!(versions, [1, 2, 3, 4]);
    assert_eq!(world.order(&token).version, 4, "the page's version is the database's");
}

#[tokio::test]
async fn news_that_another_process_made_reaches_the_page_by_reading_again() {
    told(async |world| {
        let (token, _) = world.waiting(&world.shop.mei, &world.shop.month).await;
        let watch = world.watch(&token).await;
        let order = world.order(&token);
        world.commerce.change(|tables| {
            let there = tables.orders.get_mut(&order.id).unwrap();
            (there.state, there.version) = (there.clone().expire(order.expires_at).unwrap().state, 2);
            tables.steps.push((order.state, there.state));
        });
        assert_eq!(watch.version(), 1);
        world.again(async || world.services.till.refresh_watched().await).await;
        assert_eq!((watch.status().state.code(), watch.version()), ("expired", 2));
    })
    .await;
}

#[tokio::test]
async fn a_commit_whose_answer_was_lost_reaches_the_page_by_reading_again() {
    let world = World::new().await;
    let (token, number) = world.waiting(&world.shop.mei, &world.shop.month).await;
    let watch = world.watch(&token).await;
    world.pays(&token, &number);
    let body = world.announce(&number);
    world.switch.fail(2, Cut::AfterTheCall);
    assert!(world.receive(&body).await.is_err());
    assert_eq!((world.order(&token).version, watch.version()), (2, 1));
    world.services.till.refresh_watched().await.unwrap();
    assert_eq!(watch.status().state.code(), "paid");
}

#[tokio::test]
async fn older_news_is_no_news() {
    let world = World::new().await;
    let (token, number) = world.waiting(&world.shop.mei, &world.shop.month).await;
    let watch = world.watch(&token).await;
    let old = world.rows();
    world.pays(&token, &number);
    world.notified(&number).await;
    // A reading from before the payment comes late.
    let new = world.rows();
    world.commerce.change(|tables| *tables = old);
    world.services.till.refresh_watched().await.unwrap();
    assert_eq!((watch.status().state.code(), watch.version()), ("paid", 2));
    world.commerce.change(|tables| *tables = new);
}

#[tokio::test]
async fn a_page_that_waits_for_an_order_memory_does_not_know_is_answered_from_the_database() {
    told(async |world| {
        let (token, _) = world.waiting(&world.shop.mei, &world.shop.month).await;
        let fresh = world.beside().await;
        let watch = world.again(async || fresh.till.watch(&world.shop.mei, &token).await).await.unwrap();
        assert_eq!((watch.status().state.code(), watch.version()), ("pending", 1));
        let calls = world.switch.calls();
        assert!(fresh.till.watch(&world.shop.mei, &token).await.unwrap().is_some());
        assert_eq!(world.switch.calls(), calls, "the second page costs nothing");
    })
    .await;
}

#[tokio::test]
async fn nobody_waits_nothing_is_read() {
    let world = World::new().await;
    world.waiting(&world.shop.mei, &world.shop.month).await;
    let calls = world.switch.calls();
    world.services.till.refresh_watched().await.unwrap();
    assert_eq!(world.switch.calls(), calls);
}
