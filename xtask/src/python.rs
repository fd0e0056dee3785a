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

/// Makes the environment anew when its packages are not the ones that the folder's `requirements.txt` names. True when
/// something was done.
pub fn install(folder: &Path) -> Outcome<bool> {
    let file = folder.join("requirements.txt");
    let requirements = std::fs::read(&file).doing(format!("read {}", file.display()))?;
    let note = environment().join(".installed-from");
    if std::fs::read(&note).is_ok_and(|installed| installed == requirements) {
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
    let mut pip = process::command(interpreter(), folder);
    // Wheels of known content only: nothing that is downloaded runs at installation, and nothing else comes along.
    pip.args([
        "-m",
        "pip",
        "install",
        "--quiet",
        "--disable-pip-version-check",
        "--no-deps",
        "--require-hashes",
    ]);
    pip.args(["--only-binary", ":all:", "--requirement"]).arg(&file);
    process::said(pip)?;
    std::fs::write(&note, &requirements).doing(format!("write {}", note.display()))?;
    Ok(true)
}
