//! `cargo xtask bench`: the figures, each beside its target, as a table and as JSON in `target/bench.json`.
//!
//! To add figures, write a file with a function that returns rows and put it into `MEASURES`.

mod lighthouse;
mod row;
mod size;
mod start;
mod weight;

use crate::demo::Demo;
use crate::failure::{Doing, Outcome};
use crate::site::{self, Care};
use crate::steps::Steps;
use crate::{paths, ports};
use row::Row;
use std::process::ExitCode;

/// A group of figures that are measured together.
struct Measure {
    name: &'static str,
    what: &'static str,
    take: fn(&Demo) -> Outcome<Vec<Row>>,
}

/// All groups. Each gets a seeded demo that does not run yet, and leaves none running.
const MEASURES: [Measure; 4] = [
    Measure { name: "size", what: "What is shipped and what is downloaded", take: size::take },
    Measure { name: "weight", what: "What a page weighs", take: weight::take },
    Measure { name: "start", what: "Cold start and idle memory", take: start::take },
    Measure { name: "lighthouse", what: "Lighthouse, mobile, median of five", take: lighthouse::take },
];

/// Builds the release programs, measures every group or the one that is named, and prints the table.
pub fn run(words: &[&str]) -> Outcome<ExitCode> {
    let names = MEASURES.map(|measure| measure.name);
    let only = super::part(words, &names)?;
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
        let taken =
            (measure.take)(&demo).unwrap_or_else(|failure| vec![Row::missing(measure.name, &failure)]);
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
