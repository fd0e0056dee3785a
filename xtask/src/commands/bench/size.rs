//! How large is what is shipped, and what is downloaded.

use super::row::Row;
use crate::demo::Demo;
use crate::failure::{Doing, Failure, Outcome};
use crate::{paths, site};
use std::path::Path;

/// WebAssembly and glue on any page, bytes in brotli (design, section 8).
const BUNDLE_LIMIT: u64 = 120_000;

/// The program, bytes.
const PROGRAM_LIMIT: u64 = 30_000_000;

/// How much the bundle may grow over the recorded figure before somebody has to say why.
const GROWTH_PERCENT: u64 = 3;

/// Measures the built files.
pub fn take(demo: &Demo) -> Outcome<Vec<Row>> {
    let program = paths::program(demo.profile, "joinery");
    let bytes = std::fs::metadata(&program).doing(format!("read {}", program.display()))?.len();
    let sizes = site::sizes()?;
    let bundle = "WebAssembly and glue, brotli";
    Ok(vec![
        Row::at_most("the program", bytes, PROGRAM_LIMIT, "bytes"),
        Row::at_most(bundle, sizes.wasm_and_glue, BUNDLE_LIMIT, "bytes"),
        growth(&paths::root().join("xtask").join("budget.txt"), bundle, sizes.wasm_and_glue)?,
    ])
}

/// Compares with the recorded figure. Without one, records this: growth after that is a decision somebody commits.
fn growth(path: &Path, name: &str, measured: u64) -> Outcome<Row> {
    if !path.exists() {
        std::fs::write(
            path,
            format!(
                "# {name}, in bytes; `cargo xtask bench size` fails at +{GROWTH_PERCENT} %\n{measured}\n"
            ),
        )
        .doing(format!("write {}", path.display()))?;
        println!("      recorded {measured} bytes in {}: commit it", path.display());
    }
    let text = std::fs::read_to_string(path).doing(format!("read {}", path.display()))?;
    let recorded = recorded_in(&text).ok_or_else(|| Failure(format!("no figure in {}", path.display())))?;
    Ok(Row::at_most(format!("{name}, against the recorded {recorded}"), measured, limit(recorded), "bytes"))
}

fn recorded_in(text: &str) -> Option<u64> {
    text.lines().find(|line| !line.starts_with('#'))?.trim().parse().ok()
}

fn limit(recorded: u64) -> u64 {
    recorded + recorded * GROWTH_PERCENT / 100
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn three_percent_more_is_the_limit() {
        assert_eq!(limit(100_000), 103_000);
        assert_eq!(recorded_in("# note\n61544\n"), Some(61_544));
    }

    #[test]
    fn the_first_measurement_is_recorded_and_the_next_is_held_against_it() {
        let path = std::env::temp_dir().join(format!("xtask-budget-{}", std::process::id()));
        let first = growth(&path, "bundle", 1_000).unwrap();
        let grown = growth(&path, "bundle", 1_031).unwrap();
        std::fs::remove_file(&path).unwrap();
        assert!(first.ok);
        assert!(!grown.ok);
    }
}
