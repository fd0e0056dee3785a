//! Prices in several currencies, over HTTP and without scripts: an account is added, a price is set, somebody pays in it,
//! and no form ever reaches another account than the one it was shown for.

use domain::money::{Currency, Money};

use crate::{
    browser::Browser,
    world::{Plan, World, eventually},
};

const COMMUNITY: &str = "kiln-and-clay";

/// Lin's community sells its first tier for 18 dollars too.
async fn sold_in_dollars() -> (World, Browser) {
    let world = Plan { all_gateways: true, ..Plan::default() }.start().await;
    let mut lin = world.signed_in("lin").await;
    let added = lin.post("/api/add_account", &[("account_currency", "USD")]).await;
    assert_eq!(added.leads_to(), "/manage?done=saved");
    let product = world.product(COMMUNITY, 0);
    let (id, version) = (product.id.to_string(), product.version.to_string());
    let form = [
        ("community", COMMUNITY),
        ("product", id.as_str()),
        ("tier", product.tier.as_str()),
        ("benefits", "Clay"),
        ("price", "68.00"),
        ("prices[USD]", "18.00"),
        ("period", "month"),
        ("refund_days", "7"),
        ("version", version.as_str()),
    ];
    let seats = product.seats.map(|seats| seats.to_string()).unwrap_or_default();
    let form: Vec<_> = form.into_iter().chain([("seats", seats.as_str())]).collect();
    let saved = lin.post("/api/save_product", &form).await;
    assert_eq!(saved.leads_to(), format!("/manage/{COMMUNITY}?done=saved"));
    (world, lin)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_member_pays_in_dollars_and_the_account_in_dollars_is_paid() {
    let (world, mut lin) = sold_in_dollars().await;
    let product = world.product(COMMUNITY, 0);
    let (mut mei, id) = (world.newcomer("Ida", "ida@example.com").await, product.id.as_str());
    assert!(mei.get(&format!("/c/{COMMUNITY}")).await.body.contains("or $18.00"));
    let yuan = mei.get(&format!("/join/{COMMUNITY}?product={id}")).await;
    assert!(yuan.body.contains("¥68.00") && yuan.body.contains("USD $18.00"), "{}", yuan.body);
    let page = mei.get(&format!("/join/{COMMUNITY}?product={id}&currency=usd&agreement=open")).await;
    assert!(page.body.contains("name=\"currency\" value=\"USD\""), "the form names what is shown");
    let mut form = page.order_form().to_vec();
    form.extend([("currency", "USD"), ("channel", "card")]);
    let order = mei.post("/api/start_order", &form).await.leads_to();
    let known = world.order(&order).await;
    assert_eq!(known.price, Money::new(1_800, Currency::Usd));
    assert_eq!(mei.stage(&order).await, "awaiting_payment");
    world.wallet.pay_by_card(&world.number(&order).await).await;
    eventually("paid", async || (world.order(&order).await.state.code() == "paid").then_some(())).await;
    let account =
        world.databases.commerce.candidate(&known.creator, known.created_at).await.unwrap().unwrap();
    assert_eq!((account.creator.currency, account.money.balance.minor()), (Currency::Usd, 1_800));
    let sales = lin.get("/sales?account=usd").await;
    assert!(sales.body.contains("$18.00") && sales.body.contains(&known.id.to_string()));
    assert!(!lin.get("/sales").await.body.contains("$18.00"));
    let sale = lin.get(&format!("/sales/{}", known.id)).await;
    assert_eq!(sale.status, 200, "whichever account it is of");
    assert_eq!(world.signed_in("noor").await.get(&format!("/sales/{}", known.id)).await.status, 404);
    let given = [("order", known.id.as_str()), ("amount", ""), ("left", "18.00"), ("note", "Goodwill")];
    lin.post("/api/refund_sale", &given).await;
    assert_eq!(world.order(&order).await.state.code(), "refund_pending");
    world.books_agree().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn each_form_changes_the_account_it_was_shown_for() {
    let (world, mut lin) = sold_in_dollars().await;
    let main = lin.get("/settings/payouts").await;
    let further = lin.get("/settings/payouts?account=usd").await;
    assert!(!main.body.contains("name=\"for_account\""));
    assert!(further.body.contains("name=\"for_account\" value=\"usd\""), "{}", further.body);
    let version = further.between("name=\"version\" value=\"", "\"").unwrap();
    let form =
        [("schedule", "monthly"), ("fallback", "standard"), ("threshold", "25.00"), ("version", version)];
    let form: Vec<_> = form.into_iter().chain([("for_account", "usd")]).collect();
    let saved = lin.post("/api/save_payout_settings", &form).await.leads_to();
    assert!(saved.starts_with("/settings/payouts?account=usd&saved="), "{saved}");
    let after = lin.get("/settings/payouts").await;
    let choice =
        |page: &crate::browser::Answer| page.between("name=\"version\" value=\"", "\"").map(str::to_owned);
    assert_eq!(choice(&after), choice(&main), "the main account is as it was");
    assert!(lin.get("/settings/payouts?account=usd").await.body.contains("25.00"));
    for (path, form) in [
        ("/api/save_payout_settings", vec![("schedule", "weekly"), ("for_account", "eur")]),
        ("/api/resume_payouts", vec![("for_account", "none")]),
        ("/api/quote_instant_payout", vec![("amount", "10"), ("for_account", "gbp")]),
        ("/api/add_bank", vec![("holder", "Lin"), ("for_account", "x")]),
    ] {
        assert_eq!(lin.post(path, &form).await.leads_to(), "/nothing-here", "{path}");
    }
    for page in
        ["/payouts?account=eur", "/settings/payouts?account=../usd", "/payouts/export/2026.csv?account=jpy"]
    {
        assert_eq!(lin.get(page).await.status, 404, "{page}");
    }
    let refused = [("amount", "much"), ("for_account", "usd")];
    let refused = lin.post("/api/quote_instant_payout", &refused).await.leads_to();
    assert_eq!(refused, "/payouts/instant?account=usd&refused=1");
    world.books_agree().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_pages_of_payouts_lead_on_within_their_account() {
    let (world, mut lin) = sold_in_dollars().await;
    for page in ["/payouts", "/sales", "/settings/payouts"] {
        let further = lin.get(&format!("{page}?account=usd")).await;
        assert_eq!(further.status, 200, "{page}");
        assert!(further.body.contains("aria-current=\"true\">USD</a>"), "{page}");
        assert!(further.body.contains(&format!("href=\"{page}\"")), "{page}: back to the main account");
    }
    let payouts = lin.get("/payouts?account=usd").await;
    assert!(payouts.body.contains("/payouts/instant?account=usd"));
    assert!(payouts.body.contains("/settings/payouts?account=usd"));
    let bank = lin.get("/settings/payouts/destination?account=usd").await;
    assert!(bank.body.contains("Account in USD") && bank.body.contains("name=\"for_account\" value=\"usd\""));
    assert!(
        !world.signed_in("noor").await.get("/payouts").await.body.contains("account="),
        "one account, no switch"
    );
    assert_eq!(
        world.visitor().get("/payouts?account=usd").await.leads_to(),
        "/sign-in?return_to=/payouts%3Faccount%3Dusd"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_an_order_asks_for_is_refused_unless_it_is_sold_so() {
    let world = World::start().await;
    let mut mei = world.signed_in("mei").await;
    let page = mei.get(&format!("/join/{COMMUNITY}?agreement=open")).await;
    let mut form = page.order_form().to_vec();
    form[4].1 = "/join/kiln-and-clay";
    form.push(("currency", "JPY"));
    let refused = mei.submit("/api/start_order", &form).await;
    assert!(refused.body.contains("You have not been charged"), "{}", refused.body);
    assert!(refused.body.contains("no longer sold in the currency you chose"), "{}", refused.body);
    let strangers =
        world.signed_in("mei").await.post("/api/add_account", &[("account_currency", "USD")]).await;
    assert_eq!(strangers.leads_to(), "/nothing-here", "who has no account adds none beside it");
}
