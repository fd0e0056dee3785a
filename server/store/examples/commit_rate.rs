//! How many units a second? `cargo run --release -p store --example commit_rate -- sqlite:PATH [callers] [seconds]`
//!
//! Measures the store as it is, with many callers that each wait for their answer: orders (one order, one attempt) and
//! settlements (an update of each, a membership, a sale, a transaction of two entries, an event). The other ways of
//! writing that docs/decisions/0002 compares are in `commit_ways.rs`.
#![expect(
    clippy::expect_used,
    clippy::disallowed_methods,
    reason = "a measurement: it reads clocks, and stops when it fails"
)]

#[path = "../tests/suite/shop.rs"]
#[expect(dead_code, clippy::unwrap_used, reason = "a part of the tests, which use more of it")]
mod shop;

use std::{
    sync::atomic::{AtomicUsize, Ordering},
    time::{Duration, Instant},
};

use domain::order::Attempt;
use futures::future::join_all;
use services::ports::{Commerce, Commit};
use shop::{NOW, PRICE, Shop};
use store::{OpenOptions, open_commerce};

/// Orders that are placed before the settlements are measured, for each caller.
const PREPARED: usize = 600;

#[tokio::main(flavor = "multi_thread", worker_threads = 2)]
async fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let number = |place: usize, otherwise| {
        arguments.get(place).and_then(|text| text.parse().ok()).unwrap_or(otherwise)
    };
    let url = arguments.first().expect("a database address");
    let (callers, seconds) = (number(1, 64), number(2, 8));
    let options = OpenOptions { schema: store::Schema::Migrate, create: true, readers: 4 };
    let commerce = open_commerce(url, &options).await.expect("opens");
    let seed = u64::from(std::process::id());
    let shop = Shop::open(seed, &commerce).await;
    for round in 1..=3 {
        println!("round {round}, {callers} callers, {seconds} s");
        orders(&commerce, &shop, callers, Duration::from_secs(number(2, 8).try_into().unwrap_or(8))).await;
        settlements(&commerce, &shop, callers, Duration::from_secs(seconds.try_into().unwrap_or(8))).await;
    }
    let begun = Instant::now();
    let report = commerce.verify().await.expect("verifies");
    println!("verify: {:?} in {:?}, breaks: {:?}", report.checked, begun.elapsed(), report.breaks);
    commerce.close().await;
}

async fn orders(commerce: &Commerce, shop: &Shop, callers: usize, time: Duration) {
    let (begun, before) = (Instant::now(), processor_ms());
    let caller = || async {
        let mut waits = Vec::new();
        while begun.elapsed() < time {
            let order = shop.order(&shop.buyer(), &shop.month);
            let unit = Shop::placing(&order, &shop.attempt(&order));
            let asked = Instant::now();
            let answer = commerce.commit(unit).await.expect("commits");
            assert_eq!(answer, Commit::Committed);
            waits.push(asked.elapsed());
        }
        waits
    };
    told("orders", (begun, before), join_all((0..callers).map(|_| caller())).await.concat());
}

/// Pays in the order in which people ordered, as it happens in life: each payment finds its rows among the recent ones.
async fn settlements(commerce: &Commerce, shop: &Shop, callers: usize, time: Duration) {
    let mut placed: Vec<Attempt> = Vec::new();
    for _ in 0..PREPARED {
        let attempts = (0..callers).map(|_| async { shop.place(commerce, &shop.month).await.1 });
        placed.extend(join_all(attempts).await);
    }
    let next = AtomicUsize::new(0);
    let (begun, before) = (Instant::now(), processor_ms());
    let caller = || async {
        let mut waits = Vec::new();
        while begun.elapsed() < time
            && let Some(attempt) = placed.get(next.fetch_add(1, Ordering::Relaxed))
        {
            let asked = Instant::now();
            let facts =
                commerce.settling_facts(attempt.gateway, &attempt.gateway_number).await.expect("reads");
            let unit = shop.settling(&facts.expect("is there"), PRICE, NOW);
            assert_eq!(commerce.commit(unit).await.expect("commits"), Commit::Committed);
            waits.push(asked.elapsed());
        }
        waits
    };
    let waits = join_all((0..callers).map(|_| caller())).await.concat();
    told("settlements (with their read)", (begun, before), waits);
}

/// Processor time of this process so far, in milliseconds (Linux: clock ticks of 10 ms); fairer than the clock on a
/// machine that does other work.
fn processor_ms() -> u64 {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let after_name = stat.rsplit(')').next().unwrap_or_default();
    let ticks = after_name.split_whitespace().skip(11).take(2).filter_map(|text| text.parse::<u64>().ok());
    ticks.sum::<u64>() * 10
}

fn told(what: &str, (begun, before): (Instant, u64), mut waits: Vec<Duration>) {
    let took = begun.elapsed().as_secs_f64();
    waits.sort_unstable();
    let count = u32::try_from(waits.len()).unwrap_or(u32::MAX);
    let at = |hundredths: usize| {
        waits.get(waits.len().saturating_mul(hundredths) / 100).copied().unwrap_or_default()
    };
    let each = (processor_ms() - before) * 1000 / u64::from(count.max(1));
    let rate = f64::from(count) / took;
    println!("{what}: {rate:.0}/s, p50 {:?}, p99 {:?}, {each} µs of processor each", at(50), at(99));
}
