//! What the tests need beyond Rust and Node: a browser, a Chinese font, a PostgreSQL server, xmllint,
//! Python.
//!
//! On Debian as root, or in CI, they are installed, and that is said. Elsewhere what is there is used, and what is
//! missing is named with the command that installs it.

use crate::failure::{Failure, Outcome};
use crate::{node, postgres, process, python};
use std::path::Path;
use std::process::Command;

/// A Debian package and how to see that what it brings is already there.
struct Need {
    package: &'static str,
    why: &'static str,
    is_there: fn() -> bool,
}

const NEEDS: [Need; 5] = [
    Need { package: "chromium", why: "the browser tests", is_there: || node::chromium().is_ok() },
    Need { package: "fonts-noto-cjk", why: "Chinese text in the browser", is_there: has_chinese_font },
    Need {
        package: "postgresql",
        why: "the store's second database",
        is_there: || postgres::folder().is_ok(),
    },
    Need {
        package: "libxml2-utils",
        why: "the bank file against its schema (xmllint)",
        is_there: has_xmllint,
    },
    Need {
        package: "python3-venv",
        why: "the gateways' own libraries as judges",
        is_there: python::is_there,
    },
];

/// Makes sure that everything is there; says what it installs.
pub fn tools() -> Outcome<String> {
    let missing: Vec<&Need> = NEEDS.iter().filter(|need| !(need.is_there)()).collect();
    if missing.is_empty() {
        return Ok("Chromium, a Chinese font, PostgreSQL, xmllint and Python are there".to_owned());
    }
    let packages: Vec<&str> = missing.iter().map(|need| need.package).collect();
    if !may_install() {
        let reasons: Vec<String> =
            missing.iter().map(|need| format!("  {} for {}", need.package, need.why)).collect();
        return Err(Failure(format!(
            "these are missing:\n{}\non Debian they come with: sudo apt-get install {}",
            reasons.join("\n"),
            packages.join(" ")
        )));
    }
    println!("      installing from Debian: {}", packages.join(", "));
    process::said(apt(&["update"]))?;
    let mut install = vec!["install", "--yes", "--no-install-recommends"];
    install.extend(&packages);
    process::said(apt(&install))?;
    match missing.iter().find(|need| !(need.is_there)()) {
        Some(need) => Err(Failure(format!("{} was installed but cannot be found", need.package))),
        None => Ok(format!("installed {}", packages.join(", "))),
    }
}

fn apt(arguments: &[&str]) -> Command {
    let mut command = Command::new("apt-get");
    command.args(arguments).env("DEBIAN_FRONTEND", "noninteractive");
    command
}

/// Debian, and either root or a CI machine that is there for nothing else.
fn may_install() -> bool {
    Path::new("/etc/debian_version").exists() && (is_root() || std::env::var_os("CI").is_some())
}

/// Whether this is the superuser: the owner of the process's own folder in /proc is who runs it.
pub fn is_root() -> bool {
    #[cfg(unix)]
    {
        use std::os::unix::fs::MetadataExt;
        std::fs::metadata("/proc/self").is_ok_and(|metadata| metadata.uid() == 0)
    }
    #[cfg(not(unix))]
    {
        false
    }
}

fn has_chinese_font() -> bool {
    let mut list = Command::new("fc-list");
    list.args([":lang=zh-cn", "family"]);
    process::captured(list).is_ok_and(|ended| ended.success && !ended.text.trim().is_empty())
}

fn has_xmllint() -> bool {
    let mut version = Command::new("xmllint");
    version.arg("--version");
    process::captured(version).is_ok_and(|ended| ended.success)
}
