//! Node.js: its packages, installed when the lock file changed, and its programs.

use crate::failure::{Doing, Failure, Outcome};
use crate::{paths, process};
use std::path::{Path, PathBuf};
use std::process::Command;

/// Where the browser tests and the tools from npm live.
pub fn end2end() -> PathBuf {
    paths::root().join("end2end")
}

/// Installs a folder's packages when they are not the ones its lock file names. True when something was done.
pub fn install(folder: &Path) -> Outcome<bool> {
    let lock = std::fs::read(folder.join("package-lock.json"))
        .doing(format!("read {}", folder.join("package-lock.json").display()))?;
    let note = folder.join("node_modules").join(".installed-from");
    if std::fs::read(&note).is_ok_and(|installed| installed == lock) {
        return Ok(false);
    }
    if process::found("npm").is_none() {
        return Err(Failure(
            "npm is not on the PATH; install Node.js 20 or newer (https://nodejs.org), 22.19 or newer for \
             `cargo xtask bench lighthouse`"
                .to_owned(),
        ));
    }
    let mut npm = process::command("npm", folder);
    // No scripts: nothing that is downloaded runs at installation, and no browser is fetched.
    npm.args(["ci", "--ignore-scripts", "--no-audit", "--no-fund"]);
    process::said(npm)?;
    std::fs::write(&note, &lock).doing(format!("write {}", note.display()))?;
    Ok(true)
}

/// A Node program of a package installed in `end2end`.
pub fn tool(script: &str) -> Command {
    let mut command = process::command("node", &end2end());
    command.arg(Path::new("node_modules").join(script));
    command
}

/// Binaryen's `wasm-opt`.
pub fn wasm_opt() -> PathBuf {
    end2end().join("node_modules").join("binaryen").join("bin").join("wasm-opt")
}

/// The browser that the tests drive.
pub fn chromium() -> Outcome<PathBuf> {
    if let Some(path) = std::env::var_os("CHROMIUM") {
        return Ok(path.into());
    }
    let names = ["chromium", "chromium-browser", "google-chrome-stable", "google-chrome"];
    names.into_iter().find_map(process::found).ok_or_else(|| {
        Failure("no Chromium on the PATH; on Debian: apt-get install chromium; or set CHROMIUM".to_owned())
    })
}
