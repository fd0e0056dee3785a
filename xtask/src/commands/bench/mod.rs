//! `cargo xtask bench`: the figures, each beside its target, as a table and as JSON in `target/bench.json`.
//!
//! To add figures, write a file with a function that returns rows and put it into `MEASURES`.

mod kill;
mod lighthouse;
mod load;
mod on_postgres;
mod payout_run;
mod row;
mod size;
mod start;
mod weight;

use crate::demo::Demo;
use crate::failure::{Doing, Failure, Outcome};
use crate::site::{self, Care};
use crate::steps::Steps;
use crate::{paths, ports};
use row::Row;
use std::process::ExitCode;

/// A group of figures that are measured together.
struct Measure {
    name: &'static str,
    what: &'static str,
    take: Take,
}

/// How a group is measured.
enum Take {
    /// Once.
    Figures(fn(&Demo) -> Outcome<Vec<Row>>),
    /// As often as `--cycles` says.
    Cycles(fn(&Demo, u32) -> Outcome<Vec<Row>>),
    /// For as many as `--creators` says.
    Creators(fn(&Demo, u32) -> Outcome<Vec<Row>>),
}

/// All groups. Each gets a seeded demo that does not run yet, and leaves none running.
const MEASURES: [Measure; 8] = [
    Measure { name: "size", what: "What is shipped and what is downloaded", take: Take::Figures(size::take) },
    Measure { name: "weight", what: "What a page weighs", take: Take::Figures(weight::take) },
    Measure { name: "start", what: "Cold start and idle memory", take: Take::Figures(start::take) },
    Measure {
        name: "lighthouse",
        what: "Lighthouse, mobile, median of five",
        take: Take::Figures(lighthouse::take),
    },
    Measure { name: "load", what: "Throughput and waiting times", take: Take::Figures(load::take) },
    Measure {
        name: "postgres",
        what: "Orders and payments on PostgreSQL",
        take: Take::Figures(on_postgres::take),
    },
    Measure {
        name: "payouts",
        what: "A payout run for a million creators, on both databases",
        take: Take::Creators(payout_run::take),
    },
    Measure { name: "kill", what: "Killed at random under load", take: Take::Cycles(kill::take) },
];

/// Builds the release programs, measures every group or the one that is named, and prints the table.
pub fn run(words: &[&str]) -> Outcome<ExitCode> {
    let names = MEASURES.map(|measure| measure.name);
    let (words, cycles) = number(words, "--cycles", kill::CYCLES)?;
    let (words, creators) = number(&words, "--creators", payout_run::CREATORS)?;
    let only = super::part(&words, &names)?;
    let wanted: Vec<&Measure> =
        MEASURES.iter().filter(|measure| only.is_none_or(|only| only == measure.name)).collect();
    let mut steps = Steps::of("bench", 2 + wanted.len());
    steps.begin("The release programs, with what the browser loads inside");
    let line = site::build(Care::Release)?;
    super::build::programs()?;
    steps.done(&line);
    steps.begin("A demo world to measure on");
    let folder = paths::root().join("target").join("bench");
    let demo = Demo { folder, port: ports::free()?, sandbox_port: ports::free()?, profile: "release" };
    demo.prepare()?;
    steps.done("seeded");
    let mut rows = Vec::new();
    for measure in wanted {
        steps.begin(measure.what);
        let taken = match measure.take {
            Take::Figures(take) => take(&demo),
            Take::Cycles(take) => take(&demo, cycles),
            Take::Creators(take) => take(&demo, creators),
        };
        let taken = taken.unwrap_or_else(|failure| vec![Row::missing(measure.name, &failure)]);
        steps.done(&format!("{} figures", taken.len()));
        rows.extend(taken);
    }
    println!("\n{}", row::table(&rows));
    let path = paths::root().join("target").join("bench.json");
    std::fs::write(&path, row::json(&rows)).doing(format!("write {}", path.display()))?;
    let missed = rows.iter().filter(|row| !row.ok).count();
    println!("{} figures, {missed} missed, in {}; also in {}", rows.len(), steps.elapsed(), path.display());
    Ok(super::exit(u64::from(missed > 0)))
}

/// The words without such an option, and its number.
fn number<'a>(words: &[&'a str], option: &str, otherwise: u32) -> Outcome<(Vec<&'a str>, u32)> {
    let Some(at) = words.iter().position(|word| *word == option) else {
        return Ok((words.to_vec(), otherwise));
    };
    let count = words.get(at + 1).and_then(|count| count.parse().ok());
    let count = count.ok_or_else(|| Failure(format!("{option} needs a number")))?;
    Ok((words.iter().take(at).chain(words.iter().skip(at + 2)).copied().collect(), count))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_number_of_an_option_stands_anywhere_and_has_a_default() {
        let cycles = |words: &[&'static str]| number(words, "--cycles", 200);
        assert_eq!(cycles(&["kill", "--cycles", "20"]), Ok((vec!["kill"], 20)));
        assert_eq!(cycles(&["--cycles", "7", "kill"]), Ok((vec!["kill"], 7)));
        assert_eq!(cycles(&["load"]), Ok((vec!["load"], 200)));
        assert!(cycles(&["kill", "--cycles"]).is_err());
    }
}
