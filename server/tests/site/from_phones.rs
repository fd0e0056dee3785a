//! From a phone, from a mini-program, and where the gateway takes no payment: the way on works, and the words are true.

use reqwest::Method;
use serde_json::{Value, json};

use crate::{
    browser::{Answer, Browser},
    html::resolved,
    world::{World, eventually},
};

const PHONE: &str = "Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 Chrome/130.0 Mobile Safari/537.36";
const MINI_PROGRAM: &str = "Mozilla/5.0 (Linux; Android 15) Mobile MicroMessenger/8.0.50 miniProgram/wx1";

async fn get_from(browser: &mut Browser, device: &str, path: &str) -> Answer {
    let request = browser.request(Method::GET, path).header("user-agent", device);
    browser.send(request).await
}

/// An order that is paid from a device.
async fn order_from(world: &World, browser: &mut Browser, device: &str) -> String {
    let order = browser.order("slow-light", world.product("slow-light", 0).id.as_str()).await;
    let token = order.strip_prefix("/o/").unwrap().to_owned();
    let form = [("token", token.as_str()), ("channel", "wechat-pay")];
    let request = browser.form("/api/change_channel", &form).header("user-agent", device);
    assert_eq!(browser.send(request).await.leads_to(), order);
    order
}

/// What the gateway's page says to a phone that comes from our site.
async fn opens(world: &World, address: &str) -> u16 {
    let shop = format!("{}/", world.settings.public_url);
    let request = reqwest::Client::builder().no_proxy().build().unwrap().get(address);
    request.header("referer", shop).header("user-agent", PHONE).send().await.unwrap().status().as_u16()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_button_of_an_old_page_leads_to_a_wallet_page_that_works() {
    let world = World::start().await;
    let mut mei = world.signed_in("mei").await;
    let order = order_from(&world, &mut mei, PHONE).await;
    let page = get_from(&mut mei, PHONE, &order).await;
    assert!(page.body.contains(&format!("href=\"{order}/go\"")), "{}", page.body);
    let go = format!("{order}/go");
    let first = get_from(&mut mei, PHONE, &go).await;
    assert_eq!((first.status, first.header("referrer-policy")), (303, "origin"));
    let (number, old) = (world.number(&order).await, first.header("location").to_owned());
    assert_eq!(opens(&world, &old).await, 200);
    world.advance("PT6M").await;
    assert_eq!(opens(&world, &old).await, 403, "the gateway's page works for five minutes");
    let renewed = get_from(&mut mei, PHONE, &go).await;
    assert_eq!(renewed.status, 303, "{renewed:?}");
    assert_eq!(opens(&world, renewed.header("location")).await, 200);
    assert_eq!(world.number(&order).await, number, "it is the same payment");
    let stranger = get_from(&mut world.signed_in("noor").await, PHONE, &go).await;
    assert_eq!(stranger.status, 404);
    world.wallet.pay(&number).await;
    eventually("paid", async || (world.order(&order).await.state.code() == "paid").then_some(())).await;
    assert_eq!(get_from(&mut mei, PHONE, &go).await.leads_to(), order);
    world.books_agree().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_page_of_the_mini_program_pays_with_nothing_but_what_our_page_handed_over() {
    let world = World::start().await;
    let mut mei = world.signed_in("mei").await;
    let order = order_from(&world, &mut mei, MINI_PROGRAM).await;
    let page = get_from(&mut mei, MINI_PROGRAM, &order).await;
    assert_eq!(page.between("data-state=\"", "\""), Some("hand_over"), "{}", page.body);
    assert_eq!(page.between("data-wallet-ask=\"", "\""), Some("invokeMiniProgramAPI"));
    let call: Value =
        serde_json::from_str(&resolved(page.between("data-wallet-call=\"", "\"").unwrap())).unwrap();
    assert_eq!(call["name"], "navigateTo");
    let (path, query) = call["arg"]["url"].as_str().unwrap().split_once('?').unwrap();
    let (token, ticket) = query.strip_prefix("order=").unwrap().split_once("&ticket=").unwrap();
    assert_eq!((path, format!("/o/{token}")), ("/pages/pay/pay", order.clone()));

    // From here on it is the mini-program: no session, no origin.
    let mut machine = world.visitor();
    let mut ask = async |code: &str, ticket: &str| {
        let request = machine.bare(Method::POST, &format!("{order}/mini-program"));
        let told = machine.send(request.json(&json!({ "code": code, "ticket": ticket }))).await;
        (told.status, serde_json::from_str::<Value>(&told.body).unwrap())
    };
    assert_eq!(ask("code", "forged").await, (403, json!({ "code": "WRONG_TICKET" })));
    assert_eq!(ask("code", ticket).await, (503, json!({ "code": "NO_ANSWER" })), "no code of the wallet's");
    let code = world.wallet.mini_login().await;
    let (status, call) = ask(&code, ticket).await;
    assert_eq!(status, 200, "{call}");
    world.wallet.request_payment(&call).await;
    eventually("paid", async || (world.order(&order).await.state.code() == "paid").then_some(())).await;
    assert_eq!(ask("code", ticket).await, (409, json!({ "code": "NOT_WAITING" })));
    assert_eq!(mei.stage(&order).await, "paid");
    world.books_agree().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_payment_that_the_gateway_refuses_is_said_in_both_languages_and_can_be_tried_again() {
    let world = World::start().await;
    let mut mei = world.signed_in("mei").await;
    world.wallet.fault("native", "rule_limit", 50).await;
    let order = mei.order("slow-light", world.product("slow-light", 0).id.as_str()).await;
    for (language, title, code) in
        [("en-GB", "This payment was not accepted", "JN-REFUSED"), ("zh-CN", "付款没有被受理", "JN-REFUSED")]
    {
        mei.language = Some(language);
        let page = mei.get(&order).await;
        assert_eq!(page.between("data-state=\"", "\""), Some("refused"), "{}", page.body);
        assert!(page.body.contains(title) && page.body.contains(code), "{}", page.body);
        assert!(!page.body.contains("We keep asking") && !page.body.contains("我们会继续请求"));
    }
    let token = order.strip_prefix("/o/").unwrap().to_owned();
    let again = mei.submit("/api/change_channel", &[("token", &token), ("channel", "wechat-pay")]).await;
    assert_eq!(again.between("data-state=\"", "\""), Some("refused"), "{}", again.body);
    let placed = world.order(&order).await;
    assert_eq!(world.databases.commerce.attempts(&placed.id).await.unwrap().len(), 2);
    world.books_agree().await;
}
