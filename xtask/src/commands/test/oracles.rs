//! Foreign judges: scripts that hold other people's SDKs against our sandbox, and print `ok - …` or `not ok - …`.

use crate::demo::Demo;
use crate::failure::{Doing, Failure, Outcome};
use crate::steps::Stopwatch;
use crate::tally::Tally;
use crate::{cargo, node, process, python};
use std::path::{Path, PathBuf};
use std::process::Command;

/// What the scripts' names end with, and so which program runs them.
const NODE: &str = "-oracle.mjs";
const PYTHON: &str = "_oracle.py";

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
    let mut tally = Tally::default();
    for script in scripts {
        tally.add(judge_one(&folder, &script)?);
    }
    Ok(tally)
}

fn judge_one(folder: &Path, script: &Path) -> Outcome<Tally> {
    let name = script.file_stem().unwrap_or_default().to_string_lossy().into_owned();
    let demo: Demo = super::demo(&name)?;
    demo.prepare_keys()?;
    let sandbox = demo.start_sandbox()?;
    let mut command = interpreter(folder, script);
    command.arg(script).arg("--base").arg(demo.sandbox_url()).arg("--keys").arg(demo.gateway_keys());
    if name.starts_with("alipay") {
        for address in addresses(&demo)? {
            command.arg("--address").arg(address);
        }
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

/// What our own adapter sends payers to: signed at home, so that only somebody else's verification says that it is right.
fn addresses(demo: &Demo) -> Outcome<Vec<String>> {
    let mut command =
        cargo::command(&["run", "--quiet", "--package", "gateways", "--example", "alipay_addresses", "--"]);
    command.arg(demo.sandbox_url()).arg(demo.gateway_keys());
    Ok(process::output(command)?.lines().map(str::to_owned).collect())
}

fn interpreter(folder: &Path, script: &Path) -> Command {
    if is_a(script, PYTHON) {
        process::command(python::interpreter(), folder)
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
