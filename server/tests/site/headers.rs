//! What every answer's head says to the browser.

use joinery::settings::Mode;
use reqwest::Method;

use crate::{
    browser::{Answer, Browser},
    html::{document, without},
    world::{Plan, World},
};

fn has_what_every_answer_has(answer: &Answer, what: &str) {
    let fixed = [
        ("x-content-type-options", "nosniff"),
        ("cross-origin-opener-policy", "same-origin"),
        ("cross-origin-resource-policy", "same-origin"),
        ("permissions-policy", "camera=(), geolocation=(), microphone=()"),
    ];
    for (name, value) in fixed {
        assert_eq!(answer.header(name), value, "{what}: {name}");
    }
    let referrer = answer.header("referrer-policy");
    assert!(["same-origin", "strict-origin"].contains(&referrer), "{what}: {referrer}");
    let policy = answer.header("content-security-policy");
    assert!(
        policy.contains("default-src 'none'") && policy.contains("frame-ancestors 'none'"),
        "{what}: {policy}"
    );
    assert!(policy.contains("base-uri 'none'"), "{what}: {policy}");
    for hole in ["unsafe-inline", "'unsafe-eval'", " * ", "http:", "https:"] {
        let demo_wallet_aside =
            policy.split(';').filter(|part| !part.contains("form-action")).collect::<String>();
        assert!(!demo_wallet_aside.contains(hole), "{what}: {hole} in {policy}");
    }
    assert!(!answer.header("cache-control").is_empty() && !answer.header("vary").is_empty(), "{what}");
    assert_eq!(answer.header("x-request-id").len(), 16, "{what}");
}

/// The nonce of the policy is the nonce of each script, and nothing on the page is inline without it.
fn has_one_nonce(answer: &Answer, what: &str) -> String {
    let policy = answer.header("content-security-policy");
    let nonce = policy.split_once("'nonce-").unwrap().1.split_once('\'').unwrap().0;
    assert!(nonce.len() >= 20, "{what}: {nonce}");
    let scripts: Vec<&str> = answer.body.match_indices("<script").map(|(at, _)| &answer.body[at..]).collect();
    assert!(!scripts.is_empty(), "{what}");
    for script in scripts {
        let tag = script.split('>').next().unwrap();
        assert!(tag.contains(&format!("nonce=\"{nonce}\"")), "{what}: {tag}");
    }
    let markup = without(&answer.body, "<script", "</script>");
    for inline in [" style=", "<style", " onclick=", " onload=", " onerror=", " onsubmit=", "javascript:"] {
        assert!(!markup.contains(inline), "{what}: {inline}");
    }
    nonce.to_owned()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_answer_has_the_security_headers() {
    let world = World::start().await;
    let mut visitor = world.visitor();
    for page in ["/", "/c/slow-light", "/sign-in", "/nothing-here", "/trouble?code=JN-STORE", "/memberships"]
    {
        has_what_every_answer_has(&visitor.get(page).await, page);
    }
    let plain = [
        "/healthz",
        "/readyz",
        "/metrics",
        "/o/00000000000000000000000000/status",
        "/api/sign_out",
        "/favicon.svg",
    ];
    for address in plain {
        has_what_every_answer_has(&visitor.get(address).await, address);
    }
    let large = visitor.form("/api/sign_in", &[("email", &"a".repeat(100_000))]);
    let cases = [
        ("a form that is too large", large, 413),
        ("a foreign form", visitor.bare(Method::POST, "/api/sign_out"), 403),
        ("an unsigned notification", visitor.bare(Method::POST, "/webhooks/wechat-pay").body("{}"), 401),
        ("a method nobody has", visitor.request(Method::DELETE, "/healthz"), 405),
        ("a form", visitor.form("/api/sign_out", &[]), 303),
    ];
    for (what, request, status) in cases {
        let answer = visitor.send(request).await;
        assert_eq!(answer.status, status, "{what}: {answer:?}");
        has_what_every_answer_has(&answer, what);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn answers_keep_their_headers_when_the_database_is_gone() {
    let world = World::start().await;
    let mut mei = world.signed_in("mei").await;
    assert_eq!(mei.get("/memberships").await.status, 200);
    world.databases.people.close().await;
    world.databases.commerce.close().await;
    let broken = mei.get("/memberships").await;
    assert_eq!(broken.status, 500);
    assert!(document(&broken).contains("JN-STORE"));
    has_what_every_answer_has(&broken, "a page without its database");
    has_one_nonce(&broken, "a page without its database");
    let mut stranger = world.visitor();
    stranger.cookies.insert("__Host-session".to_owned(), "somebody".to_owned());
    let unknown = stranger.get("/memberships").await;
    assert_eq!((unknown.status, unknown.header("retry-after")), (503, "30"));
    assert!(unknown.body.contains("JN-STORE"));
    has_what_every_answer_has(&unknown, "nobody can be recognised");
    let form = mei.post("/api/sign_in", &[("email", "a@b.example"), ("password", "does not matter")]).await;
    assert_eq!(form.leads_to(), "/trouble?code=JN-STORE");
    has_what_every_answer_has(&form, "a form without its database");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn each_page_has_a_nonce_of_its_own_and_every_script_has_it() {
    let world = World::start().await;
    let mut lin = world.signed_in("lin").await;
    let mut nonces = Vec::new();
    for page in [
        "/",
        "/",
        "/c/kiln-and-clay",
        "/settings/payouts",
        "/sales",
        "/memberships",
        "/nothing-here",
        "/offline",
    ] {
        nonces.push(has_one_nonce(&lin.get(page).await, page));
    }
    let count = nonces.len();
    nonces.sort();
    nonces.dedup();
    assert_eq!(nonces.len(), count, "a nonce was used twice");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn forms_lead_here_and_to_the_demo_wallet_only() {
    let world = World::start().await;
    let page = world.visitor().get("/").await;
    let expected = format!("form-action 'self' {};", world.wallet.base);
    assert!(
        page.header("content-security-policy").contains(&expected),
        "{}",
        page.header("content-security-policy")
    );
}

async fn cache_of(browser: &mut Browser, page: &str) -> String {
    let answer = browser.get(page).await;
    for reason in ["cookie", "accept-language"] {
        assert!(answer.header("vary").contains(reason), "{page}: {}", answer.header("vary"));
    }
    answer.header("cache-control").to_owned()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn personal_pages_are_kept_by_nobody_and_public_ones_by_no_shared_cache() {
    let world = World::start().await;
    let (mut visitor, mut lin) = (world.visitor(), world.signed_in("lin").await);
    for page in ["/", "/c/kiln-and-clay"] {
        assert_eq!(cache_of(&mut visitor, page).await, "private, no-cache", "{page}");
        assert_eq!(cache_of(&mut lin, page).await, "no-store", "{page}");
    }
    for page in ["/settings/payouts", "/sales", "/memberships", "/sign-in", "/sign-up"] {
        let cache = cache_of(&mut lin, page).await;
        assert!(["no-store", "private, no-cache"].contains(&cache.as_str()), "{page}: {cache}");
    }
    assert_eq!(cache_of(&mut visitor, "/sign-in").await, "no-store");
    let product = world.product("slow-light", 0);
    let order = lin.order("slow-light", product.id.as_str()).await;
    assert_eq!(cache_of(&mut lin, &order).await, "no-store");
    let status = cache_of(&mut lin, &format!("{order}/status")).await;
    assert!(status.contains("private") || status == "no-store", "{status}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_asked_for_from_the_page_of_an_order_does_not_name_its_address() {
    let world = World::start().await;
    let mut lin = world.signed_in("lin").await;
    let product = world.product("slow-light", 0);
    let order = lin.order("slow-light", product.id.as_str()).await;
    for page in [order.clone(), format!("{order}/receipt"), "/team/accept/nobody".to_owned()] {
        assert_eq!(lin.get(&page).await.header("referrer-policy"), "strict-origin", "{page}");
    }
    let mut visitor = world.visitor();
    for page in [visitor.get(&order).await.leads_to(), format!("/sign-up?return_to={order}")] {
        assert!(page.contains(&order), "{page}");
        assert_eq!(visitor.get(&page).await.header("referrer-policy"), "strict-origin", "{page}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn only_an_https_installation_asks_for_https_for_ever() {
    let plan =
        Plan { mode: Mode::Live, public_url: Some("https://join.example".to_owned()), ..Plan::default() };
    let secure = plan.start().await;
    for page in ["/", "/healthz", "/nothing-here", "/favicon.svg"] {
        let answer = secure.visitor().get(page).await;
        // For this name alone: a host's other sites below it may speak plain http.
        assert_eq!(answer.header("strict-transport-security"), "max-age=31536000", "{page}");
    }
    let policy = secure.visitor().get("/").await.header("content-security-policy").to_owned();
    assert!(policy.contains("form-action 'self';"), "{policy}");
    let plain = World::start().await;
    assert_eq!(plain.visitor().get("/").await.header("strict-transport-security"), "");
}
