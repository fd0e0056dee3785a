//! The program is killed at random under load, again and again. Nothing it confirmed may be lost, and nothing that
//! must always hold may be broken.

use super::load::{Bench, number};
use super::row::Row;
use crate::demo::Demo;
use crate::failure::{Doing, Failure, Outcome};
use crate::json::Json;
use crate::service::Service;
use crate::steps::Stopwatch;
use crate::{process, signals};
use std::hash::{BuildHasher, Hasher};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::thread::sleep;
use std::time::Duration;

/// Cycles when nobody says how many.
pub const CYCLES: u32 = 200;

/// Orders and payments that one cycle can use up: more than a second of them.
const PER_CYCLE: u32 = 600;

/// Orders and payments that are asked for in a second, together.
const RATE: &str = "1200";

/// Cycles on one world: then its orders are used up.
const PER_WORLD: u32 = 90;

/// The earliest and the latest moment of death, milliseconds.
const DEATH: (u64, u64) = (200, 1_000);

/// How long the load generator may take to sign its notifications.
const PATIENCE: Duration = Duration::from_mins(1);

/// How often to look.
const LOOK: Duration = Duration::from_millis(2);

/// What came of all cycles.
#[derive(Default)]
struct Toll {
    confirmed: u64,
    lost: u64,
    broken: u64,
    wrong: u64,
    first_wrong: String,
}

/// Kills the program so many times.
pub fn take(demo: &Demo, cycles: u32) -> Outcome<Vec<Row>> {
    let mut toll = Toll::default();
    let mut done = 0;
    while done < cycles {
        let here = PER_WORLD.min(cycles - done);
        one_world(demo, here, &mut toll)?;
        done += here;
    }
    let named = |what: &str| format!("{cycles} × kill -9 under load: {what}");
    let of = format!("of {} confirmed", toll.confirmed);
    Ok(vec![
        Row::at_most(named("confirmed writes lost"), toll.lost, 0, &of),
        Row::at_most(named("restarts with a broken invariant"), toll.broken, 0, "restarts"),
        Row::at_most(named("wrong answers"), toll.wrong, 0, &format!("answers {}", toll.first_wrong)),
    ])
}

fn one_world(demo: &Demo, cycles: u32, toll: &mut Toll) -> Outcome {
    let bench = Bench::prepare("bench-kill", demo.profile)?;
    let sandbox = bench.demo.start_sandbox()?;
    let mut server = bench.serve(&["serve"])?;
    for cycle in 0..cycles {
        let acks = bench.demo.folder.join(format!("acks-{cycle}.txt"));
        let line = load_until_death(&bench, &mut server, cycle * PER_CYCLE, &acks)?;
        toll.confirmed += number(&line, "right");
        toll.wrong += number(&line, "errors");
        if toll.first_wrong.is_empty() {
            line.get("first_error").text().clone_into(&mut toll.first_wrong);
        }
        if let Err(failure) = bench.verify() {
            println!("      cycle {cycle}: {failure}");
            toll.broken += 1;
        }
        server = bench.serve(&["serve"])?;
        let there = bench.run("check", &["--acks", &acks.display().to_string()])?;
        toll.lost += number(&there, "lost");
        if number(&there, "checked") != number(&line, "right") {
            return Err(Failure(format!("cycle {cycle}: not every confirmed write was looked for")));
        }
    }
    drop(server);
    drop(sandbox);
    Ok(())
}

/// Begins the load, kills the server somewhere in the middle of it, and returns what the load saw.
fn load_until_death(bench: &Bench, server: &mut Service, first: u32, acks: &Path) -> Outcome<Json> {
    let (first, count, file) = (first.to_string(), PER_CYCLE.to_string(), acks.display().to_string());
    let words = ["--seconds", "30", "--rate", RATE, "--first", &first, "--count", &count, "--acks", &file];
    let mut command = bench.load("both", &words);
    let load =
        command.stdin(Stdio::null()).stdout(Stdio::piped()).spawn().doing("start the load generator")?;
    until_begun(acks)?;
    sleep(moment_of_death());
    kill(server)?;
    said(load)
}

/// The file of confirmed writes is there as soon as everything is signed.
fn until_begun(acks: &Path) -> Outcome {
    let waited = Stopwatch::start();
    while !acks.exists() {
        signals::go_on()?;
        if waited.elapsed() > PATIENCE {
            return Err(Failure("the load generator did not begin".to_owned()));
        }
        sleep(LOOK);
    }
    Ok(())
}

fn moment_of_death() -> Duration {
    let (earliest, latest) = DEATH;
    // The standard library's only randomness: the keys of its hash maps.
    let random = std::collections::hash_map::RandomState::new().build_hasher().finish();
    Duration::from_millis(earliest + random % (latest - earliest))
}

/// No goodbye: what is not on disk now is gone.
fn kill(server: &mut Service) -> Outcome {
    let mut command = Command::new("kill");
    command.args(["-KILL", &server.id().to_string()]);
    process::said(command)?;
    while server.is_running() {
        sleep(LOOK);
    }
    Ok(())
}

fn said(load: Child) -> Outcome<Json> {
    let output = load.wait_with_output().doing("wait for the load generator")?;
    let line = String::from_utf8_lossy(&output.stdout).into_owned();
    Json::parse(line.trim()).ok_or_else(|| Failure(format!("the load generator said: {line}")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn death_comes_between_its_two_moments_and_not_always_at_the_same() {
        let moments: Vec<Duration> = (0..50).map(|_| moment_of_death()).collect();
        assert!(moments.iter().all(|moment| (200..1_000).contains(&moment.as_millis())));
        assert!(moments.iter().any(|moment| Some(moment) != moments.first()));
    }
}
