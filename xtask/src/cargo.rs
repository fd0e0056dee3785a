//! Calls to Cargo.

use crate::failure::{Failure, Outcome};
use crate::{paths, process};
use std::process::Command;

/// The browser's target.
pub const WASM: &str = "wasm32-unknown-unknown";

/// Everything that `run` needs, in one call: see [`crate::site::build_with_bundle`].
pub const BUILD_PROGRAMS: [&str; 7] =
    ["build", "--package", "joinery", "--package", "sandbox", "--package", "bundle"];

/// A Cargo command in the repository.
pub fn command(arguments: &[&str]) -> Command {
    // Cargo tells the programs it runs where it is; a second `cargo` on the PATH might be another toolchain.
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let mut command = process::command(cargo, &paths::root());
    command.args(arguments);
    command
}

/// Adds the browser's target to the toolchain when it is missing.
pub fn ensure_wasm_target() -> Outcome {
    let mut rustc = Command::new("rustc");
    rustc.args(["--print", "target-libdir", "--target", WASM]);
    let folder = process::output(rustc)?;
    if std::path::Path::new(folder.trim()).is_dir() {
        return Ok(());
    }
    println!("      adding the target {WASM} to the Rust toolchain");
    let mut rustup = Command::new("rustup");
    rustup.args(["target", "add", WASM]);
    process::shown(rustup).map_err(|failure| {
        Failure(format!("{failure}\nthe browser crate needs it; install it with: rustup target add {WASM}"))
    })
}

/// Builds what the browser runs and returns the wasm file.
pub fn build_browser_crate() -> Outcome<std::path::PathBuf> {
    ensure_wasm_target()?;
    process::shown(command(&[
        "build",
        "--package",
        "app",
        "--lib",
        "--no-default-features",
        "--features",
        "hydrate",
        "--target",
        WASM,
        "--profile",
        "wasm-release",
    ]))?;
    Ok(paths::target().join(WASM).join("wasm-release").join("app.wasm"))
}
