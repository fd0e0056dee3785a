//! `cargo xtask site`: only what the browser loads.

use crate::failure::Outcome;
use crate::site::{self, Care};
use crate::steps::Steps;

/// Builds the site folder.
pub fn run() -> Outcome {
    let mut steps = Steps::of("site", 1);
    steps.begin("What the browser loads");
    let line = site::build(Care::Release)?;
    steps.done(&line);
    println!("\nIt lies in target/site. Next: cargo xtask run");
    Ok(())
}
