//! Forms of other sites do nothing here.

use reqwest::Method;

use crate::world::World;

const SITES: [(Option<&str>, bool); 5] = [
    (None, false),
    (Some("same-origin"), true),
    (Some("none"), true),
    (Some("same-site"), false),
    (Some("cross-site"), false),
];

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_form_is_believed_only_when_the_browser_says_that_it_is_ours() {
    let world = World::start().await;
    let here = world.settings.public_url.clone();
    let origins = [None, Some(here.as_str()), Some("https://evil.example"), Some("null"), Some("")];
    let targets = [
        "/api/sign_out",
        "/api/sign_in",
        "/api/sign_up",
        "/api/demo_sign_in",
        "/api/set_locale",
        "/api/start_order",
        "/api/check_order",
        "/api/save_payout_settings",
        "/demo/clock",
    ];
    for target in targets {
        for (site, site_is_ours) in SITES {
            for origin in origins {
                for method in [Method::POST, Method::PUT, Method::PATCH, Method::DELETE] {
                    let mut browser = world.visitor();
                    let mut request = browser.bare(method.clone(), target);
                    request = site
                        .into_iter()
                        .fold(request, |request, site| request.header("sec-fetch-site", site));
                    request =
                        origin.into_iter().fold(request, |request, origin| request.header("origin", origin));
                    let answer = browser.send(request).await;
                    let ours = site.map_or(origin == Some(here.as_str()), |_| site_is_ours);
                    let what = format!("{method} {target} from {site:?}, {origin:?}: {}", answer.status);
                    assert_eq!(answer.status != 403, ours, "{what}");
                }
            }
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_foreign_form_changes_nothing_and_says_so() {
    let world = World::start().await;
    let mut mei = world.signed_in("mei").await;
    let forged = mei.bare(Method::POST, "/api/sign_out").header("sec-fetch-site", "cross-site");
    let answer = mei.send(forged).await;
    assert_eq!(answer.status, 403);
    assert!(answer.body.contains("JN-FOREIGN"));
    assert_eq!(mei.get("/memberships").await.status, 200, "still signed in");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn reading_is_open_to_links_from_anywhere_and_changes_nothing() {
    let world = World::start().await;
    let mut mei = world.signed_in("mei").await;
    let link = mei.bare(Method::GET, "/memberships").header("sec-fetch-site", "cross-site");
    assert_eq!(mei.send(link).await.status, 200);
    for function in ["sign_out", "start_order", "set_locale", "save_payout_settings", "check_order"] {
        assert_eq!(mei.get(&format!("/api/{function}?locale=zh-CN")).await.status, 405, "{function}");
    }
    assert_eq!(mei.get("/memberships").await.status, 200, "still signed in");
    assert!(!mei.cookies.contains_key("locale"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_gateway_says_nothing_of_browsers_and_is_judged_by_its_signature() {
    let world = World::start().await;
    let mut machine = world.visitor();
    for site in ["cross-site", "same-origin"] {
        let request =
            machine.bare(Method::POST, "/webhooks/wechat-pay").header("sec-fetch-site", site).body("{}");
        let answer = machine.send(request).await;
        assert_eq!(answer.status, 401);
        assert!(answer.body.contains("\"FAIL\""));
    }
    let request = machine.bare(Method::POST, "/webhooks/nobody").body("{}");
    assert_eq!(machine.send(request).await.status, 404);
}
