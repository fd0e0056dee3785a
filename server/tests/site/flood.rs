//! More than a machine has: of memory, when bodies come that are larger than any form, that have no end or that never
//! come to one, and when a crowd forges notifications; of file descriptors, when connections are opened and not used. The
//! program runs under real limits of the kernel, refuses, stays as large as it was, and goes on.
#![cfg(target_os = "linux")]

use std::{
    fs,
    process::{Command, Stdio},
};

use futures::future::join_all;
use reqwest::Client;
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpStream,
    task::JoinSet,
};

use crate::{
    browser::Browser,
    full_disk::orders,
    program::{demo, free_port, joinery, ran, ready},
    template::{Folder, template},
    two_processes::{Serving, gateway},
    world::eventually,
};

/// What the program may allocate at all, in KiB: less than what comes in one flood.
const MOST_DATA_KIB: u64 = 256 * 1024;
/// By how much it may be larger at its largest than when it was ready, in KiB: less than what comes at once.
const MOST_GROWTH_KIB: u64 = 80 * 1024;
/// How many connections at once.
const LANES: usize = 128;
/// How many requests follow each other on each of them.
const ROUNDS: usize = 3;
/// A body that is refused by what it says of itself. Sent whole: it is shorter than what is read and thrown away.
const LARGE: usize = 1_000_000;
/// The addresses that take bodies of strangers.
const OPEN_TO_ALL: [&str; 3] = ["/webhooks/wechat-pay", "/api/sign_in", "/api/start_order"];

/// A program under a limit, with a gateway behind it.
struct House {
    folder: Folder,
    port: u16,
    serving: Serving,
    client: Client,
    _gateway: JoinSet<()>,
}

impl House {
    /// `limit` is what the shell's `ulimit` is told.
    async fn under(limit: &str) -> Self {
        let client =
            Client::builder().no_proxy().redirect(reqwest::redirect::Policy::none()).build().unwrap();
        let mut tasks = JoinSet::new();
        let wallet = gateway(&mut tasks, client.clone()).await;
        let (port, keys) = (free_port(), template().await.gateway_keys.display());
        let more = format!(
            "[wechat_pay]\nurl = '{}'\nkeys = '{keys}'\n[policy]\nagreement_seconds = 0\n",
            wallet.base
        );
        let folder = demo(port, &more).await;
        let program = joinery(&folder.0, &["serve", "--without-workers"]);
        let mut shell = Command::new("/bin/sh");
        shell.args(["-c", &format!("ulimit {limit} && exec \"$0\" \"$@\"")]).arg(program.get_program());
        shell.args(program.get_args()).current_dir(&folder.0).env_clear();
        shell.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        let serving = Serving(shell.spawn().unwrap());
        ready(port).await;
        Self { folder, port, serving, client, _gateway: tasks }
    }

    fn visitor(&self) -> Browser {
        let base = format!("http://127.0.0.1:{}", self.port);
        Browser::new(self.client.clone(), base.clone(), base)
    }

    /// The most memory that the program has had at once, in KiB.
    fn largest(&self) -> u64 {
        let status = fs::read_to_string(format!("/proc/{}/status", self.serving.0.id())).unwrap();
        let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap();
        line.trim().strip_suffix(" kB").unwrap().parse().unwrap()
    }

    fn open_files(&self) -> usize {
        fs::read_dir(format!("/proc/{}/fd", self.serving.0.id())).unwrap().count()
    }

    /// Opens a connection and sends the head of a form, and what follows it.
    async fn begin(&self, path: &str, length: &str, body: &[u8]) -> TcpStream {
        let here = format!("127.0.0.1:{}", self.port);
        let mut connection = TcpStream::connect(&here).await.unwrap();
        let head = format!(
            "POST {path} HTTP/1.1\r\nHost: {here}\r\nOrigin: http://{here}\r\nSec-Fetch-Site: same-origin\r\n\
             Content-Type: application/x-www-form-urlencoded\r\nConnection: close\r\n{length}\r\n\r\n"
        );
        connection.write_all(head.as_bytes()).await.unwrap();
        // A server that hangs up in the middle has said why.
        let _hung_up = connection.write_all(body).await;
        connection
    }

    /// Sends a form and reads the status; 0 when the server hung up and took its answer with it.
    async fn post(&self, path: &str, length: &str, body: &[u8]) -> u16 {
        let mut connection = self.begin(path, length, body).await;
        let mut answer = Vec::new();
        let _hung_up = connection.read_to_end(&mut answer).await;
        let answer = String::from_utf8_lossy(&answer).into_owned();
        answer.split(' ').nth(1).map_or(0, |status| status.parse().unwrap())
    }

    /// The same form from everywhere at once, again and again, at each address.
    async fn flood(&self, length: &str, body: &[u8], expected: &[u16]) {
        let lane = async |number: usize| {
            for round in 0..ROUNDS {
                let path = OPEN_TO_ALL[(number + round) % OPEN_TO_ALL.len()];
                let status = self.post(path, length, body).await;
                assert!(expected.contains(&status), "{path}: {status}");
            }
        };
        join_all((0..LANES).map(lane)).await;
    }

    /// Somebody orders, as if nothing had happened; afterwards the books agree.
    async fn still_works(self) {
        let mut mei = self.visitor();
        mei.post("/api/demo_sign_in", &[("key", "mei"), ("return_to", "/")]).await.leads_to();
        let order = orders(&mut mei, "slow-light").await.leads_to();
        assert_eq!(mei.stage(&order).await, "awaiting_payment");
        drop(self.serving);
        let (clean, said) = ran(&self.folder.0, &["verify"], "");
        assert!(clean, "{said}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn bodies_without_measure_are_refused_and_the_program_stays_as_large_as_it_was() {
    let house = House::under(&format!("-d {MOST_DATA_KIB}")).await;
    house.visitor().get("/").await;
    let before = house.largest();
    let grown = |what: &str| {
        let by = house.largest() - before;
        assert!(by < MOST_GROWTH_KIB, "{what}: {by} KiB more than the {before} KiB before");
    };

    let large = vec![b'a'; LARGE];
    house.flood(&format!("Content-Length: {LARGE}"), &large, &[413]).await;
    grown("bodies that say that they are too large");

    // One chunk that is longer than any of them, of which the server reads as much as it likes.
    let endless = [b"fffffff\r\n".as_slice(), &large].concat();
    house.flood("Transfer-Encoding: chunked", &endless, &[413, 400, 0]).await;
    grown("bodies that do not say how long they are");

    let forged = vec![b'a'; 60_000];
    let lane = async |_| {
        for _ in 0..ROUNDS {
            assert_eq!(house.post(OPEN_TO_ALL[0], "Content-Length: 60000", &forged).await, 401);
        }
    };
    join_all((0..LANES).map(lane)).await;
    grown("forged notifications");

    // Everything but the last bytes, of a crowd that then keeps silent.
    let silent = (0..LANES * 2).map(|number| {
        let path = OPEN_TO_ALL[number % OPEN_TO_ALL.len()];
        house.begin(path, "Content-Length: 60000", &forged[..59_000])
    });
    let silent = join_all(silent).await;
    assert_eq!(house.visitor().get("/").await.status, 200, "others are answered meanwhile");
    grown("bodies that never end");
    drop(silent);
    house.still_works().await;
}

/// How many files the program may have open.
const MOST_FILES: usize = 96;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn without_file_descriptors_nobody_new_is_let_in_and_with_some_everything_goes_on() {
    let house = House::under(&format!("-n {MOST_FILES}")).await;
    let address = format!("127.0.0.1:{}", house.port);
    let crowd = join_all((0..2 * MOST_FILES).map(|_| TcpStream::connect(&address))).await;
    assert!(crowd.iter().all(Result::is_ok), "the kernel lets them wait at the door");
    eventually("no descriptor is left", async || (house.open_files() >= MOST_FILES).then_some(())).await;
    let mut visitor = house.visitor();
    let (answer, ()) = tokio::join!(visitor.get("/"), async { drop(crowd) });
    assert_eq!(answer.status, 200);
    eventually("descriptors are free again", async || (house.open_files() < MOST_FILES / 2).then_some(()))
        .await;
    house.still_works().await;
}
