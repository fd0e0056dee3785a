//! A worker that is stopped in the middle of a piece of work, for longer than its lease: another process does the piece,
//! and the one that wakes up finds it done, writes nothing and goes on with what is new.
//!
//! No write compares the token of a lease. What these tests show is that none has to: each write compares the version of
//! what it was decided on, and what was done meanwhile is another version.
#![cfg(target_os = "linux")]

use std::{
    fs,
    path::Path,
    process::{Command, Stdio},
    time::Duration,
};

use domain::{
    id::OrderToken,
    payouts::{Payout, PayoutState},
    time::Timestamp,
};
use reqwest::Client;
use services::ports::Commerce;
use store::{OpenOptions, Schema, open_commerce};
use tokio::task::JoinSet;

use crate::{
    browser::Browser,
    full_disk::orders,
    held_up::Way,
    moved_clock::{HOUR, MovedClock},
    program::{free_port, joinery, ready},
    template::{Folder, template},
    two_processes::{Databases, Serving, gateway, server},
    wallet::Wallet,
    world::eventually,
};

/// What the workers call their jobs, and how long a lease of each lasts, in seconds.
const TILL: (&str, i64) = ("till", 60);
const DISPATCH: (&str, i64) = ("payout-dispatch", 120);
/// When an order is asked about first, in seconds, and one more.
const FIRST_QUESTION: i64 = 11;

/// Where several processes keep what they know.
enum Kept {
    Embedded(Folder),
    Server(Databases),
}

impl Kept {
    fn embedded() -> Self {
        Self::Embedded(Folder::new())
    }

    /// On a PostgreSQL server, when there is one for the tests.
    fn on_server(name: &str) -> Option<Self> {
        server().map(|server| Self::Server(Databases::create(server, name)))
    }

    fn addresses(&self) -> [String; 2] {
        match self {
            Self::Embedded(folder) => ["people.db", "commerce.db"].map(|name| folder.database(name)),
            Self::Server(databases) => [0, 1].map(|index| databases.address(index).to_string()),
        }
    }
}

/// Processes on one database, under one clock; the gateway is under the real one.
struct House {
    kept: Kept,
    clock: MovedClock,
    wallet: Wallet,
    client: Client,
    folder: Folder,
    port: u16,
    store: Commerce,
    _gateway: JoinSet<()>,
}

impl House {
    /// A demo world that was told some days ago.
    async fn open(kept: Kept, days_ago: i64) -> Self {
        let client =
            Client::builder().no_proxy().redirect(reqwest::redirect::Policy::none()).build().unwrap();
        let mut tasks = JoinSet::new();
        let wallet = gateway(&mut tasks, client.clone()).await;
        let (folder, port) = (Folder::new(), free_port());
        let clock = MovedClock::made_in(&folder.0);
        write_settings(&folder.0, &kept, port, &wallet.base).await;
        clock.is_off_by(-24 * HOUR * days_ago);
        let seeded = clock.under(&mut joinery(&folder.0, &["seed", "demo"])).output().unwrap();
        assert!(seeded.status.success(), "{seeded:?}");
        clock.is_off_by(0);
        let options = OpenOptions { schema: Schema::Present, create: false, readers: 2 };
        let store = open_commerce(&kept.addresses()[1], &options).await.unwrap();
        Self { kept, clock, wallet, client, folder, port, store, _gateway: tasks }
    }

    fn starts(&self, folder: &Path, arguments: &[&str]) -> Serving {
        let mut program = joinery(folder, arguments);
        program.stdout(Stdio::null()).stderr(Stdio::null());
        Serving(self.clock.under(&mut program).spawn().unwrap())
    }

    /// A process with workers only that reaches the gateway on a way of its own.
    async fn worker_along(&self, way: &Way) -> Serving {
        let folder = self.folder.0.join("along-a-way");
        fs::create_dir(&folder).unwrap();
        write_settings(&folder, &self.kept, free_port(), &way.base).await;
        self.starts(&folder, &["work"])
    }

    /// A process with workers only.
    fn worker(&self) -> Serving {
        self.starts(&self.folder.0, &["work"])
    }

    /// Waits until a process that is not this one holds the lease of a job: the worker is between two rounds or at the
    /// beginning of one.
    async fn somebody_holds(&self, (job, seconds): (&str, i64)) {
        eventually(job, async || {
            let now = self.clock.now();
            let lease = async |until: Timestamp| self.store.lease(job, "test", now, until).await.unwrap();
            if lease(now.plus_seconds(seconds)).await.is_none() {
                return Some(());
            }
            lease(now).await;
            None
        })
        .await;
    }

    /// Stops a process at a moment when it does not write: the embedded database has one writer, and one that sleeps in the
    /// middle of a commit keeps everybody else from the file.
    async fn stops(&self, process: &Serving) {
        loop {
            signal(process, "-STOP");
            let now = self.clock.now();
            let write = self.store.lease("nobody's", "test", now, now);
            if tokio::time::timeout(Duration::from_secs(1), write).await.is_ok_and(|lease| lease.is_ok()) {
                return;
            }
            signal(process, "-CONT");
        }
    }

    async fn books_agree(&self) {
        let report = self.store.verify().await.unwrap();
        assert_eq!(report.breaks, Vec::<String>::new());
        assert!(report.checked.iter().any(|(_, count)| *count > 0));
    }
}

async fn write_settings(folder: &Path, kept: &Kept, port: u16, gateway: &str) {
    let ([people, commerce], template) = (kept.addresses(), template().await);
    let (keys, gateway_keys) = (template.keys.display(), template.gateway_keys.display());
    let text = format!(
        "listen = '127.0.0.1:{port}'\npublic_url = 'http://127.0.0.1:{port}'\nmode = 'demo'\n\
         people_url = '{people}'\ncommerce_url = '{commerce}'\nkeys_dir = '{keys}'\n\
         [wechat_pay]\nurl = '{gateway}'\nkeys = '{gateway_keys}'\n\
         [sandbox_bank]\nurl = '{gateway}'\nkeys = '{gateway_keys}/bank'\n[policy]\nagreement_seconds = 0\n"
    );
    fs::write(folder.join("joinery.toml"), text).unwrap();
}

fn signal(process: &Serving, name: &str) {
    let sent = Command::new("kill").args([name, &process.0.id().to_string()]).status().unwrap();
    assert!(sent.success(), "{name}");
}

/// A payment that nobody told is found by the question of a worker, who is stopped before it has the answer.
async fn a_payment_is_settled_once(kept: Kept) {
    let house = House::open(kept, 0).await;
    let _pages = house.starts(&house.folder.0, &["serve", "--without-workers"]);
    ready(house.port).await;
    let way = Way::to(&house.wallet.base).await;
    let paused = house.worker_along(&way).await;
    house.somebody_holds(TILL).await;

    let base = format!("http://127.0.0.1:{}", house.port);
    let mut mei = Browser::new(house.client.clone(), base.clone(), base);
    mei.post("/api/demo_sign_in", &[("key", "mei"), ("return_to", "/")]).await.leads_to();
    let page = orders(&mut mei, "slow-light").await.leads_to();
    assert_eq!(mei.stage(&page).await, "awaiting_payment");
    let token = OrderToken::try_from(page.strip_prefix("/o/").unwrap().to_owned()).unwrap();
    let order = house.store.order_by_token(&token).await.unwrap().unwrap();
    let number = house.store.attempts(&order.id).await.unwrap()[0].gateway_number.clone();
    house.wallet.next_notification("drop").await;
    house.wallet.pay(&number).await;
    house.wallet.told(&number).await;

    way.close();
    house.clock.is_off_by(FIRST_QUESTION);
    way.holds("GET /v3/pay/transactions/").await;
    house.stops(&paused).await;
    house.clock.is_off_by(FIRST_QUESTION + TILL.1 + 1);
    let other = house.worker();
    let stored = async || {
        let order = house.store.order(&order.id).await.unwrap().unwrap();
        let attempts = house.store.attempts(&order.id).await.unwrap();
        let memberships = house.store.memberships_in(&order.buyer, &order.community).await.unwrap();
        (order, attempts, memberships)
    };
    eventually("paid", async || (stored().await.0.state.code() == "paid").then_some(())).await;
    drop(other);
    let settled = stored().await;
    assert_eq!(settled.2.len(), 1);

    // Its answer is there when it wakes up: paid. It cannot ask for its next lease before it has done with that.
    way.open();
    signal(&paused, "-CONT");
    house.clock.is_off_by(FIRST_QUESTION + 2 * (TILL.1 + 1));
    house.somebody_holds(TILL).await;
    assert_eq!(stored().await, settled, "nothing was written twice");
    assert_eq!(mei.stage(&page).await, "paid");
    house.books_agree().await;
}

/// Payouts are on disk as handed over, and their worker is stopped before the bank has heard of them.
async fn a_payout_is_sent_once(kept: Kept) {
    let house = House::open(kept, 2).await;
    house.wallet.hold_payouts().await;
    let way = Way::to(&house.wallet.base).await;
    way.close();
    let paused = house.worker_along(&way).await;
    let in_hand = async || -> Option<Vec<Payout>> {
        let due = house.store.due_payouts(house.clock.now().plus_seconds(DISPATCH.1), 100).await.unwrap();
        let submitted = due.into_iter().filter(|payout| payout.state == PayoutState::Submitted);
        Some(submitted.collect()).filter(|submitted: &Vec<_>| !submitted.is_empty())
    };
    let sent = eventually("handed over", in_hand).await;
    way.holds("POST /bank/v1/payouts").await;
    house.stops(&paused).await;
    assert_eq!(house.wallet.bank_payouts().await, Vec::<String>::new(), "the bank has not heard of any");

    house.clock.is_off_by(DISPATCH.1 + 1);
    let other = house.worker();
    let stored = async || {
        let mut payouts = Vec::new();
        for payout in &sent {
            payouts.push(house.store.payout(&payout.id).await.unwrap().unwrap());
        }
        payouts
    };
    eventually("at the bank", async || {
        stored().await.iter().all(|payout| payout.state == PayoutState::InTransit).then_some(())
    })
    .await;
    drop(other);
    let there = stored().await;

    // What it wanted to send reaches the bank now, under numbers that the bank has.
    way.open();
    signal(&paused, "-CONT");
    house.clock.is_off_by(2 * (DISPATCH.1 + 1));
    house.somebody_holds(DISPATCH).await;
    // What the bank says once more puts off the next question to it, and that is all.
    let without_the_question = |payout: Payout| Payout { next_look_at: None, version: 0, ..payout };
    let before_and_after = [there, stored().await];
    let [before, after] =
        before_and_after.map(|all| all.into_iter().map(without_the_question).collect::<Vec<_>>());
    assert_eq!(before, after, "nothing was written twice");
    for payout in &sent {
        let all = house.store.payouts_of(&payout.run, &payout.creator).await.unwrap();
        let numbers = all.iter().filter(|one| one.part == payout.part).count();
        assert_eq!(numbers, 1, "one number, and the bank knows each number once: {all:?}");
    }
    house.books_agree().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_till_that_was_paused_settles_nothing_twice_on_sqlite() {
    a_payment_is_settled_once(Kept::embedded()).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_till_that_was_paused_settles_nothing_twice_on_postgres() {
    let Some(kept) = Kept::on_server("paused_till") else { return };
    a_payment_is_settled_once(kept).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_dispatcher_that_was_paused_pays_nobody_twice_on_sqlite() {
    a_payout_is_sent_once(Kept::embedded()).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_dispatcher_that_was_paused_pays_nobody_twice_on_postgres() {
    let Some(kept) = Kept::on_server("paused_dispatch") else { return };
    a_payout_is_sent_once(kept).await;
}
