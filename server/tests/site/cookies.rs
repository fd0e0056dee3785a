//! The session cookie, by the address people use.

use joinery::{compose, settings::Mode};

use crate::{
    template::Folder,
    world::{Plan, World, eventually},
};

fn parts(line: &str) -> Vec<&str> {
    line.split("; ").skip(1).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn on_this_machine_and_on_https_the_cookie_belongs_to_this_host_alone() {
    for public_url in [None, Some("https://join.example".to_owned())] {
        let world = Plan { public_url, ..Plan::default() }.start().await;
        let answer = world.visitor().post("/api/demo_sign_in", &[("key", "mei"), ("return_to", "/")]).await;
        let cookies = answer.set_cookies();
        let session = cookies.iter().find(|line| line.starts_with("__Host-session=")).unwrap();
        assert_eq!(parts(session), ["Path=/", "Max-Age=2592000", "HttpOnly", "SameSite=Lax", "Secure"]);
        let token = session.split_once('=').unwrap().1.split(';').next().unwrap();
        assert!(token.len() >= 43, "256 bits as text: {}", token.len());
        assert!(!cookies.iter().any(|line| line.contains("Domain")));
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_demo_on_plain_http_elsewhere_has_a_cookie_that_browsers_accept_there() {
    let public_url = Some("http://joinery.test:3000".to_owned());
    let world = Plan { public_url, ..Plan::default() }.start().await;
    let mut browser = world.visitor();
    let answer = browser.post("/api/demo_sign_in", &[("key", "mei"), ("return_to", "/")]).await;
    let cookies = answer.set_cookies();
    let session = cookies.iter().find(|line| line.starts_with("session=")).unwrap();
    assert_eq!(parts(session), ["Path=/", "Max-Age=2592000", "HttpOnly", "SameSite=Lax"]);
    assert_eq!(browser.get("/memberships").await.status, 200);
    let order = browser.order("slow-light", world.product("slow-light", 0).id.as_str()).await;
    browser.get(&order).await;
    world.wallet.pay(&world.number(&order).await).await;
    eventually("the sandbox beside it tells it", async || {
        (world.order(&order).await.state.code() == "paid").then_some(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_cookie_is_out_of_reach_of_scripts_and_of_other_sites() {
    let world = World::start().await;
    let mut browser = world.visitor();
    let refused = browser.post("/api/sign_up", &[("name", ""), ("email", "x"), ("password", "y")]).await;
    let language = browser.post("/api/set_locale", &[("locale", "en"), ("return_to", "/")]).await;
    let lines: Vec<String> = refused.set_cookies().into_iter().chain(language.set_cookies()).collect();
    assert_eq!(lines.len(), 2);
    for line in lines {
        for part in ["Path=/", "HttpOnly", "SameSite=Lax", "Secure"] {
            assert!(parts(&line).contains(&part), "{line}");
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn signing_in_again_makes_a_new_session_and_a_planted_one_is_worth_nothing() {
    let world = World::start().await;
    let mut browser = world.visitor();
    browser.cookies.insert("__Host-session".to_owned(), "a-session-somebody-planted".to_owned());
    assert_eq!(browser.get("/memberships").await.status, 303);
    browser.post("/api/demo_sign_in", &[("key", "mei")]).await;
    let first = browser.cookies["__Host-session"].clone();
    assert_ne!(first, "a-session-somebody-planted");
    browser.post("/api/demo_sign_in", &[("key", "mei")]).await;
    assert_ne!(browser.cookies["__Host-session"], first);
    let mut planted = world.visitor();
    planted.cookies.insert("__Host-session".to_owned(), "a-session-somebody-planted".to_owned());
    assert_eq!(planted.get("/memberships").await.status, 303);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn real_money_is_taken_on_https_only_and_with_keys_of_ones_own() {
    let folder = Folder::new();
    let file = folder.0.join("joinery.toml");
    std::fs::write(&file, "mode = 'live'\npublic_url = 'http://join.example'\n").unwrap();
    let refused = joinery::settings::load(&file).unwrap_err().to_string();
    assert!(refused.contains("public_url") && refused.contains("https"), "{refused}");

    let mut settings = World::start().await.settings.clone();
    settings.mode = Mode::Live;
    settings.keys_dir = folder.0.join("keys");
    settings.people_url = folder.database("people.db");
    settings.commerce_url = folder.database("commerce.db");
    let databases = compose::open_databases(&settings).await.unwrap();
    let refused = compose::assemble(&settings, &databases).await.err().unwrap().to_string();
    assert!(refused.contains("stamp.key"), "{refused}");
    assert!(!folder.0.join("keys").exists(), "a live installation never makes keys by itself");
}
