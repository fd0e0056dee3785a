//! The review queue over HTTP, without scripts: who may do what there, and that each decision is said in words and ends
//! in books that agree.

use domain::review::Review;
use services::ports::ReviewFilter;

use crate::{
    browser::{Answer, Browser},
    world::{Plan, World, eventually},
};

/// Everything that waits.
async fn waiting(world: &World) -> Vec<Review> {
    world.databases.commerce.open_reviews(ReviewFilter::default(), None, 100).await.unwrap()
}

/// A member pays another amount than the order's; answers with the order's page and the item about it.
async fn wrong_amount(world: &World, mei: &mut Browser, tier: usize, fen: i64) -> (String, Review) {
    let order = mei.order("kiln-and-clay", world.product("kiln-and-clay", tier).id.as_str()).await;
    mei.get(&order).await;
    world.wallet.pay_amount(&world.number(&order).await, fen).await;
    let id = world.order(&order).await.id;
    let item = eventually("an item", async || {
        waiting(world).await.into_iter().find(|item| item.order.as_ref() == Some(&id))
    })
    .await;
    (order, item)
}

async fn decide(who: &mut Browser, item: &Review, decision: &str, note: &str) -> Answer {
    let page = who.get(&format!("/review/{}", item.id)).await;
    let version = page.between("name=\"version\" value=\"", "\"").unwrap_or("1").to_owned();
    let form =
        [("item", item.id.as_str()), ("version", version.as_str()), ("decision", decision), ("note", note)];
    who.post("/api/decide_review", &form).await
}

/// Per, the second person of the demo world, who is of finance.
pub async fn per(world: &World) -> Browser {
    let mut browser = world.visitor();
    let form =
        [("email", "per@demo.example"), ("password", "open the kiln slowly"), ("return_to", "/memberships")];
    assert_eq!(browser.post("/api/sign_in", &form).await.leads_to(), "/memberships");
    browser
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn operators_decide_finance_looks_and_agrees_and_for_nobody_else_there_is_a_queue() {
    let world = World::start().await;
    let item = waiting(&world).await.first().cloned().unwrap();
    let sale = world.signed_in("lin").await.get("/sales").await;
    let sale = format!("ord_{}", sale.between("href=\"/sales/ord_", "\"").unwrap());
    let pages = [
        "/review".to_owned(),
        "/review/resolved".to_owned(),
        format!("/review/{}", item.id),
        format!("/review/orders/{sale}"),
        "/review/reconciliation".to_owned(),
    ];
    let acts: [(&str, &[(&str, &str)]); 4] = [
        ("decide_review", &[("item", item.id.as_str()), ("version", "1"), ("note", "")]),
        ("refund_as_staff", &[("order", sale.as_str()), ("note", "")]),
        ("compare_day", &[("account", ""), ("day", "")]),
        ("hand_in_evidence", &[("dispute", "dsp_00000000000000000000000000")]),
    ];
    let mut everybody =
        vec![("ida", true, true, world.signed_in("ida").await), ("per", false, true, per(&world).await)];
    for key in ["lin", "ana", "theo", "mei"] {
        everybody.push((key, false, false, world.signed_in(key).await));
    }
    everybody.push(("a visitor", false, false, world.visitor()));
    for (who, may_act, may_look, browser) in &mut everybody {
        for page in &pages {
            let status = browser.get(page).await.status;
            assert_eq!(status, if *may_look { 200 } else { 404 }, "{who} at {page}");
        }
        for (name, form) in acts {
            let to = browser.post(&format!("/api/{name}"), form).await.leads_to();
            // A dispute that is not there is not there for an operator either.
            let nothing_here = !*may_act || name == "hand_in_evidence";
            assert_eq!(to == "/nothing-here", nothing_here, "{who}: {name} leads to {to}");
        }
        for name in ["agree_review", "take_back_review"] {
            let form = [("item", item.id.as_str()), ("version", "77")];
            let to = browser.post(&format!("/api/{name}"), &form).await.leads_to();
            assert_eq!(to == "/nothing-here", !*may_look, "{who}: {name} leads to {to}");
        }
        let page = browser.get("/").await;
        let nav = page.between("class=\"site-nav\"", "</nav>").unwrap_or_default().to_owned();
        assert_eq!(nav.contains("href=\"/review\""), *may_look, "{who}");
    }
    assert_eq!(world.databases.commerce.review(&item.id).await.unwrap(), Some(item));
    world.books_agree().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn too_much_money_settles_with_a_note_and_the_excess_goes_back() {
    let world = World::start().await;
    let (mut mei, mut ida) = (world.signed_in("mei").await, world.signed_in("ida").await);
    let (order, item) = wrong_amount(&world, &mut mei, 0, 9_900).await;
    let queue = ida.get("/review").await.body;
    assert_eq!(queue.matches(&format!("href=\"/review/{}\"", item.id)).count(), 1, "once");
    let page = ida.get(&format!("/review/{}", item.id)).await.body;
    assert!(page.contains("more came than the price") && page.contains("¥99.00"), "{page}");

    let unsaid = decide(&mut ida, &item, "settle_and_refund_excess", " ").await;
    let page = ida.get(&unsaid.leads_to()).await.body;
    assert!(page.contains("Nothing was changed") && page.contains("Write something"), "{page}");
    assert_eq!(world.order(&order).await.state.code(), "pending");

    let decided = decide(&mut ida, &item, "settle_and_refund_excess", "Mei paid for two by mistake.").await;
    let page = ida.get(&decided.leads_to()).await.body;
    assert!(page.contains("It is decided") && page.contains("Mei paid for two by mistake."), "{page}");
    assert_eq!(mei.stage(&order).await, "paid");
    assert!(ida.get("/review/resolved").await.body.contains(&format!("/review/{}", item.id)));
    let again = decide(&mut ida, &item, "refund", "Once more.").await;
    assert!(ida.get(&again.leads_to()).await.body.contains("Nothing was changed"));
    world.books_agree().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn above_the_limit_one_person_proposes_and_another_one_agrees() {
    let world = World::start().await;
    let (mut mei, mut ida, mut per) =
        (world.signed_in("mei").await, world.signed_in("ida").await, per(&world).await);
    let (order, item) = wrong_amount(&world, &mut mei, 2, 250_000).await;
    let proposed = decide(&mut ida, &item, "refund", "Half a price buys nothing.").await;
    let page = ida.get(&proposed.leads_to()).await.body;
    assert!(page.contains("It is proposed") && page.contains("You proposed it"), "{page}");
    assert!(!page.contains("/api/agree_review"));
    let address = format!("/review/{}", item.id);
    let form = |page: &Answer| page.between("name=\"version\" value=\"", "\"").unwrap().to_owned();
    let version = form(&ida.get(&address).await);
    let own = ida.post("/api/agree_review", &[("item", item.id.as_str()), ("version", &version)]).await;
    assert!(ida.get(&own.leads_to()).await.body.contains("Whoever proposed it cannot agree to it"));
    assert_eq!(world.order(&order).await.state.code(), "pending", "nothing has moved");

    let page = per.get(&address).await;
    assert!(page.body.contains("Ida Berg") && page.body.contains("Give it all back"), "{}", page.body);
    let agreed = per.post("/api/agree_review", &[("item", item.id.as_str()), ("version", &version)]).await;
    let page = per.get(&agreed.leads_to()).await.body;
    assert!(page.contains("It is decided") && page.contains("Ida Berg"), "{page}");
    let refunds = world.databases.commerce.refunds(&world.order(&order).await.id).await.unwrap();
    assert_eq!(refunds.iter().map(|refund| refund.amount.minor()).collect::<Vec<_>>(), [250_000]);
    world.books_agree().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_refund_that_does_not_go_through_comes_up_once_and_is_asked_for_again() {
    let world = Plan { gateway_hurry: 1_000, ..Plan::default() }.start().await;
    let (mut mei, mut lin, mut ida) =
        (world.signed_in("mei").await, world.signed_in("lin").await, world.signed_in("ida").await);
    let order = mei.order("kiln-and-clay", world.product("kiln-and-clay", 0).id.as_str()).await;
    mei.get(&order).await;
    world.wallet.pay(&world.number(&order).await).await;
    eventually("paid", async || (world.order(&order).await.state.code() == "paid").then_some(())).await;
    let number = world.order(&order).await.id;

    let sale = format!("/sales/{number}");
    let confirm = lin.get(&format!("{sale}?how=all")).await;
    assert!(confirm.body.contains("The membership ends at once"), "{}", confirm.body);
    let hidden = |name: &str| confirm.between(&format!("name=\"{name}\" value=\""), "\"").unwrap().to_owned();
    let (amount, left) = (hidden("amount"), hidden("left"));
    let form =
        [("order", number.as_str()), ("amount", &amount), ("left", &left), ("note", "The kiln is broken.")];
    world.wallet.fault("refund", "closed", 1).await;
    let answer = lin.post("/api/refund_sale", &form).await.leads_to();
    assert_eq!(answer, format!("{sale}?done=started"));
    assert!(lin.get(&answer).await.body.contains("The refund is on its way"));
    let twice = lin.post("/api/refund_sale", &form).await.leads_to();
    assert!(lin.get(&twice).await.body.contains("Nothing was given back"), "a form sent twice gives once");

    let item = eventually("the item", async || {
        world.advance("PT30S").await;
        world.sweep().await;
        waiting(&world).await.into_iter().find(|item| item.refund.is_some())
    })
    .await;
    assert!(mei.get(&order).await.body.contains("A person is seeing to it"), "the member reads it");
    let done = decide(&mut ida, &item, "refund_again", "The account works again.").await;
    let page = ida.get(&done.leads_to()).await.body;
    assert!(page.contains("under a new number"), "{page}");
    eventually("refunded", async || {
        world.advance("PT30S").await;
        world.sweep().await;
        (world.order(&order).await.state.code() == "refunded").then_some(())
    })
    .await;
    assert!(lin.get(&sale).await.body.contains("Asked for again"));
    world.books_agree().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_refund_that_no_account_takes_is_settled_at_the_gateways_desk_and_closes_by_itself() {
    let world = Plan { gateway_hurry: 1_000, ..Plan::default() }.start().await;
    let (mut mei, mut lin, mut ida) =
        (world.signed_in("mei").await, world.signed_in("lin").await, world.signed_in("ida").await);
    let order = mei.order("kiln-and-clay", world.product("kiln-and-clay", 0).id.as_str()).await;
    mei.get(&order).await;
    world.wallet.pay(&world.number(&order).await).await;
    eventually("paid", async || (world.order(&order).await.state.code() == "paid").then_some(())).await;
    let number = world.order(&order).await.id;
    world.wallet.fault("refund", "abnormal", 1).await;
    let form = [("order", number.as_str()), ("amount", ""), ("left", ""), ("note", "The kiln is broken.")];
    lin.post("/api/refund_sale", &form).await;
    let item = eventually("the item", async || {
        world.advance("PT30S").await;
        world.sweep().await;
        waiting(&world).await.into_iter().find(|item| item.refund.is_some())
    })
    .await;
    let address = format!("/review/{}", item.id);
    let page = ida.get(&address).await.body;
    let said = format!("Settle refund {} at its merchant platform", item.gateway_number);
    assert!(page.contains(&said) && !page.contains("Ask for the refund again"), "{page}");
    let refused = decide(&mut ida, &item, "refund_again", "Once more.").await;
    assert!(ida.get(&refused.leads_to()).await.body.contains("Nothing was changed"));

    world.wallet.settle_refund(&item.gateway_number, "payer").await;
    eventually("refunded", async || {
        world.advance("PT1H").await;
        world.sweep().await;
        (world.order(&order).await.state.code() == "refunded").then_some(())
    })
    .await;
    assert!(ida.get(&address).await.body.contains("It was over by itself"));
    world.books_agree().await;
}
