//! Starts the program.
#![forbid(unsafe_code)]

use std::process::ExitCode;

use clap::Parser as _;
use joinery::{cli, commands};

/// Pages and payments are made of small pieces, on all threads at once: docs/decisions/0013 has the figures.
#[global_allocator]
static ALLOCATOR: tikv_jemallocator::Jemalloc = tikv_jemallocator::Jemalloc;

/// How many threads serve: at least two, so that one blocked renderer cannot stop the other (Leptos #4647).
const MIN_WORKER_THREADS: usize = 2;

fn main() -> ExitCode {
    let arguments = cli::Arguments::parse();
    let threads = std::thread::available_parallelism()
        .map_or(MIN_WORKER_THREADS, |count| count.get().max(MIN_WORKER_THREADS));
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(threads).enable_all().build();
    let runtime = match runtime {
        Ok(runtime) => runtime,
        Err(error) => {
            eprintln!("joinery: the runtime could not start: {error}");
            return ExitCode::FAILURE;
        }
    };
    match runtime.block_on(commands::run(arguments)) {
        Ok(code) => code,
        Err(error) => {
            eprintln!("joinery: {error}");
            ExitCode::FAILURE
        }
    }
}
