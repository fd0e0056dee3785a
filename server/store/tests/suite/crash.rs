//! Killed without warning, twenty times: what was acknowledged is there, and nothing is there by half.

use std::{
    io::{BufRead as _, BufReader, Write as _},
    process::{Command, Stdio},
    sync::mpsc::{RecvTimeoutError, channel},
    time::Duration,
};

use domain::{
    id::OrderToken,
    order::{Gateway, OrderState},
};
use futures::future::join_all;
use services::ports::{Commerce, Commit, EventSource};
use store::open_commerce;

use crate::{
    backend::{Database, OPTIONS, on_both, on_sqlite},
    shop::{NOW, Shop, assert_sound},
};

on_both!(twenty_kills_lose_nothing_that_was_acknowledged);

const CYCLES: u64 = 20;
const CALLERS: usize = 24;
const CHILD_URL: &str = "JOINERY_CRASH_URL";
const CHILD_SEED: &str = "JOINERY_CRASH_SEED";

/// Places and settles orders, and says what was acknowledged: as a process of its own until it is killed; among the
/// other tests a few rounds on a database of its own, so that the one who is killed is known to do real work.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[expect(clippy::disallowed_methods, reason = "its parent tells it where to write")]
async fn the_writer_that_is_killed_writes() {
    let Ok(url) = std::env::var(CHILD_URL) else {
        return on_sqlite(async |db: Database| {
            write(&db.commerce, 1, Some(3)).await;
            assert_sound(&db.commerce).await;
        })
        .await;
    };
    let seed = std::env::var(CHILD_SEED).unwrap().parse().unwrap();
    write(&open_commerce(&url, &OPTIONS).await.unwrap(), seed, None).await;
}

/// Lets many callers write, each for some rounds or for ever.
async fn write(commerce: &Commerce, seed: u64, rounds: Option<u32>) {
    let shop = Shop::open(seed, commerce).await;
    let tell = |line: String| {
        if rounds.is_some() {
            return;
        }
        // One write for the whole line: a line that the parent reads is a whole one.
        std::io::stdout().lock().write_all(line.as_bytes()).unwrap();
    };
    let caller = || async {
        let mut left = rounds;
        while left != Some(0) {
            let (order, attempt) = shop.place(commerce, &shop.month).await;
            tell(format!("\nplaced {} .\n", order.token.as_str()));
            assert_eq!(shop.settle(commerce, &attempt, NOW).await, Commit::Committed);
            tell(format!("\npaid {} {} .\n", order.token.as_str(), attempt.gateway_number));
            left = left.map(|left| left - 1);
        }
    };
    join_all((0..CALLERS).map(|_| caller())).await;
}

/// What the child said before it was killed.
fn run_and_kill(url: &str, seed: u64, after: Duration) -> Vec<String> {
    let mut child = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "--nocapture", "crash::the_writer_that_is_killed_writes"])
        .envs([(CHILD_URL, url), (CHILD_SEED, &seed.to_string())])
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let (told, lines) = channel();
    let stdout = BufReader::new(child.stdout.take().unwrap());
    let reader = std::thread::spawn(move || {
        for line in stdout.lines().map_while(Result::ok) {
            let _parent_gone = told.send(line);
        }
    });
    let mut heard = Vec::new();
    // The clock starts with the first acknowledgement: a slow machine must not be killed while it still opens.
    while !heard.iter().any(|line: &String| line.starts_with("placed ")) {
        heard.push(lines.recv_timeout(Duration::from_mins(1)).expect("the child writes"));
    }
    match lines.recv_timeout(after) {
        Ok(line) => heard.push(line),
        Err(RecvTimeoutError::Timeout | RecvTimeoutError::Disconnected) => {}
    }
    std::thread::park_timeout(after);
    child.kill().unwrap();
    assert!(!child.wait().unwrap().success(), "it ended before it was killed");
    reader.join().unwrap();
    heard.extend(lines.try_iter());
    heard
}

async fn twenty_kills_lose_nothing_that_was_acknowledged(db: Database) {
    let mut paid = 0;
    for cycle in 0..CYCLES {
        // Between 5 and 300 ms, spread without order.
        let after = Duration::from_millis(5 + (cycle * 7919 + 131) % 296);
        let url = db.commerce_url.clone();
        let heard = tokio::task::spawn_blocking(move || run_and_kill(&url, cycle + 1, after)).await.unwrap();
        let store = open_commerce(&db.commerce_url, &OPTIONS).await.unwrap();
        assert_sound(&store).await;
        for line in heard.iter().filter(|line| line.ends_with(" .")) {
            let words: Vec<&str> = line.split(' ').collect();
            let order =
                store.order_by_token(&OrderToken::try_from(words[1].to_owned()).unwrap()).await.unwrap();
            let order = order.unwrap_or_else(|| panic!("cycle {cycle}: lost: {line}"));
            if words[0] == "paid" {
                paid += 1;
                assert_eq!(order.state, OrderState::Paid { at: NOW }, "cycle {cycle}: {line}");
                assert!(
                    store
                        .inbox_has(EventSource::Gateway(Gateway::WechatPay), &format!("event-{}", words[2]))
                        .await
                        .unwrap()
                );
            }
        }
        store.close().await;
    }
    assert!(paid > CYCLES, "hardly anything was under way: {paid}");
}
