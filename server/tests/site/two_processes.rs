//! Two processes on one PostgreSQL: what one of them settles wakes the page that waits at the other one.

use std::{
    fs,
    num::NonZeroU32,
    process::{Child, Command},
    time::{Duration, Instant},
};

use reqwest::{Client, Method, Url};
use tokio::{net::TcpListener, task::JoinSet};

use crate::{
    browser::Browser,
    program::{free_port, joinery, ran, ready},
    template::{Folder, template},
    wallet::Wallet,
    world::eventually,
};

/// Watched orders are read again every five seconds in any case: news that takes less than this for three orders
/// together did not wait for that.
const SOON: Duration = Duration::from_secs(4);

/// A PostgreSQL server for tests; without one the test says so, and fails where it must not be left out.
#[expect(clippy::disallowed_methods, reason = "tests are told of their server by the environment")]
pub fn server() -> Option<Url> {
    let set = |name| std::env::var(name).ok().filter(|value| !value.is_empty());
    let url = set("JOINERY_TEST_POSTGRES").map(|url| Url::parse(&url).unwrap());
    if url.is_none() {
        assert!(
            set("CI").is_none() && set("JOINERY_TEST_POSTGRES_REQUIRED").is_none(),
            "a PostgreSQL server is needed"
        );
        eprintln!("NOT RUN: set JOINERY_TEST_POSTGRES to try several processes on one PostgreSQL");
    }
    url
}

/// Two databases of this test alone.
pub struct Databases {
    server: Url,
    names: [String; 2],
}

impl Databases {
    /// Each test has a name of its own for them.
    pub fn create(server: Url, test: &str) -> Self {
        let name = |what| format!("joinery_{test}_{}_{what}", std::process::id());
        let databases = Self { server, names: [name("people"), name("commerce")] };
        for name in &databases.names {
            databases.psql(&format!("CREATE DATABASE {name}"));
        }
        databases
    }

    fn psql(&self, sql: &str) {
        let done =
            Command::new("psql").args([self.server.as_str(), "--quiet", "--command", sql]).status().unwrap();
        assert!(done.success(), "{sql}");
    }

    /// Hangs up on everybody who is connected to them; says on how many.
    pub fn cut_all(&self) -> usize {
        let [people, commerce] = &self.names;
        let cut = format!(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname IN ('{people}', '{commerce}')"
        );
        let mut psql = Command::new("psql");
        let done = psql.args([self.server.as_str(), "--tuples-only", "--command", &cut]).output().unwrap();
        assert!(done.status.success(), "{done:?}");
        String::from_utf8(done.stdout).unwrap().lines().filter(|line| line.trim() == "t").count()
    }

    pub fn address(&self, index: usize) -> Url {
        self.server.join(&self.names[index]).unwrap()
    }
}

impl Drop for Databases {
    fn drop(&mut self) {
        for name in &self.names {
            self.psql(&format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)"));
        }
    }
}

/// A process that is ended with the test.
pub struct Serving(pub Child);

impl Drop for Serving {
    fn drop(&mut self) {
        self.0.kill().ok();
        self.0.wait().ok();
    }
}

/// Writes the settings of one process; both have one address for the gateway's notifications.
pub async fn settings(databases: &Databases, port: u16, public_port: u16, gateway: &str) -> Folder {
    let (template, folder) = (template().await, Folder::new());
    let text = format!(
        "listen = '127.0.0.1:{port}'\npublic_url = 'http://127.0.0.1:{public_port}'\nmode = 'demo'\n\
         people_url = '{}'\ncommerce_url = '{}'\nkeys_dir = '{}'\n[wechat_pay]\nurl = '{gateway}'\nkeys = '{}'\n\
         [policy]\nagreement_seconds = 0\n",
        databases.address(0),
        databases.address(1),
        template.keys.display(),
        template.gateway_keys.display(),
    );
    fs::write(folder.0.join("joinery.toml"), text).unwrap();
    folder
}

async fn serve(folder: &Folder, port: u16) -> Serving {
    let child = joinery(&folder.0, &["serve", "--without-workers"]).spawn().unwrap();
    let serving = Serving(child);
    ready(port).await;
    serving
}

pub async fn gateway(tasks: &mut JoinSet<()>, client: Client) -> Wallet {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let base = format!("http://{}", listener.local_addr().unwrap());
    let config = sandbox::Config {
        keys: template().await.gateway_keys.clone(),
        time_scale: NonZeroU32::new(1).unwrap(),
    };
    tasks.spawn(async move { sandbox::serve(listener, config, std::future::pending()).await.unwrap() });
    Wallet::new(base, client)
}

/// Orders, waits at one process, pays; the gateway tells the other process. How long the page waited for the news.
#[expect(clippy::disallowed_methods, reason = "how long the news takes is what is tested")]
async fn news_takes(mei: &mut Browser, wallet: &Wallet, community: &str) -> Duration {
    let checkout = mei.get(&format!("/join/{community}?agreement=open")).await;
    let order = mei.post("/api/start_order", &checkout.order_form()).await.leads_to();
    let page = mei.get(&order).await;
    let link = crate::html::resolved(page.between("/wallet?", "\"").unwrap());
    let link = Url::parse(&format!("http://wallet.example/?{link}")).unwrap();
    let code = link.query_pairs().find(|(name, _)| name == "code_url").unwrap().1.into_owned();
    let version = mei.status(&order).await["version"].to_string();
    let waiting = mei
        .request(Method::GET, &format!("{order}/status?wait=25"))
        .header("if-none-match", format!("\"{version}\""));
    let (mut poller, watcher) = (mei.clone(), mei.clone());
    let waiting = tokio::spawn(async move { poller.send(waiting).await });
    eventually("the page waits", async || {
        let counts = watcher.clone().get("/metrics").await;
        counts.body.contains("joinery_waiting_pages 1").then_some(())
    })
    .await;
    let paid = Instant::now();
    wallet.pay_code(&code).await;
    let news = waiting.await.unwrap();
    assert!(news.status == 200 && news.body.contains("\"paid\""), "{news:?}");
    paid.elapsed()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_page_at_one_process_hears_soon_what_another_one_settled() {
    let Some(server) = server() else { return };
    let databases = Databases::create(server, "two_processes");
    let client = Client::builder().no_proxy().redirect(reqwest::redirect::Policy::none()).build().unwrap();
    let mut tasks = JoinSet::new();
    let wallet = gateway(&mut tasks, client.clone()).await;
    let (here, there) = (free_port(), free_port());
    let folder = settings(&databases, here, there, &wallet.base).await;
    let other_folder = settings(&databases, there, there, &wallet.base).await;
    let (seeded, said) = ran(&folder.0, &["seed", "demo"], "");
    assert!(seeded, "{said}");
    let (_here, _there) = (serve(&folder, here).await, serve(&other_folder, there).await);

    let mut mei =
        Browser::new(client, format!("http://127.0.0.1:{here}"), format!("http://127.0.0.1:{there}"));
    mei.post("/api/demo_sign_in", &[("key", "mei"), ("return_to", "/")]).await.leads_to();
    let mut together = Duration::ZERO;
    for community in ["kiln-and-clay", "slow-light", "quiet-letter"] {
        together += news_takes(&mut mei, &wallet, community).await;
    }
    assert!(together < SOON, "the news took {together:?}");
    let (clean, said) = ran(&folder.0, &["verify"], "");
    assert!(clean, "{said}");
}
