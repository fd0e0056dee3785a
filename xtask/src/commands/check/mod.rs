//! `cargo xtask check`: everything that can be judged without running the program.

mod advisories;
mod dependencies;
mod purity;

use crate::failure::Outcome;
use crate::steps::Steps;
use crate::tally::Tally;
use crate::tidy::{self, Tree};
use crate::{cargo, paths, process};
use std::process::{Command, ExitCode};

const PARTS: [&str; 4] = ["format", "lints", "tidy", "dependencies"];

/// Judges every part, or the one that is named, to the end: one finding does not hide the next.
pub fn run(words: &[&str]) -> Outcome<ExitCode> {
    let only = super::part(words, &PARTS)?;
    let wanted: Vec<&str> = PARTS.into_iter().filter(|part| only.is_none_or(|only| only == *part)).collect();
    let mut steps = Steps::of("check", wanted.len());
    let mut tally = Tally::default();
    for part in wanted {
        let judged = match part {
            "format" => format(&mut steps),
            "lints" => lints(&mut steps),
            "tidy" => tidy_rules(&mut steps)?,
            _ => dependencies(&mut steps)?,
        };
        steps.done(&judged.line());
        tally.add(judged);
    }
    println!("\ncheck: {} in {}. Next: cargo xtask test", tally.line(), steps.elapsed());
    Ok(super::exit(tally.failed))
}

fn format(steps: &mut Steps) -> Tally {
    steps.begin("Format");
    judged(cargo::command(&["fmt", "--all", "--check"]))
}

fn lints(steps: &mut Steps) -> Tally {
    steps.begin("Lints: the programs and their tests, then the browser crate");
    if let Err(failure) = cargo::ensure_wasm_target() {
        return failed(&failure.0);
    }
    let mut tally =
        judged(cargo::command(&["clippy", "--workspace", "--all-targets", "--", "--deny", "warnings"]));
    tally.add(judged(cargo::command(&[
        "clippy",
        "--package",
        "app",
        "--lib",
        "--no-default-features",
        "--features",
        "hydrate",
        "--target",
        cargo::WASM,
        "--",
        "--deny",
        "warnings",
    ])));
    tally
}

fn tidy_rules(steps: &mut Steps) -> Outcome<Tally> {
    steps.begin("Tidy rules: what Cargo and clippy cannot express");
    let tree = Tree::read(&paths::root())?;
    let mut tally = Tally::default();
    for rule in tidy::RULES {
        tally.add(verdict(rule.name, rule.reason, &(rule.check)(&tree)));
    }
    Ok(tally)
}

fn dependencies(steps: &mut Steps) -> Outcome<Tally> {
    steps.begin("Dependencies: what the browser gets, versions, licences, sources, advisories");
    let mut tally = verdict(
        "the browser bundle holds no server dependency",
        "what is in it is downloaded by every member, and read by anybody",
        &purity::breaches()?,
    );
    for rule in dependencies::rules()? {
        tally.add(verdict(rule.name, rule.reason, &rule.breaches));
    }
    match advisories::judge()? {
        Some(breaches) => {
            tally.add(verdict("no known vulnerability", "RustSec knows of these", &breaches));
        }
        None => println!("      advisories: not checked (cargo-audit or its database is not here)"),
    }
    Ok(tally)
}

/// A program's verdict; what it says is shown only when it is against us.
fn judged(command: Command) -> Tally {
    match process::said(command) {
        Ok(_) => Tally::one(true),
        Err(failure) => failed(&failure.0),
    }
}

fn failed(why: &str) -> Tally {
    println!("{why}");
    Tally::one(false)
}

/// A rule's verdict; a broken rule tells its reason and every place.
fn verdict(name: &str, reason: &str, breaches: &[String]) -> Tally {
    if breaches.is_empty() {
        return Tally::one(true);
    }
    println!("      FAILED: {name}\n      because {reason}");
    for breach in breaches {
        println!("        {breach}");
    }
    Tally::one(false)
}
