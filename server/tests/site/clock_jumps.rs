//! The machine's wall clock is wrong for a while, and is set right again: by an hour or by a year, ahead or behind, standing
//! still, a second twice. Money that arrives meanwhile is found, what has to end ends, and nothing waits until the wrong
//! time comes.
//!
//! The program runs under a clock of its own (`moved_clock`), the gateway under the real one. The tests of `clock` move the
//! business time that a demo has beside it.
#![cfg(target_os = "linux")]

use std::process::Stdio;

use domain::{
    id::OrderToken,
    order::{Attempt, Order},
};
use reqwest::{Client, Method};
use serde_json::json;
use services::ports::Commerce;
use store::{OpenOptions, Schema, open_commerce};
use tokio::task::JoinSet;

use crate::{
    browser::Browser,
    full_disk::orders,
    moved_clock::{HOUR, MovedClock, YEAR},
    program::{demo, free_port, joinery, ran, ready},
    template::{Folder, template},
    two_processes::{Serving, gateway},
    wallet::Wallet,
    world::eventually,
};

/// What a lease of the till lasts, and a second more.
const A_MINUTE: i64 = 61;

/// A program with its workers, a gateway and a bank.
struct House {
    clock: MovedClock,
    wallet: Wallet,
    client: Client,
    folder: Folder,
    port: u16,
    store: Commerce,
    serving: Option<Serving>,
    _gateway: JoinSet<()>,
}

impl House {
    async fn open() -> Self {
        let client =
            Client::builder().no_proxy().redirect(reqwest::redirect::Policy::none()).build().unwrap();
        let mut tasks = JoinSet::new();
        let wallet = gateway(&mut tasks, client.clone()).await;
        let (url, keys, port) = (&wallet.base, template().await.gateway_keys.display(), free_port());
        let more = format!(
            "[wechat_pay]\nurl = '{url}'\nkeys = '{keys}'\n[sandbox_bank]\nurl = '{url}'\nkeys = '{keys}/bank'\n\
             [policy]\nagreement_seconds = 0\n"
        );
        let folder = demo(port, &more).await;
        let options = OpenOptions { schema: Schema::Present, create: false, readers: 1 };
        let store = open_commerce(&folder.database("commerce.db"), &options).await.unwrap();
        let clock = MovedClock::made_in(&folder.0);
        let mut house = Self { clock, wallet, client, folder, port, store, serving: None, _gateway: tasks };
        house.starts().await;
        house
    }

    /// Starts the program; one that runs is ended without warning.
    async fn starts(&mut self) {
        self.serving = None;
        let mut program = joinery(&self.folder.0, &["serve"]);
        program.stdout(Stdio::null()).stderr(Stdio::null());
        self.serving = Some(Serving(self.clock.under(&mut program).spawn().unwrap()));
        ready(self.port).await;
    }

    fn visitor(&self) -> Browser {
        let base = format!("http://127.0.0.1:{}", self.port);
        Browser::new(self.client.clone(), base.clone(), base)
    }

    /// An order that waits to be paid: its address.
    async fn order(&self, browser: &mut Browser, community: &str) -> OrderToken {
        let page = orders(browser, community).await.leads_to();
        assert_eq!(browser.stage(&page).await, "awaiting_payment");
        OrderToken::try_from(page.strip_prefix("/o/").unwrap().to_owned()).unwrap()
    }

    async fn stored(&self, token: &OrderToken) -> (Order, Attempt) {
        let order = self.store.order_by_token(token).await.unwrap().unwrap();
        let attempt = self.store.attempts(&order.id).await.unwrap().pop().unwrap();
        (order, attempt)
    }

    /// Pays an order, and says how its first notification was answered.
    async fn pay(&self, token: &OrderToken) -> Vec<(String, Option<u64>)> {
        let number = self.stored(token).await.1.gateway_number;
        self.wallet.pay(&number).await;
        self.wallet.told(&number).await
    }

    /// Waits until the workers have tried everything that is due by the clock as it is.
    async fn tried(&self, tokens: &[&OrderToken]) {
        let ours = |order: &Order| tokens.contains(&&order.token);
        eventually("the workers have met the wrong clock", async || {
            let due = self.store.due_work(self.clock.now(), 1_000).await.unwrap();
            let waits = due.expired.iter().any(|(order, _)| ours(order))
                || due.attempts.iter().any(|(_, order)| ours(order));
            (!waits).then_some(())
        })
        .await;
    }

    async fn memberships(&self, token: &OrderToken) -> usize {
        let (order, _) = self.stored(token).await;
        self.store.memberships_in(&order.buyer, &order.community).await.unwrap().len()
    }

    async fn is(&self, token: &OrderToken, state: &str) {
        let what = format!("{state}: {:?}", self.stored(token).await);
        eventually(&what, async || (self.stored(token).await.0.state.code() == state).then_some(())).await;
    }
}

/// One order is paid and its notification comes at the wrong time, one is paid and nobody tells, one is not paid.
async fn nothing_is_lost(goes_wrong: impl Fn(&MovedClock), answered: (&str, u64)) {
    let mut house = House::open().await;
    let mut mei = house.visitor();
    mei.post("/api/demo_sign_in", &[("key", "mei"), ("return_to", "/")]).await.leads_to();
    let heard = house.order(&mut mei, "slow-light").await;
    let unheard = house.order(&mut mei, "kiln-and-clay").await;
    let unpaid = house.order(&mut mei, "quiet-letter").await;
    let all = [&heard, &unheard, &unpaid];
    let before =
        [house.memberships(all[0]).await, house.memberships(all[1]).await, house.memberships(all[2]).await];

    goes_wrong(&house.clock);
    for address in ["/healthz", "/readyz", "/", "/join/slow-light"] {
        assert_eq!(house.visitor().get(address).await.status, 200, "{address}");
    }
    assert_eq!(house.pay(&heard).await, [(answered.0.to_owned(), Some(answered.1))]);
    house.wallet.fault("notify", "drop", 1_000).await;
    assert_eq!(house.pay(&unheard).await, [("dropped".to_owned(), None)]);
    house.tried(&all).await;

    // Its host sets the clock, and the program dies with everything it had leased by the wrong one. What it had leased by
    // the right one is over a minute later.
    house.clock.is_off_by(A_MINUTE);
    house.starts().await;
    house.wallet.heal().await;
    assert_eq!(house.wallet.notify_again(&house.stored(&heard).await.1.gateway_number).await, 200);
    house.wallet.fault("notify", "drop", 1_000).await;
    house.is(&heard, "paid").await;
    let later = house.visitor().request(Method::POST, "/demo/clock").json(&json!({ "advance": "PT2H" }));
    assert_eq!(house.visitor().send(later).await.status, 200);
    house.is(&unheard, "paid").await;
    house.is(&unpaid, "expired").await;
    for (token, (before, more)) in all.into_iter().zip(before.into_iter().zip([1, 1, 0])) {
        assert_eq!(house.memberships(token).await, before + more, "{:?}", house.stored(token).await);
    }
    house.serving = None;
    let (clean, said) = ran(&house.folder.0, &["verify"], "");
    assert!(clean && said.contains("The books and the memberships agree."), "{said}");
}

const REFUSED: (&str, u64) = ("refused", 401);
const BELIEVED: (&str, u64) = ("acknowledged", 200);

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_hour_ahead_costs_nobody_anything() {
    nothing_is_lost(|clock| clock.is_off_by(HOUR), REFUSED).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_hour_behind_costs_nobody_anything() {
    nothing_is_lost(|clock| clock.is_off_by(-HOUR), REFUSED).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn after_a_year_ahead_nothing_waits_for_that_year() {
    nothing_is_lost(|clock| clock.is_off_by(YEAR), REFUSED).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_year_behind_costs_nobody_anything() {
    nothing_is_lost(|clock| clock.is_off_by(-YEAR), REFUSED).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_clock_that_stands_still_or_repeats_a_second_is_believed() {
    nothing_is_lost(
        |clock| {
            clock.is_off_by(-1);
            clock.stands_still();
        },
        BELIEVED,
    )
    .await;
}
