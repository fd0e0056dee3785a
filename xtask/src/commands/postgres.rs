//! `cargo xtask postgres`: a PostgreSQL server for running the store's tests by hand, until Ctrl-C.

use crate::failure::Outcome;
use crate::postgres::Postgres;
use crate::signals;
use crate::steps::Steps;
use std::time::Duration;

/// How often to look whether to stop.
const LOOK: Duration = Duration::from_millis(100);

/// Starts the server and stays.
pub fn run() -> Outcome {
    let mut steps = Steps::of("postgres", 1);
    steps.begin("A fresh PostgreSQL server");
    let postgres = Postgres::start()?;
    steps.done("ready");
    println!("\nIn another terminal: JOINERY_TEST_POSTGRES={} cargo test --package store", postgres.url());
    println!("Stop with Ctrl-C; its data goes with it.");
    while !signals::stopped() {
        std::thread::sleep(LOOK);
    }
    drop(postgres);
    Ok(())
}
