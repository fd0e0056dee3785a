//! A disk that is full, and a disk whose flushes fail, under the embedded database: what was acknowledged is there,
//! what was not is refused with its cause, and the same process goes on as soon as the disk does.
//!
//! PostgreSQL sees to this itself: a full disk is an error of the transaction (53100), which is refused like any other,
//! and after a failed flush the server restarts from its log instead of going on
//! (<https://wiki.postgresql.org/wiki/Fsync_Errors>).
#![cfg(target_os = "linux")]

use std::{
    io::{BufRead as _, BufReader, Write as _},
    process::{Child, Command, Stdio},
    sync::mpsc::{Receiver, channel},
    thread::JoinHandle,
    time::Duration,
};

use domain::id::OrderToken;
use futures::future::join_all;
use services::ports::{Commerce, Commit};
use store::open_commerce;

use crate::{
    backend::{Database, OPTIONS, on_sqlite},
    failing_disk::{FailingDisk, Failure},
    shop::{Shop, assert_sound},
};

const CALLERS: usize = 16;
const CHILD_URL: &str = "JOINERY_BAD_DISK_URL";
/// Answers of a kind that are waited for in each part of a drill.
const ENOUGH: usize = 40;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_full_disk_refuses_what_it_cannot_keep_and_the_program_goes_on_when_there_is_room() {
    on_sqlite(async |db: Database| {
        let drilled = drill(&db, Failure::Full).await;
        assert!(drilled.causes.iter().all(|cause| cause.contains("database or disk is full")), "{drilled:?}");
        assert_eq!(drilled.refused_but_there, 0, "what was refused for want of room was not kept");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_flush_that_fails_acknowledges_nothing_and_the_program_goes_on_when_flushes_succeed() {
    on_sqlite(async |db: Database| {
        // Whether a refused unit is on such a disk is not known; that it is there as a whole or not at all is.
        let drilled = drill(&db, Failure::Broken).await;
        assert!(drilled.causes.iter().all(|cause| cause.contains("disk I/O error")), "{drilled:?}");
    })
    .await;
}

/// Places orders and says what became of each: as a process of its own until it is killed; among the other tests a few
/// rounds, so that it is known to do real work.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[expect(clippy::disallowed_methods, reason = "its parent tells it where to write")]
async fn the_writer_on_a_bad_disk_writes() {
    let Ok(url) = std::env::var(CHILD_URL) else {
        return on_sqlite(async |db: Database| {
            write(&db.commerce, Some(3)).await;
            assert_sound(&db.commerce).await;
        })
        .await;
    };
    write(&open_commerce(&url, &OPTIONS).await.unwrap(), None).await;
}

async fn write(commerce: &Commerce, rounds: Option<u32>) {
    let shop = Shop::open(1, commerce).await;
    let (first, _) = shop.place(commerce, &shop.month).await;
    let tell = |line: String| {
        if rounds.is_none() {
            // One write for the whole line: a line that the parent reads is a whole one.
            std::io::stdout().lock().write_all(line.as_bytes()).unwrap();
        }
    };
    let caller = || async {
        let mut left = rounds;
        while left != Some(0) {
            let order = shop.order(&shop.buyer(), &shop.month);
            let token = order.token.as_str();
            match commerce.commit(Shop::placing(&order, &shop.attempt(&order))).await {
                Ok(Commit::Committed) => tell(format!("\nplaced {token} .\n")),
                Ok(other) => panic!("{other:?}"),
                Err(fault) => {
                    // Who only reads is served all the same.
                    let known = commerce.order_by_token(&first.token).await.unwrap();
                    assert!(known.is_some());
                    tell(format!("\nrefused {token} {fault} .\n"));
                }
            }
            left = left.map(|left| left - 1);
        }
    };
    join_all((0..CALLERS).map(|_| caller())).await;
}

/// What was found after a drill.
#[derive(Debug, Default)]
struct Drilled {
    causes: Vec<String>,
    refused_but_there: usize,
}

/// Lets the disk fail twice under a program that writes, kills the program, and looks at what is on the disk.
async fn drill(db: &Database, failure: Failure) -> Drilled {
    let url = db.commerce_url.clone();
    let heard = tokio::task::spawn_blocking(move || fail_twice_and_kill(&url, failure)).await.unwrap();
    let store = open_commerce(&db.commerce_url, &OPTIONS).await.unwrap();
    assert_sound(&store).await;
    let mut drilled = Drilled::default();
    for line in heard.iter().filter_map(|line| line.strip_suffix(" .")) {
        let mut words = line.splitn(3, ' ');
        let (what, token) = (words.next().unwrap(), words.next().unwrap().to_owned());
        let there = store.order_by_token(&OrderToken::try_from(token).unwrap()).await.unwrap().is_some();
        if what == "placed" {
            assert!(there, "lost: {line}");
        } else {
            drilled.causes.push(words.next().unwrap().to_owned());
            drilled.refused_but_there += usize::from(there);
        }
    }
    store.close().await;
    drilled
}

fn fail_twice_and_kill(url: &str, failure: Failure) -> Vec<String> {
    let folder = tempfile::tempdir().unwrap();
    let disk = FailingDisk::told_in(folder.path());
    let mut writer = Writer::start(&disk, url);
    for _ in 0..2 {
        writer.says("placed ");
        disk.fails(failure);
        writer.says("refused ");
        disk.works_again(failure);
    }
    writer.says("placed ");
    writer.kill()
}

/// The process that writes.
struct Writer {
    child: Child,
    lines: Receiver<String>,
    reader: JoinHandle<()>,
    heard: Vec<String>,
}

impl Writer {
    fn start(disk: &FailingDisk, url: &str) -> Self {
        let mut command = Command::new(std::env::current_exe().unwrap());
        command.args(["--exact", "--nocapture", "bad_disk::the_writer_on_a_bad_disk_writes"]);
        command.env(CHILD_URL, url).stdout(Stdio::piped()).stderr(Stdio::null());
        let mut child = disk.under(&mut command).spawn().unwrap();
        let (told, lines) = channel();
        let stdout = BufReader::new(child.stdout.take().unwrap());
        let reader = std::thread::spawn(move || {
            for line in stdout.lines().map_while(Result::ok) {
                let _parent_gone = told.send(line);
            }
        });
        Self { child, lines, reader, heard: Vec::new() }
    }

    /// Waits until it has said such a thing often enough from now on.
    fn says(&mut self, what: &str) {
        let mut left = ENOUGH;
        // What it said before is not counted.
        self.heard.extend(self.lines.try_iter());
        while left > 0 {
            let line = self.lines.recv_timeout(Duration::from_mins(1)).expect("the writer goes on");
            left -= usize::from(line.starts_with(what));
            self.heard.push(line);
        }
    }

    fn kill(mut self) -> Vec<String> {
        self.child.kill().unwrap();
        assert!(!self.child.wait().unwrap().success(), "it ended before it was killed");
        self.reader.join().unwrap();
        self.heard.extend(self.lines.try_iter());
        self.heard
    }
}
