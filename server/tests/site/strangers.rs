//! Another person's order does not exist.

use crate::{
    browser::{Answer, Browser},
    html::settled,
    world::World,
};

/// Nobody has an order with this token.
const UNKNOWN: &str = "/o/0000000000000000000000000f";

fn comparable(mut answer: Answer, page: &str) -> (u16, String, String) {
    let body = settled(&answer).replace(page, "/o/token");
    for changing in ["x-request-id", "date", "content-security-policy", "content-length"] {
        answer.headers.remove(changing);
    }
    (answer.status, body, format!("{:?}", answer.headers).replace(page, "/o/token"))
}

async fn everything_about(browser: &mut Browser, page: &str) -> Vec<(u16, String, String)> {
    let token = page.strip_prefix("/o/").unwrap();
    let mut answers = Vec::new();
    for address in [
        page.to_owned(),
        format!("{page}/status"),
        format!("{page}/status?wait=25"),
        format!("{page}/events"),
    ] {
        answers.push(comparable(browser.get(&address).await, page));
    }
    let asked = browser.post("/api/check_order", &[("token", token)]).await;
    answers.push(comparable(asked, page));
    answers
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn another_persons_order_is_as_unknown_as_one_that_never_was() {
    let world = World::start().await;
    let mut mei = world.signed_in("mei").await;
    // The creator who is paid by the order, another creator, a stranger and a visitor.
    let order = mei.order("kiln-and-clay", world.product("kiln-and-clay", 0).id.as_str()).await;
    assert_eq!(mei.stage(&order).await, "awaiting_payment");
    let mut others = vec![("a visitor", world.visitor())];
    for key in ["lin", "noor"] {
        others.push((key, world.signed_in(key).await));
    }
    others.push(("a stranger", world.newcomer("Eve", "eve@evil.example").await));
    for (who, mut browser) in others {
        let theirs = everything_about(&mut browser, &order).await;
        let unknown = everything_about(&mut browser, UNKNOWN).await;
        assert_eq!(theirs, unknown, "{who}");
        let page = if who == "a visitor" { 303 } else { 404 };
        assert_eq!(
            theirs.iter().map(|(status, ..)| *status).collect::<Vec<_>>(),
            [page, 404, 404, 404, 303],
            "{who}"
        );
        assert!(!theirs.iter().any(|(_, body, _)| body.contains("¥68")), "{who}");
    }
    assert_eq!(mei.get(&order).await.status, 200);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn tokens_that_are_none_are_not_found() {
    let world = World::start().await;
    let mut mei = world.signed_in("mei").await;
    for token in
        ["x", "..%2f..%2fetc", "%00", "00000000000000000000000000'%20OR%201=1", "OOOOOOOOOOOOOOOOOOOOOOOOOO"]
    {
        for address in [format!("/o/{token}"), format!("/o/{token}/status"), format!("/o/{token}/events")] {
            assert_eq!(mei.get(&address).await.status, 404, "{address}");
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_way_in_is_shown_to_nobody_who_has_not_paid() {
    let world = World::start().await;
    let way_in = world.services.catalogue.by_slug("kiln-and-clay").unwrap().community.way_in.clone();
    let mut mei = world.signed_in("mei").await;
    let order = mei.order("kiln-and-clay", world.product("kiln-and-clay", 0).id.as_str()).await;
    for page in ["/", "/c/kiln-and-clay", "/join/kiln-and-clay", "/memberships", order.as_str()] {
        for browser in [&mut mei, &mut world.visitor()] {
            let answer = browser.get(page).await;
            assert!(!answer.body.contains(&way_in.address), "{page}");
            assert!(!answer.body.contains(&way_in.instructions), "{page}");
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_creator_sees_own_sales_only_and_no_address_of_a_buyer() {
    let world = World::start().await;
    let sales = world.signed_in("noor").await.get("/sales").await;
    assert_eq!(sales.status, 200);
    assert!(sales.body.contains("Slow Light") && !sales.body.contains("Kiln &amp; Clay"));
    assert!(!sales.body.contains("@demo.example"));
}
