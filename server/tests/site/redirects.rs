//! Nobody is sent to another site by a link that begins here.

use crate::world::{PASSWORD, World};

const ELSEWHERE: [&str; 36] = [
    "//evil.example",
    "///evil.example",
    "////evil.example/%2f..",
    "/\\evil.example",
    "\\\\evil.example",
    "\\/evil.example",
    "/\\/evil.example",
    "//\\evil.example",
    "/%2f%2fevil.example",
    "/%5cevil.example",
    "%2f%2fevil.example",
    "/\t/evil.example",
    "/\n/evil.example",
    "/\r\nLocation: https://evil.example",
    "\t//evil.example",
    " //evil.example",
    "/\u{0}/evil.example",
    "/\u{7f}/evil.example",
    "/.//evil.example",
    "/..//evil.example",
    "/./\\evil.example",
    "/;@evil.example",
    "@evil.example",
    ".evil.example",
    "evil.example",
    "https://evil.example",
    "https:evil.example",
    "https:/evil.example",
    "HTTPS://EVIL.EXAMPLE",
    "http://127.0.0.1@evil.example/",
    "javascript:alert(1)",
    "java\nscript:alert(1)",
    "data:text/html,<script>alert(1)</script>",
    "?next=//evil.example",
    "/\u{2028}/evil.example",
    "／／evil.example",
];

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_form_leads_nowhere_but_here() {
    let world = World::start().await;
    let mut browser = world.visitor();
    let form = [
        ("email", "mei@demo.example"),
        ("password", "open the kiln slowly"),
        ("return_to", "//evil.example"),
    ];
    assert_eq!(browser.post("/api/sign_in", &form).await.leads_to(), "/");
    let form =
        [("name", "Bo"), ("email", "bo@b.example"), ("password", PASSWORD), ("return_to", "//evil.example")];
    assert_eq!(world.visitor().post("/api/sign_up", &form).await.leads_to(), "/");
    for to in ELSEWHERE {
        // `leads_to` resolves the answer as a browser would and compares the sites.
        let mut browser = world.visitor();
        browser.post("/api/set_locale", &[("locale", "en"), ("return_to", to)]).await.leads_to();
        browser.post("/api/sign_up", &[("name", ""), ("return_to", to)]).await.leads_to();
        browser.post("/api/start_order", &[("product", "x"), ("back", to)]).await.leads_to();
        browser.post("/api/demo_sign_in", &[("key", "mei"), ("return_to", to)]).await.leads_to();
        browser.post("/api/start_order", &[("product", "x"), ("back", to)]).await.leads_to();
        assert!(browser.cookies.contains_key("__Host-session"), "{to:?}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_page_passes_on_no_address_but_ours() {
    let world = World::start().await;
    let mut mei = world.signed_in("mei").await;
    let mut visitor = world.visitor();
    for to in ELSEWHERE {
        let mut url = reqwest::Url::parse("http://x.example/sign-in").unwrap();
        url.query_pairs_mut().append_pair("return_to", to);
        let query = url.query().unwrap();
        for page in ["/sign-in", "/sign-up"] {
            mei.get(&format!("{page}?{query}")).await.leads_to();
            let form = visitor.get(&format!("{page}?{query}")).await;
            let kept = form.between("name=\"return_to\" value=\"", "\"").unwrap();
            let here = reqwest::Url::parse("https://here.example/sign-in").unwrap();
            assert_eq!(
                here.join(&crate::html::resolved(kept)).unwrap().origin(),
                here.origin(),
                "{to:?} kept as {kept}"
            );
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_form_that_cannot_be_read_leads_to_our_own_page_whatever_page_it_claims_to_come_from() {
    let world = World::start().await;
    let mut browser = world.visitor();
    for referer in ["https://evil.example/form", "http://127.0.0.1/", "nonsense"] {
        let garbage = browser.form("/api/start_order", &[("accept", "perhaps")]).header("referer", referer);
        assert_eq!(browser.send(garbage).await.leads_to(), "/trouble?code=JN-FORM");
    }
    let unreadable = browser.form("/api/sign_in", &[]).body(vec![b'e', b'=', 0xff, 0xfe]);
    let answer = browser.send(unreadable).await;
    assert!(answer.status == 303 && !answer.header("location").contains("__err"), "{answer:?}");
}
