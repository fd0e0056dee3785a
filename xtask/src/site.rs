//! The site folder: what the browser loads, built in three moves and skipped when nothing changed.

use crate::failure::{Doing, Failure, Outcome};
use crate::json::Json;
use crate::{cargo, node, paths, process};

/// How much care the files get.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Care {
    /// For looking at: quick compression.
    Quick,
    /// For shipping, testing and measuring: best compression, and `wasm-opt`, which needs Node.js.
    Release,
}

/// Builds everything that makes the site, then the site; returns the one line that `bundle` says.
pub fn build(care: Care) -> Outcome<String> {
    process::shown(cargo::command(&["build", "--package", "bundle"]))?;
    build_with_bundle(care)
}

/// The same when `bundle` was just built together with other programs: alone it would be built a second time, because
/// Cargo gives shared crates the features that all programs of one call need.
pub fn build_with_bundle(care: Care) -> Outcome<String> {
    let wasm = cargo::build_browser_crate()?;
    bundle(care, &wasm)
}

fn bundle(care: Care, wasm: &std::path::Path) -> Outcome<String> {
    let root = paths::root();
    let mut bundle = process::command(paths::program("debug", "bundle"), &root);
    bundle.arg("--wasm").arg(wasm);
    bundle.arg("--style").arg(root.join("style"));
    bundle.arg("--public").arg(root.join("public"));
    bundle.arg("--site").arg(paths::site());
    bundle.args(["--quality", if care == Care::Quick { "5" } else { "11" }]);
    if care == Care::Release {
        node::install(&node::end2end())?;
        bundle.arg("--wasm-opt").arg(node::wasm_opt());
    }
    Ok(process::output(bundle)?.trim().to_owned())
}

/// What the page loads, as `manifest.json` tells it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sizes {
    /// WebAssembly and its glue, bytes in brotli.
    pub wasm_and_glue: u64,
    /// The style sheet, bytes in brotli.
    pub style: u64,
}

/// Reads the sizes of the site that was built last.
pub fn sizes() -> Outcome<Sizes> {
    let path = paths::site().join("manifest.json");
    let text = std::fs::read_to_string(&path).doing(format!("read {}", path.display()))?;
    let manifest = Json::parse(&text).ok_or_else(|| Failure(format!("{} is not JSON", path.display())))?;
    Ok(sizes_in(&manifest))
}

fn sizes_in(manifest: &Json) -> Sizes {
    let mut sizes = Sizes { wasm_and_glue: 0, style: 0 };
    for file in manifest.get("files").items() {
        let path = file.get("path").text();
        let packed = file.get("brotli").whole().or_else(|| file.get("bytes").whole()).unwrap_or_default();
        if !path.starts_with("assets/") {
            continue;
        }
        match path.rsplit_once('.') {
            Some((_, "wasm" | "js")) => sizes.wasm_and_glue += packed,
            Some((_, "css")) => sizes.style += packed,
            _ => {}
        }
    }
    sizes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_a_page_loads_is_counted() {
        let manifest = r#"{"hash":"x","files":[
            {"path":"assets/x/joinery.js","bytes":9,"gzip":8,"brotli":7},
            {"path":"assets/x/joinery_bg.wasm","bytes":90,"gzip":80,"brotli":70},
            {"path":"assets/x/joinery.css","bytes":5,"gzip":null,"brotli":null},
            {"path":"robots.txt","bytes":5,"gzip":null,"brotli":3}]}"#;
        let sizes = sizes_in(&Json::parse(manifest).unwrap());
        assert_eq!(sizes, Sizes { wasm_and_glue: 77, style: 5 });
    }
}
