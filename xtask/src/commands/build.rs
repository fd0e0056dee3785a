//! `cargo xtask build`: the programs as they are shipped.

use crate::failure::{Doing, Outcome};
use crate::site::{self, Care};
use crate::steps::Steps;
use crate::{cargo, paths, process};

/// Builds the site with every care, then the programs that embed it.
pub fn run() -> Outcome {
    let mut steps = Steps::of("build", 2);
    steps.begin("What the browser loads, through wasm-opt");
    let line = site::build(Care::Release)?;
    steps.done(&line);
    steps.begin("The programs, optimised");
    programs()?;
    let joinery = paths::program("release", "joinery");
    let bytes = std::fs::metadata(&joinery).doing(format!("read {}", joinery.display()))?.len();
    steps.done(&format!("{} with its pages' files inside: {} KB", joinery.display(), bytes / 1000));
    println!(
        "\nBuilt in {}. Copy that one file to where it shall run. Next: joinery doctor",
        steps.elapsed()
    );
    Ok(())
}

/// The release programs. The site must be there first: it is embedded.
pub fn programs() -> Outcome {
    process::shown(cargo::command(&[
        "build",
        "--release",
        "--package",
        "joinery",
        "--package",
        "sandbox",
        "--package",
        "load",
    ]))
}
