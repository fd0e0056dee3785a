//! `cargo xtask test`: every suite there is, on both databases, with foreign judges, and in a real browser.

mod browser;
mod oracles;

use crate::demo::Demo;
use crate::failure::Outcome;
use crate::libtest;
use crate::postgres::Postgres;
use crate::site::{self, Care};
use crate::steps::Steps;
use crate::tally::Tally;
use crate::{cargo, install, node, paths, ports, process, signals};
use std::process::ExitCode;

const PARTS: [&str; 3] = ["rust", "oracles", "browser"];

/// What WebAssembly and glue may weigh on any page, in brotli.
const BROWSER_BUDGET: u64 = 120_000;

/// The whole run: its steps and its counts.
struct Run {
    steps: Steps,
    tally: Tally,
}

/// Runs all parts, or the one that is named, each to its end. The last line is always `N passed, N failed`.
pub fn run(words: &[&str]) -> Outcome<ExitCode> {
    let only = super::part(words, &PARTS)?;
    let wants = |part: &str| only.is_none_or(|only| only == part);
    let mut parts: Vec<fn(&mut Run) -> Outcome> = vec![Run::tools];
    parts.push(if wants("rust") { Run::programs_and_tests } else { Run::programs });
    if wants("rust") || wants("browser") {
        parts.push(Run::site);
    }
    if wants("rust") {
        parts.push(Run::rust);
    }
    if wants("oracles") {
        parts.push(Run::oracles);
    }
    if wants("browser") {
        parts.push(Run::browser);
    }
    let mut run = Run { steps: Steps::of("test", parts.len()), tally: Tally::default() };
    for part in parts {
        if let Err(failure) = part(&mut run) {
            println!("      FAILED: {failure}");
            run.tally.failed += 1;
        }
        if signals::stopped() {
            break;
        }
    }
    println!("\ntest: ended after {}", run.steps.elapsed());
    println!("{}", run.tally.line());
    Ok(super::exit(run.tally.failed))
}

impl Run {
    fn tools(&mut self) -> Outcome {
        self.steps.begin("Tools");
        let mut line = install::tools()?;
        for folder in [node::end2end(), node::end2end().join("oracles")] {
            if node::install(&folder)? {
                line = format!("{line}; npm packages of {} installed", folder.display());
            }
        }
        self.steps.done(&line);
        Ok(())
    }

    fn site(&mut self) -> Outcome {
        self.steps.begin("What the browser loads");
        let line = site::build_with_bundle(Care::Release)?;
        let sizes = site::sizes()?;
        let fits = sizes.wasm_and_glue <= BROWSER_BUDGET;
        if !fits {
            println!("      FAILED: wasm and glue are {} bytes of {BROWSER_BUDGET}", sizes.wasm_and_glue);
        }
        self.steps.done(&line);
        self.tally.add(Tally::one(fits));
        Ok(())
    }

    fn programs(&mut self) -> Outcome {
        self.steps.begin("The programs");
        process::shown(cargo::command(&cargo::BUILD_PROGRAMS))?;
        self.steps.done("built");
        Ok(())
    }

    /// Programs and tests in one call, so that what they share is built once.
    fn programs_and_tests(&mut self) -> Outcome {
        self.steps.begin("The programs and their tests");
        process::shown(cargo::command(&["build", "--workspace", "--all-targets"]))?;
        self.steps.done("built");
        Ok(())
    }

    /// Cargo's own tests, the store's contract also on a PostgreSQL server of this run alone.
    fn rust(&mut self) -> Outcome {
        self.steps.begin("Rust tests, on SQLite and on a PostgreSQL server started for them");
        let postgres = Postgres::start()?;
        let mut command = cargo::command(&["test", "--workspace", "--no-fail-fast"]);
        command.env("JOINERY_TEST_POSTGRES", postgres.url()).env("JOINERY_TEST_POSTGRES_REQUIRED", "1");
        let mut reader = libtest::Reader::new();
        let success = process::listened(command, |line| {
            if let Some(text) = reader.hear(line) {
                println!("{text}");
            }
        })?;
        let (judged, rest) = reader.finish(success);
        if let Some(text) = rest {
            println!("{text}");
        }
        self.count(judged);
        Ok(())
    }

    fn oracles(&mut self) -> Outcome {
        self.steps.begin("Foreign judges: other people's payment SDKs");
        let judged = oracles::judge()?;
        self.count(judged);
        Ok(())
    }

    fn browser(&mut self) -> Outcome {
        self.steps.begin("In the browser: every journey without JavaScript, then with it");
        let judged = browser::judge()?;
        self.count(judged);
        Ok(())
    }

    fn count(&mut self, judged: Tally) {
        self.steps.done(&judged.line());
        self.tally.add(judged);
    }
}

/// A demo for one suite alone: its own folder, its own ports.
fn demo(name: &str) -> Outcome<Demo> {
    let folder = paths::root().join("target").join("test").join(name);
    Ok(Demo { folder, port: ports::free()?, sandbox_port: ports::free()?, profile: "debug" })
}
