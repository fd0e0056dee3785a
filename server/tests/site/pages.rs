//! Every page is complete, has the right status and says what it is, to whoever asks.

use crate::{browser::Browser, html::document, world::World};

/// Every address a person can open, with the status a visitor, a member and a creator get.
const PAGES: [(&str, u16, u16, u16); 23] = [
    ("/", 200, 200, 200),
    ("/c/kiln-and-clay", 200, 200, 200),
    ("/c/slow-light", 200, 200, 200),
    ("/c/quiet-letter", 200, 200, 200),
    ("/c/nobody", 404, 404, 404),
    ("/join/kiln-and-clay", 200, 200, 200),
    ("/join/quiet-letter?agreement=open", 200, 200, 200),
    ("/join/nobody", 404, 404, 404),
    ("/join/kiln-and-clay?product=prd_00000000000000000000000000", 404, 404, 404),
    ("/join/kiln-and-clay?product=%3Cscript%3E", 404, 404, 404),
    ("/memberships", 303, 200, 200),
    ("/sales", 303, 404, 200),
    ("/settings/payouts", 303, 404, 200),
    ("/messages", 303, 200, 200),
    ("/demo/mails", 200, 200, 200),
    ("/demo/mails/msg_00000000000000000000000000", 404, 404, 404),
    ("/sign-in", 200, 303, 303),
    ("/sign-up", 200, 303, 303),
    ("/offline", 200, 200, 200),
    ("/trouble?code=JN-STORE", 500, 500, 500),
    ("/trouble?code=JN-BUSY", 503, 503, 503),
    ("/nothing-here", 404, 404, 404),
    ("/c/kiln-and-clay/deeper", 404, 404, 404),
];

async fn look_at_all(browser: &mut Browser, who: &str, status_of: fn(&(&str, u16, u16, u16)) -> u16) {
    for page in &PAGES {
        let answer = browser.get(page.0).await;
        assert_eq!(answer.status, status_of(page), "{who} at {}", page.0);
        if answer.status == 303 {
            continue;
        }
        assert_eq!(answer.header("content-type"), "text/html; charset=utf-8", "{who} at {}", page.0);
        let body = document(&answer);
        assert!(body.starts_with("<!DOCTYPE html>"), "{who} at {}: {}", page.0, &body[..80]);
        assert!(body.ends_with("</body>"), "{who} at {}", page.0);
        assert_eq!(body.matches("<h1").count(), 1, "{who} at {}", page.0);
        assert!(body.contains("<main id=\"main\""), "{who} at {}", page.0);
        assert!(
            !body.contains("{\"") && !body.contains("Some("),
            "{who} at {}: data instead of words",
            page.0
        );
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_page_is_complete_and_has_its_status() {
    let world = World::start().await;
    look_at_all(&mut world.visitor(), "a visitor", |page| page.1).await;
    look_at_all(&mut world.signed_in("mei").await, "a member", |page| page.2).await;
    look_at_all(&mut world.signed_in("lin").await, "a creator", |page| page.3).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_visitor_is_asked_to_sign_in_and_comes_back() {
    let world = World::start().await;
    for page in ["/memberships", "/sales", "/settings/payouts", "/o/00000000000000000000000000"] {
        let mut browser = world.visitor();
        let to = browser.get(page).await.leads_to();
        let form = browser.get(&to).await;
        assert_eq!(form.between("name=\"return_to\" value=\"", "\""), Some(page));
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_head_request_is_answered_like_a_get_without_its_body() {
    let world = World::start().await;
    let mut browser = world.visitor();
    for (page, status) in [("/", 200), ("/c/nobody", 404), ("/healthz", 200)] {
        let request = browser.request(reqwest::Method::HEAD, page);
        let answer = browser.send(request).await;
        assert_eq!((answer.status, answer.body.as_str()), (status, ""), "{page}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_page_of_a_demo_says_that_it_is_one() {
    let world = World::start().await;
    let mut browser = world.visitor();
    for (page, ..) in PAGES {
        let answer = browser.get(page).await;
        if answer.status != 303 {
            assert!(answer.body.contains("No real money moves here."), "{page}");
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_wrong_with_a_fault_is_told_by_code_and_never_by_an_address_anybody_can_type() {
    let world = World::start().await;
    let mut browser = world.visitor();
    let known = browser.get("/trouble?code=JN-GATEWAY").await;
    assert!(known.body.contains("JN-GATEWAY"));
    let invented = browser.get("/trouble?code=CALL-555-0100-NOW").await;
    assert!(!invented.body.contains("555-0100</code>") && invented.body.contains("JN-UNKNOWN"));
}
