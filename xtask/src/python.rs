//! Python: a virtual environment with exactly the packages that a requirements file names.

use crate::failure::{Doing, Failure, Outcome};
use crate::{paths, process};
use std::path::{Path, PathBuf};
use std::process::Command;

/// Where Python programs are told to run.
const PYTHON: &str = "python3";

/// Whether Python is there, with what it takes to make an environment: Debian packs that separately.
pub fn is_there() -> bool {
    let mut python = Command::new(PYTHON);
    python.args(["-c", "import ensurepip, venv"]);
    process::captured(python).is_ok_and(|ended| ended.success)
}

fn environment() -> PathBuf {
    paths::target().join("python")
}

/// The interpreter of the environment.
pub fn interpreter() -> PathBuf {
    let folder = if cfg!(windows) { "Scripts" } else { "bin" };
    environment().join(folder).join(format!("python{}", std::env::consts::EXE_SUFFIX))
}

/// Makes the environment anew when its packages are not the ones that the folder's `requirements.txt` and `sources.txt`
/// name. True when something was done.
pub fn install(folder: &Path) -> Outcome<bool> {
    let [wheels, sources] = ["requirements.txt", "sources.txt"].map(|name| folder.join(name));
    let mut wanted = Vec::new();
    for file in [&wheels, &sources] {
        wanted.extend(std::fs::read(file).doing(format!("read {}", file.display()))?);
    }
    let note = environment().join(".installed-from");
    if std::fs::read(&note).is_ok_and(|installed| installed == wanted) {
        return Ok(false);
    }
    if !is_there() {
        return Err(Failure(
            "Python 3.9 or newer with venv is missing; on Debian: sudo apt-get install python3-venv"
                .to_owned(),
        ));
    }
    let mut make = process::command(PYTHON, folder);
    make.args(["-m", "venv", "--clear"]).arg(environment());
    process::said(make)?;
    // Nothing of what is downloaded here runs at installation.
    pip(folder, &wheels, &["--only-binary", ":all:"])?;
    // What has no wheel is built, but only by the setuptools just installed: left alone, pip would fetch the newest.
    pip(folder, &sources, &["--no-binary", ":all:", "--no-build-isolation", "--use-pep517"])?;
    std::fs::write(&note, &wanted).doing(format!("write {}", note.display()))?;
    Ok(true)
}

/// Installs what the file names: of known content only, and nothing else comes along.
fn pip(folder: &Path, file: &Path, how: &[&str]) -> Outcome {
    let mut pip = process::command(interpreter(), folder);
    pip.args(["-m", "pip", "install", "--quiet", "--disable-pip-version-check"]);
    pip.args(["--no-deps", "--require-hashes"]).args(how).arg("--requirement").arg(file);
    process::said(pip).map(|_| ())
}
