//! Foreign judges: scripts that hold other people's SDKs against our sandbox and against our adapters, and print
//! `ok - …` or `not ok - …`.
//!
//! A script is given the address of a sandbox of its own (`--base`) and the keys (`--keys`). To judge the adapters, it is
//! also given what they said on the wire (`--requests`) and a program that says what they hear (`--wire`).

use crate::demo::Demo;
use crate::failure::{Doing, Failure, Outcome};
use crate::steps::Stopwatch;
use crate::tally::Tally;
use crate::{cargo, node, paths, process, python};
use std::path::{Path, PathBuf};
use std::process::Command;

/// What the scripts' names end with, and so which program runs them.
const NODE: &str = "-oracle.mjs";
const PYTHON: &str = "_oracle.py";
/// What the names of those contain that judge an adapter, after the name of its gateway.
const ADAPTER: &str = "adapter";
/// The program in which our adapters speak and listen, and the folder that Cargo puts it into.
const WIRE: &str = "on_the_wire";
const EXAMPLES: &str = "debug/examples";

/// Runs every `*-oracle.mjs` and every `*_oracle.py` against a sandbox of its own.
pub fn judge() -> Outcome<Tally> {
    let folder = node::end2end().join("oracles");
    let scripts = scripts_in(&folder)?;
    for ending in [NODE, PYTHON] {
        if !scripts.iter().any(|script| is_a(script, ending)) {
            return Err(Failure(format!("no *{ending} in {}", folder.display())));
        }
    }
    if python::install(&folder)? {
        println!("      Python packages of {} installed", folder.display());
    }
    let wire = build_wire()?;
    let mut tally = Tally::default();
    for script in scripts {
        tally.add(judge_one(&folder, &script, &wire)?);
    }
    Ok(tally)
}

/// With the features that everything else is built with: another selection of packages would build them all anew.
fn build_wire() -> Outcome<PathBuf> {
    process::shown(cargo::command(&["build", "--quiet", "--workspace", "--example", WIRE]))?;
    Ok(paths::program(EXAMPLES, WIRE))
}

fn judge_one(folder: &Path, script: &Path, wire: &Path) -> Outcome<Tally> {
    let name = script.file_stem().unwrap_or_default().to_string_lossy().into_owned();
    let demo: Demo = super::demo(&name)?;
    demo.prepare_keys()?;
    let sandbox = demo.start_sandbox()?;
    let mut command = interpreter(folder, script);
    command.arg(script).arg("--base").arg(demo.sandbox_url()).arg("--keys").arg(demo.gateway_keys());
    if let Some(gateway) = judged_adapter(&name) {
        command.arg("--requests").arg(write_requests(&demo, wire, gateway)?).arg("--wire").arg(wire);
    }
    let watch = Stopwatch::start();
    let ended = process::captured(command)?;
    drop(sandbox);
    let tally = count(&ended.text, ended.success);
    if tally.failed > 0 {
        println!("{}", ended.text);
    }
    println!("      {name:<24} {} passed · {}", tally.passed, watch.text());
    Ok(tally)
}

/// The gateway whose adapter a script judges: `stripe` of `stripe_adapter_oracle`.
fn judged_adapter(name: &str) -> Option<&str> {
    let mut words = name.split(['_', '-']);
    words.next().filter(|_| words.next() == Some(ADAPTER))
}

/// What our own adapter says to its gateway: signed at home, so that only somebody else's verification says that it is
/// right.
fn write_requests(demo: &Demo, wire: &Path, gateway: &str) -> Outcome<PathBuf> {
    let mut command = process::command(wire, &paths::root());
    command.args(["requests", gateway]).arg(demo.gateway_keys()).arg(demo.sandbox_url());
    let file = demo.folder.join("requests.jsonl");
    std::fs::write(&file, process::output(command)?).doing(format!("write {}", file.display()))?;
    Ok(file)
}

fn interpreter(folder: &Path, script: &Path) -> Command {
    if is_a(script, PYTHON) {
        let mut command = process::command(python::interpreter(), folder);
        // What scripts share is a module, and its compiled form has no place among the sources.
        command.env("PYTHONDONTWRITEBYTECODE", "1");
        command
    } else {
        process::command("node", folder)
    }
}

fn is_a(script: &Path, ending: &str) -> bool {
    script.to_string_lossy().ends_with(ending)
}

fn scripts_in(folder: &Path) -> Outcome<Vec<PathBuf>> {
    let doing = format!("list {}", folder.display());
    let mut scripts = Vec::new();
    for entry in std::fs::read_dir(folder).doing(&doing)? {
        let path = entry.doing(&doing)?.path();
        if is_a(&path, NODE) || is_a(&path, PYTHON) {
            scripts.push(path);
        }
    }
    scripts.sort();
    Ok(scripts)
}

/// Counts the verdicts. A script that fails without one, or says nothing at all, counts as one failure.
fn count(text: &str, success: bool) -> Tally {
    let mut tally = Tally::default();
    for line in text.lines().map(str::trim_start) {
        if line.starts_with("ok ") {
            // TAP's way of skipping passes silently; here it does not.
            tally.add(Tally::one(!line.contains("# SKIP") && !line.contains("# TODO")));
        } else if line.starts_with("not ok ") {
            tally.failed += 1;
        }
    }
    if tally.failed == 0 && (!success || tally.passed == 0) {
        tally.failed = 1;
    }
    tally
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_scripts_name_says_whose_adapter_it_judges() {
        assert_eq!(judged_adapter("wechat_adapter_oracle"), Some("wechat"));
        assert_eq!(judged_adapter("alipay-adapter-oracle"), Some("alipay"));
        assert_eq!(judged_adapter("stripe_payouts_oracle"), None);
    }

    #[test]
    fn verdicts_are_counted_and_silence_is_a_failure() {
        assert_eq!(
            count("ok - signs\nnot ok - verifies\nok - x # SKIP\n", false),
            Tally { passed: 1, failed: 2 }
        );
        assert_eq!(count("ok - signs\n", true), Tally { passed: 1, failed: 0 });
        assert_eq!(count("ok - signs\nTypeError: boom", false), Tally { passed: 1, failed: 1 });
        assert_eq!(count("", true), Tally { passed: 0, failed: 1 });
    }
}
