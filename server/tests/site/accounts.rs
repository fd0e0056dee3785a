//! Signing up, in and out by plain forms.

use reqwest::Method;

use crate::{
    browser::Answer,
    html::{resolved, settled},
    world::{PASSWORD, World},
};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn somebody_signs_up_signs_out_and_signs_in_again() {
    let world = World::start().await;
    let mut ida = world.newcomer("Ida Lind", "Ida@Home.example").await;
    assert!(ida.get("/memberships").await.body.contains("Ida Lind"));
    let session = ida.cookies["__Host-session"].clone();
    assert_eq!(ida.post("/api/sign_out", &[]).await.leads_to(), "/");
    assert!(!ida.cookies.contains_key("__Host-session"));
    assert_eq!(ida.get("/memberships").await.status, 303);
    ida.cookies.insert("__Host-session".to_owned(), session);
    assert_eq!(ida.get("/memberships").await.status, 303, "the old session has ended on the server, too");

    let mut later = world.visitor();
    let form = [("email", " ida@home.EXAMPLE "), ("password", PASSWORD), ("return_to", "/c/slow-light")];
    assert_eq!(later.post("/api/sign_in", &form).await.leads_to(), "/c/slow-light");
    assert!(later.get("/c/slow-light").await.body.contains("Ida Lind"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_refused_form_comes_back_with_everything_but_the_password() {
    let world = World::start().await;
    let mut browser = world.visitor();
    let secret = "short-one";
    let form = [
        ("name", "Ada & \"Bo\""),
        ("email", "not-an-address"),
        ("password", secret),
        ("return_to", "/sales"),
    ];
    let answer = browser.post("/api/sign_up", &form).await;
    assert_eq!(answer.leads_to(), "/sign-up?return_to=/sales&refused=1");
    let page = browser.get(&answer.leads_to()).await;
    assert_eq!(page.status, 200);
    let shown = |name: &str| resolved(page.between(&format!("name=\"{name}\""), ">").unwrap());
    assert!(shown("name").contains("value=\"Ada & \"Bo\"\""), "{}", shown("name"));
    assert!(shown("email").contains("value=\"not-an-address\""), "{}", shown("email"));
    assert!(!shown("password").contains("value"), "{}", shown("password"));
    for reason in ["Enter an address like", "Use at least 10 characters", "The account was not created"] {
        assert!(page.body.contains(reason), "{reason}");
    }
    assert!(!page.body.contains(secret) && !answer.body.contains(secret));
    let again = browser.get("/sign-up?refused=1").await;
    assert!(again.body.contains("not-an-address"), "a reload shows it again");
    let fresh = browser.get("/sign-up").await;
    assert!(!fresh.body.contains("not-an-address"), "whoever comes anew starts anew");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_typed_into_one_form_never_appears_in_another_nor_in_another_browser() {
    let world = World::start().await;
    let mut browser = world.visitor();
    browser.post("/api/sign_up", &[("name", "Typed Name"), ("email", "typed@x"), ("password", "x")]).await;
    for page in ["/sign-in?refused=1", "/join/slow-light?refused=1", "/settings/payouts?refused=1"] {
        let answer = browser.get(page).await;
        assert!(!answer.body.contains("Typed Name") && !answer.body.contains("typed@x"), "{page}");
    }
    let mut other = world.visitor();
    other.cookies.insert("draft".to_owned(), "drf_00000000000000000000000000".to_owned());
    assert!(!other.get("/sign-up?refused=1").await.body.contains("Typed Name"));
}

async fn tried(world: &World, email: &str, accept: &'static str) -> (Answer, Answer) {
    let mut browser = world.visitor();
    browser.accept = accept;
    let form = [("email", email), ("password", "the wrong password"), ("return_to", "/sales")];
    let mut answer = browser.post("/api/sign_in", &form).await;
    let page = browser.get("/sign-in?return_to=/sales&refused=1").await;
    for changing in ["set-cookie", "x-request-id", "date"] {
        answer.headers.remove(changing);
    }
    (answer, page)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nobody_learns_whether_an_address_has_an_account() {
    let world = World::start().await;
    for accept in [crate::browser::HTML, "application/json"] {
        let (known, known_page) = tried(&world, "mei@demo.example", accept).await;
        let (unknown, unknown_page) = tried(&world, "nobody@demo.example", accept).await;
        let (no_address, _) = tried(&world, "no address at all", accept).await;
        assert_eq!(known.status, if accept == crate::browser::HTML { 303 } else { 422 });
        for other in [&unknown, &no_address] {
            let mut headers = other.headers.clone();
            headers.remove("content-security-policy");
            let mut expected = known.headers.clone();
            expected.remove("content-security-policy");
            assert_eq!((other.status, &other.body, headers), (known.status, &known.body, expected));
        }
        let page = |answer: &Answer, email| settled(answer).replace(email, "typed");
        assert_eq!(page(&known_page, "mei@demo.example"), page(&unknown_page, "nobody@demo.example"));
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_address_that_is_taken_is_refused_without_saying_so() {
    let world = World::start().await;
    let mut browser = world.visitor();
    let form = [("name", "Mei again"), ("email", "mei@demo.example"), ("password", PASSWORD)];
    let page = browser.submit("/api/sign_up", &form).await;
    assert!(page.body.contains("The account could not be made with this address."));
    assert!(!browser.cookies.contains_key("__Host-session"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn guessing_is_slowed_down_whatever_the_guesser_claims_to_be() {
    let world = World::start().await;
    let mut browser = world.visitor();
    let form = [("email", "mei@demo.example"), ("password", "a guess, and a wrong one")];
    let mut last = String::new();
    for number in 0..11 {
        let request =
            browser.form("/api/sign_in", &form).header("x-forwarded-for", format!("203.0.{number}.9"));
        browser.send(request).await;
        last = browser.get("/sign-in?refused=1").await.body;
    }
    assert!(last.contains("Too many tries."));
    let right = [("email", "mei@demo.example"), ("password", "open the kiln slowly")];
    assert!(browser.submit("/api/sign_in", &right).await.body.contains("Too many tries."));
    let others = [("email", "lin@demo.example"), ("password", "open the kiln slowly")];
    assert_eq!(browser.post("/api/sign_in", &others).await.leads_to(), "/");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_program_gets_a_status_and_a_code_instead_of_a_page() {
    let world = World::start().await;
    let mut program = world.visitor();
    program.accept = "application/json";
    let refused = program.post("/api/sign_up", &[("name", ""), ("email", ""), ("password", "")]).await;
    assert_eq!(refused.status, 422);
    let nobody = program.post("/api/save_payout_settings", &[("schedule", "daily")]).await;
    assert_eq!(nobody.status, 401);
    assert!(nobody.body.contains("JN-SIGN-IN"), "{}", nobody.body);
    let nowhere = program.request(Method::POST, "/api/there_is_no_such_function");
    assert_eq!(program.send(nowhere).await.status, 404);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_click_sign_in_knows_only_the_people_of_the_demo() {
    let world = World::start().await;
    let mut browser = world.visitor();
    for key in ["tomas", "", "mei@demo.example", "../lin"] {
        assert_eq!(browser.post("/api/demo_sign_in", &[("key", key)]).await.leads_to(), "/nothing-here");
    }
    assert!(!browser.cookies.contains_key("__Host-session"));
}
