//! The longest text that people write here is an agreement: its form has a limit of its own, and nothing of it is lost.

use reqwest::Method;

use crate::{browser::Browser, world::World};

const COMMUNITY: &str = "kiln-and-clay";

/// The version that the next agreement of the community follows.
async fn follows(browser: &mut Browser) -> String {
    let page = browser.get(&format!("/manage/{COMMUNITY}")).await;
    page.between("name=\"follows\" value=\"", "\"").unwrap().to_owned()
}

async fn publish(browser: &mut Browser, body: &str) -> crate::browser::Answer {
    let follows = follows(browser).await;
    let form = [("community", COMMUNITY), ("follows", &follows), ("title", "入会协议"), ("body", body)];
    browser.post("/api/publish_agreement", &form).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_agreement_of_thirty_thousand_chinese_characters_is_published() {
    let world = World::start().await;
    let mut lin = world.signed_in("lin").await;
    for text in ["协".repeat(30_000), "𠮷".repeat(30_000)] {
        let answer = publish(&mut lin, &text).await;
        assert!(answer.leads_to().ends_with("done=saved"), "{}", answer.status);
        let shelf = world.services.catalogue.by_slug(COMMUNITY).unwrap();
        assert_eq!(shelf.agreement.as_ref().unwrap().body, text);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_agreement_that_is_too_long_comes_back_whole_with_what_is_wrong() {
    let world = World::start().await;
    let mut lin = world.signed_in("lin").await;
    let before = world.services.catalogue.by_slug(COMMUNITY).unwrap().agreement.clone();
    for text in ["议".repeat(50_000), "word ".repeat(100_000)] {
        let text = text.trim_end();
        let answer = publish(&mut lin, text).await;
        assert!(answer.leads_to().contains("refused=1"), "{}", answer.leads_to());
        let page = lin.get(&answer.leads_to()).await;
        assert!(page.body.contains("30,000") || page.body.contains("30000"), "it says how long it may be");
        assert!(page.body.contains(text), "what was typed is lost");
    }
    assert_eq!(world.services.catalogue.by_slug(COMMUNITY).unwrap().agreement, before);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_form_of_an_agreement_is_bounded_too_and_no_other_form_has_its_limit() {
    let world = World::start().await;
    let mut lin = world.signed_in("lin").await;
    let body = |length: usize| format!("community={COMMUNITY}&follows=1&title=T&body={}", "a".repeat(length));
    let kind = ("content-type", "application/x-www-form-urlencoded");
    let request = lin.request(Method::POST, "/api/publish_agreement").header(kind.0, kind.1);
    let answer = lin.send(request.body(body(520_000 + 10_000))).await;
    assert_eq!(answer.status, 413, "{answer:?}");
    let request = lin.request(Method::POST, "/api/save_community").header(kind.0, kind.1);
    let answer = lin.send(request.body(body(70_000))).await;
    assert_eq!(answer.status, 413, "{answer:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_new_product_whose_form_is_sent_twice_without_scripts_is_there_once() {
    let world = World::start().await;
    let mut lin = world.signed_in("lin").await;
    let page = lin.get(&format!("/manage/{COMMUNITY}/products/new")).await;
    let key = page.between("name=\"key\" value=\"", "\"").unwrap().to_owned();
    let form = [
        ("community", COMMUNITY),
        ("product", ""),
        ("version", ""),
        ("key", &key),
        ("tier", "Sent twice"),
        ("benefits", "One"),
        ("price", "12.00"),
        ("period", "month"),
        ("refund_days", "7"),
    ];
    for _ in 0..2 {
        let answer = lin.post("/api/save_product", &form).await;
        assert!(answer.leads_to().ends_with("done=saved"), "{answer:?}");
    }
    let shelf = world.services.catalogue.by_slug(COMMUNITY).unwrap();
    assert_eq!(shelf.products.iter().filter(|product| product.tier == "Sent twice").count(), 1);
}
