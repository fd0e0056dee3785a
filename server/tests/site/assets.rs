//! The files that the program carries.

use reqwest::Method;

use crate::{browser::Answer, world::World};

async fn fetched(world: &World, path: &str, headers: &[(&str, &str)]) -> Answer {
    let mut browser = world.visitor();
    let request = headers
        .iter()
        .fold(browser.request(Method::GET, path), |request, (name, value)| request.header(*name, *value));
    browser.send_for_bytes(request).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn style_and_scripts_of_a_page_are_there_for_good_under_their_names() {
    let world = World::start().await;
    let page = world.visitor().get("/").await;
    let sheet = page.between("rel=\"stylesheet\" href=\"", "\"").unwrap();
    assert!(!sheet.contains("not-built"), "build the site first: cargo xtask build");
    let scripts = page.between("rel=\"modulepreload\" href=\"", "\"").unwrap();
    for (path, kind) in [(sheet, "text/css; charset=utf-8"), (scripts, "text/javascript; charset=utf-8")] {
        let answer = fetched(&world, path, &[]).await;
        assert_eq!((answer.status, answer.header("content-type")), (200, kind), "{path}");
        assert_eq!(answer.header("cache-control"), "public, max-age=31536000, immutable", "{path}");
        assert_eq!(answer.header("vary"), "accept-encoding", "{path}: the same for everybody");
        assert!(answer.set_cookies().is_empty(), "{path}");
        let smaller = fetched(&world, path, &[("accept-encoding", "gzip, br;q=1.0")]).await;
        assert_eq!(smaller.header("content-encoding"), "br", "{path}");
        assert!(smaller.body.len() < answer.body.len(), "{path}");
        assert_ne!(smaller.header("etag"), answer.header("etag"), "{path}");
        let known = fetched(&world, path, &[("if-none-match", answer.header("etag"))]).await;
        assert_eq!((known.status, known.body.len()), (304, 0), "{path}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_but_the_sites_files_is_given_away() {
    let world = World::start().await;
    let paths = [
        "/manifest.json",
        "/favicon.svg.br",
        "/favicon.svg.gz",
        "/..%2f..%2fCargo.toml",
        "/%2e%2e/%2e%2e/Cargo.toml",
        "/assets/%2e%2e/manifest.json",
        "/assets/..%2fmanifest.json",
        "/.env",
        "/joinery.toml",
        "/data/people.db",
        "//etc/hosts.txt",
    ];
    for path in paths {
        let answer = world.visitor().get(path).await;
        assert_eq!(answer.status, 404, "{path}");
        assert!(answer.body.contains("There is nothing at this address"), "{path}");
    }
}
