//! Binaryen's `wasm-opt`, from the npm package: five seconds for about 4 % of what is downloaded.

use crate::failure::{About, Failure};
use std::path::Path;
use std::process::Command;

/// What rustc already emits for wasm32: naming these lets `wasm-opt` read the file, and use nothing newer.
const FEATURES: [&str; 6] = [
    "--enable-bulk-memory",
    "--enable-multivalue",
    "--enable-mutable-globals",
    "--enable-nontrapping-float-to-int",
    "--enable-reference-types",
    "--enable-sign-ext",
];

/// For size. Functions with one caller are inlined only when tiny: merging larger ones saves bytes before compression
/// and costs more after it (measured: 117.7 KB in brotli with Binaryen's default, 112.4 KB so, 116.7 KB untouched).
const PASSES: [&str; 5] = [
    "-Oz",
    "--one-caller-inline-max-function-size=6",
    "--strip-debug",
    "--strip-producers",
    "--strip-target-features",
];

/// Rewrites a wasm file, for size after compression.
pub fn in_place(script: &Path, wasm: &Path) -> Result<(), Failure> {
    let small = wasm.with_extension("small");
    let output = Command::new("node")
        .arg(script)
        .args(PASSES)
        .args(FEATURES)
        .arg(wasm)
        .arg("-o")
        .arg(&small)
        .output()
        .about("start node with", script)?;
    if !output.status.success() {
        return Err(Failure(format!("wasm-opt: {}", String::from_utf8_lossy(&output.stderr).trim())));
    }
    std::fs::rename(&small, wasm).about("replace", wasm)
}
