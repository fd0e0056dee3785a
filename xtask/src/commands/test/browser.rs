//! Playwright, once for each way of looking at the demo, each time at a demo that nobody has touched; and the books
//! are proved afterwards.

use crate::demo::Demo;
use crate::failure::{Doing, Failure, Outcome};
use crate::json::Json;
use crate::steps::Stopwatch;
use crate::tally::Tally;
use crate::{node, process};
use std::path::Path;

/// The projects of `playwright.config.ts`.
const PROJECTS: [&str; 2] = ["no-js", "js"];

/// Judges the types of the specs, then both projects.
pub fn judge() -> Outcome<Tally> {
    let mut tally = types()?;
    for project in PROJECTS {
        match judge_project(project) {
            Ok(judged) => tally.add(judged),
            Err(failure) => {
                println!("      FAILED: {project}: {failure}");
                tally.failed += 1;
            }
        }
    }
    Ok(tally)
}

fn types() -> Outcome<Tally> {
    let mut command = node::tool("typescript/bin/tsc");
    command.arg("--noEmit");
    let ended = process::captured(command)?;
    if !ended.success {
        println!("      the types of the specs do not fit:\n{}", ended.text);
    }
    Ok(Tally::one(ended.success))
}

fn judge_project(project: &str) -> Outcome<Tally> {
    let demo = super::demo(project)?;
    demo.prepare()?;
    let running = demo.start()?;
    let watch = Stopwatch::start();
    let report = demo.folder.join("report.json");
    let mut command = node::tool("@playwright/test/cli.js");
    command.args(["test", "--project", project]);
    command.env("JOINERY_URL", demo.url()).env("JOINERY_SANDBOX_URL", demo.sandbox_url());
    command.env("JOINERY_REPORT", &report).env("CHROMIUM", node::chromium()?);
    let ended = process::captured(command)?;
    drop(running);
    let mut tally = counts(&report)?;
    if tally.failed > 0 || !ended.success {
        println!("{}", ended.text);
        println!("      server and sandbox logs: {}", demo.folder.display());
        tally.failed = tally.failed.max(1);
    }
    println!("      {project:<24} {} passed · {}", tally.passed, watch.text());
    tally.add(verified(&demo));
    Ok(tally)
}

/// The books and the memberships must agree after everything the browser did.
fn verified(demo: &Demo) -> Tally {
    match demo.verify() {
        Ok(_) => Tally::one(true),
        Err(failure) => {
            println!("      FAILED: verify after the suite: {failure}");
            Tally::one(false)
        }
    }
}

fn counts(report: &Path) -> Outcome<Tally> {
    let text = std::fs::read_to_string(report).doing(format!("read Playwright's {}", report.display()))?;
    let json = Json::parse(&text).ok_or_else(|| Failure(format!("{} is not JSON", report.display())))?;
    Ok(counts_in(&json))
}

/// Skipped and flaky tests count as failed, and so does a run in which nothing was tested.
fn counts_in(report: &Json) -> Tally {
    let stats = report.get("stats");
    let count = |name: &str| stats.get(name).whole().unwrap_or_default();
    let passed = count("expected");
    let failed = count("unexpected") + count("flaky") + count("skipped");
    Tally { passed, failed: if passed == 0 { failed.max(1) } else { failed } }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn judged(stats: &str) -> Tally {
        counts_in(&Json::parse(&format!("{{\"stats\":{stats}}}")).unwrap())
    }

    #[test]
    fn flaky_and_skipped_tests_are_failures() {
        let stats = r#"{"startTime":"x","duration":1.5,"expected":6,"skipped":1,"unexpected":2,"flaky":1}"#;
        assert_eq!(judged(stats), Tally { passed: 6, failed: 4 });
    }

    #[test]
    fn a_run_without_tests_is_a_failure() {
        assert_eq!(
            judged(r#"{"expected":0,"skipped":0,"unexpected":0,"flaky":0}"#),
            Tally { passed: 0, failed: 1 }
        );
    }
}
