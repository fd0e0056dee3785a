//! The program: composes the parts, serves the pages, runs the workers.
//!
//! This crate refuses to hold a business rule, a query or a page. It is a library so that tests can run the whole site
//! in process; `main.rs` only starts it.
#![forbid(unsafe_code)]

mod accounts;
pub mod bank_file;
pub mod cli;
pub mod clock;
pub mod commands;
pub mod compose;
pub mod entropy;
pub mod http;
pub mod keys;
mod letters;
mod logging;
mod mail;
pub mod metrics;
mod rails;
pub mod seed;
pub mod settings;
pub mod tasks;
pub mod workers;
