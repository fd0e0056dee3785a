//! A member's whole way: from the community page through a real payment to the way in.

use crate::{
    browser::Answer,
    world::{World, eventually},
};

/// What a phone's camera reads off the page.
fn scanned(page: &Answer) -> String {
    let picture = page.between("class=\"qr-tile\"", "</svg>").unwrap();
    let view_box = picture.split_once("viewBox=\"0 0 ").unwrap().1;
    let side: usize = view_box.split(' ').next().unwrap().parse().unwrap();
    let path = picture.split_once(" d=\"").unwrap().1.split('"').next().unwrap();
    let mut dark = vec![false; side * side];
    for piece in path.split('M').filter(|piece| !piece.is_empty()) {
        let (start, run) = piece.split_once('h').unwrap();
        let (column, row) = start.split_once(' ').unwrap();
        let run: usize = run.split('v').next().unwrap().parse().unwrap();
        let first = row.parse::<usize>().unwrap() * side + column.parse::<usize>().unwrap();
        dark[first..first + run].fill(true);
    }
    let shade = |x: usize, y: usize| if dark[(y / 8) * side + x / 8] { 0 } else { 255 };
    let mut image = rqrr::PreparedImage::prepare_from_greyscale(side * 8, side * 8, shade);
    let codes = image.detect_grids();
    assert_eq!(codes.len(), 1);
    codes[0].decode().unwrap().1
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_member_orders_pays_and_is_let_in_and_the_creator_sees_the_sale() {
    let world = World::start().await;
    let mut ida = world.newcomer("Ida Lind", "ida@home.example").await;
    let shelf = world.services.catalogue.by_slug("slow-light").unwrap();
    let product = &shelf.products[1];
    assert!(ida.get("/c/slow-light").await.body.contains("¥399.00"));
    let order = ida.order("slow-light", product.id.as_str()).await;

    let page = ida.get(&order).await;
    assert_eq!(page.between("data-state=\"", "\""), Some("awaiting_payment"));
    let number = world.number(&order).await;
    let code = scanned(&page);
    let at_the_gateway = world.wallet.order(&number).await;
    assert_eq!(code, at_the_gateway["code_url"].as_str().unwrap());
    assert_eq!(at_the_gateway["amount_fen"], 39_900);
    assert!(page.body.contains("http-equiv=\"refresh\""), "without scripts it asks again");
    let stopped = ida.get(&format!("{order}?refresh=off")).await;
    assert!(!stopped.body.contains("http-equiv=\"refresh\""), "until it is told to stop");

    let before = ida.get(&format!("{order}/status")).await;
    let unpaid = ida.status(&order).await;
    assert_eq!((unpaid["status"].as_str(), unpaid["exception"].as_str()), (Some("pending"), Some("none")));
    world.wallet.pay_code(&code).await;
    eventually("the notification is acted on", async || {
        (world.order(&order).await.state.code() == "paid").then_some(())
    })
    .await;
    let after = ida.get(&format!("{order}/status")).await;
    assert_ne!(after.header("etag"), before.header("etag"));
    let paid = ida.status(&order).await;
    assert_eq!((paid["status"].as_str(), paid["next_poll_ms"].as_u64()), (Some("paid"), Some(0)));

    let way_in = &shelf.community.way_in;
    let page = ida.get(&order).await;
    assert_eq!(page.between("data-state=\"", "\""), Some("paid"));
    assert!(page.body.contains(&way_in.address) && !page.body.contains("http-equiv=\"refresh\""));
    let memberships = ida.get("/memberships").await;
    assert!(memberships.body.contains(&way_in.address) && memberships.body.contains("Active"));
    let sales = world.signed_in("noor").await.get("/sales").await;
    assert!(sales.body.contains("Ida Lind") && sales.body.contains("¥399.00"));
    assert!(!sales.body.contains("ida@home.example"));
    world.books_agree().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn check_now_finds_a_payment_that_nobody_told_us_about() {
    let world = World::start().await;
    let mut mei = world.signed_in("mei").await;
    let order = mei.order("slow-light", world.product("slow-light", 0).id.as_str()).await;
    mei.get(&order).await;
    let token = order.strip_prefix("/o/").unwrap().to_owned();
    let asked = mei.post("/api/check_order", &[("token", &token)]).await;
    assert_eq!(asked.leads_to(), format!("{order}?asked=now"));
    assert_eq!(mei.stage(&order).await, "awaiting_payment");
    let number = world.number(&order).await;
    world.wallet.next_notification("drop").await;
    world.wallet.pay(&number).await;
    assert_eq!(world.wallet.told(&number).await, [("dropped".to_owned(), None)]);
    assert_eq!(mei.stage(&order).await, "awaiting_payment");
    let page = mei.submit("/api/check_order", &[("token", &token)]).await;
    assert_eq!(page.between("data-state=\"", "\""), Some("paid"));
    world.books_agree().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn check_now_cannot_be_used_to_flood_the_gateway() {
    let world = World::start().await;
    let mut mei = world.signed_in("mei").await;
    let order = mei.order("slow-light", world.product("slow-light", 0).id.as_str()).await;
    mei.get(&order).await;
    let token = order.strip_prefix("/o/").unwrap().to_owned();
    let mut last = String::new();
    for _ in 0..4 {
        last = mei.post("/api/check_order", &[("token", &token)]).await.leads_to();
    }
    assert!(!last.ends_with("asked=now") && !last.ends_with("asked=unanswered"), "{last}");
    assert!(mei.get(&last).await.body.contains("We asked a moment ago."));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn paying_again_adds_to_the_membership() {
    let world = World::start().await;
    let mut mei = world.signed_in("mei").await;
    let product = world.product("slow-light", 0);
    let mut orders = Vec::new();
    for _ in 0..2 {
        let order = mei.order("slow-light", product.id.as_str()).await;
        mei.get(&order).await;
        world.wallet.pay(&world.number(&order).await).await;
        eventually("paid", async || (world.order(&order).await.state.code() == "paid").then_some(())).await;
        orders.push(order);
    }
    assert_ne!(orders[0], orders[1]);
    let buyer = world.order(&orders[0]).await.buyer;
    let rows = world.databases.commerce.memberships_in(&buyer, &product.community).await.unwrap();
    let mut periods: Vec<_> = rows.iter().map(|row| (row.valid_from, row.valid_until.unwrap())).collect();
    periods.sort();
    assert_eq!(periods.len(), 2);
    assert_eq!(periods[0].1, periods[1].0, "the second period begins where the first ends");
    world.books_agree().await;
}
