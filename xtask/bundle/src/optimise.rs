//! Binaryen's `wasm-opt`, from the npm package: takes half a minute and about a tenth off the wasm.

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

/// Rewrites a wasm file, for size.
pub fn in_place(script: &Path, wasm: &Path) -> Result<(), Failure> {
    let small = wasm.with_extension("small");
    let output = Command::new("node")
        .arg(script)
        .args(["-Oz", "--strip-debug", "--strip-producers", "--strip-target-features"])
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
