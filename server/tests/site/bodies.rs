//! Bodies that are too large or are not what they claim.

use reqwest::Method;

use crate::world::World;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_larger_than_a_form_is_read() {
    let world = World::start().await;
    let mut browser = world.visitor();
    let large = "a".repeat(70_000);
    for address in ["/api/sign_in", "/api/start_order", "/demo/clock", "/webhooks/wechat-pay"] {
        let request = browser
            .request(Method::POST, address)
            .header(
                "content-type",
                if address == "/demo/clock" {
                    "application/json"
                } else {
                    "application/x-www-form-urlencoded"
                },
            )
            .body(large.clone());
        let answer = browser.send(request).await;
        assert_eq!(answer.status, 413, "{address}: {answer:?}");
    }
    let fits = browser.form("/api/sign_in", &[("email", &"a".repeat(60_000)), ("password", "x")]);
    assert_eq!(browser.send(fits).await.status, 303);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_long_form_is_refused_without_a_fault() {
    let world = World::start().await;
    let mut browser = world.visitor();
    let (name, email) = ("n".repeat(5_000), format!("{}@x.example", "e".repeat(5_000)));
    let form = [
        ("name", name.as_str()),
        ("email", &email),
        ("password", "long enough, this one"),
        ("return_to", "/"),
    ];
    let page = browser.submit("/api/sign_up", &form).await;
    assert_eq!(page.status, 200);
    assert!(page.body.contains("Enter a name of at most 80 characters."));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_body_of_another_kind_is_no_fault_of_ours() {
    let world = World::start().await;
    let mut program = world.visitor();
    program.accept = "application/json";
    for (kind, body) in
        [("application/json", "{\"email\":1}"), ("text/plain", "email=x"), ("multipart/form-data", "--x")]
    {
        let request = program.request(Method::POST, "/api/sign_in").header("content-type", kind).body(body);
        let answer = program.send(request).await;
        assert!((400..500).contains(&answer.status), "{kind}: {answer:?}");
    }
    let garbage = program.form("/api/start_order", &[("accept", "perhaps")]);
    let answer = program.send(garbage).await;
    assert!((400..500).contains(&answer.status) && answer.body.contains("JN-FORM"), "{answer:?}");
}
