//! `cargo xtask`: everything one does with this repository, each in one word.
//!
//! Only the standard library, so that it speaks within seconds of a fresh clone. It knows how to build, start and
//! judge the parts; it knows nothing of what they do.

mod cargo;
mod commands;
mod demo;
mod failure;
mod http;
mod install;
mod json;
mod libtest;
mod licence;
mod lock;
mod manifest;
mod node;
mod paths;
mod ports;
mod postgres;
mod process;
mod python;
mod service;
mod signals;
mod site;
mod steps;
mod tally;
mod tidy;

use std::process::ExitCode;

fn main() -> ExitCode {
    signals::listen();
    let words: Vec<String> = std::env::args().skip(1).collect();
    match commands::dispatch(&words) {
        Ok(code) => code,
        Err(failure) => {
            eprintln!("\nxtask: {failure}");
            ExitCode::FAILURE
        }
    }
}
