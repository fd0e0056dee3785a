//! What stands in `Cargo.lock` and is used: banned crates, sources, licences, and one version of each crate we name.

use crate::failure::{Doing, Outcome};
use crate::lock::{self, Package};
use crate::manifest::Manifest;
use crate::{cargo, licence, paths, process};

/// A judged rule.
pub struct Rule {
    /// What must hold.
    pub name: &'static str,
    /// Why.
    pub reason: &'static str,
    /// Where it does not.
    pub breaches: Vec<String>,
}

/// Crates that must not be used, each with its reason.
const BANNED: [(&str, &str); 3] = [
    ("rsa", "its private key operations leak timing (RUSTSEC-2023-0071); use aws-lc-rs"),
    ("openssl-sys", "a second cryptography library, found on some machines and not on others; use aws-lc-rs"),
    ("native-tls", "behaves differently on every system; use rustls"),
];

/// Licences beyond the list of `licence.rs`, crate by crate.
const LICENCE_EXCEPTIONS: [(&str, &str); 3] = [
    ("option-ext", "MPL-2.0: unchanged, and only while building: rust-embed finds folders with it"),
    ("webpki-root-certs", "CDLA-Permissive-2.0: data (root certificates), no duty on what is built from it"),
    ("webpki-roots", "CDLA-Permissive-2.0: data (root certificates), no duty on what is built from it"),
];

/// Crates we name of which a second version comes with something we use.
const VERSION_EXCEPTIONS: [(&str, &str); 3] = [
    ("base64", "0.22 is what leptos 0.8 uses and we use; reqwest 0.13 brings 0.23"),
    ("getrandom", "0.4 is ours; rand 0.9 under leptos 0.8 brings 0.3, for nonces"),
    ("thiserror", "2 is ours; gloo-net 0.6, the version leptos 0.8 uses, brings 1"),
];

const CRATES_IO: &str = "registry+https://github.com/rust-lang/crates.io-index";

/// A crate that is really built, with its licence.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Used {
    name: String,
    version: String,
    licence: String,
}

/// Judges all four rules.
pub fn rules() -> Outcome<Vec<Rule>> {
    let root = paths::root();
    let read = |name: &str| {
        let path = root.join(name);
        std::fs::read_to_string(&path).doing(format!("read {}", path.display()))
    };
    let packages = lock::packages(&read("Cargo.lock")?);
    let named = named_in(&[&read("Cargo.toml")?, &read("xtask/bundle/Cargo.toml")?]);
    let used = used_in(&process::output(cargo::command(&[
        "tree",
        "--workspace",
        "--target",
        "all",
        "--edges",
        "normal,build",
        "--prefix",
        "none",
        "--format",
        "{p}|{l}",
    ]))?);
    Ok(vec![
        Rule { name: "no banned crate", reason: "each has its own reason", breaches: banned(&used) },
        Rule {
            name: "every crate comes from crates.io",
            reason: "a fork or a path elsewhere is not reviewed by anybody and may vanish",
            breaches: foreign(&packages),
        },
        Rule {
            name: "every licence asks for no more than a notice",
            reason: "whoever hosts the program must be free to",
            breaches: unlicensed(&used),
        },
        Rule {
            name: "one version of each crate we name",
            reason: "two versions are two types, twice the build time and twice the advisories",
            breaches: doubled(&used, &named),
        },
    ])
}

fn named_in(manifests: &[&str]) -> Vec<String> {
    let mut names = Vec::new();
    for text in manifests {
        let manifest = Manifest::parse(text);
        names.extend(manifest.keys("workspace.dependencies").map(str::to_owned));
        names.extend(manifest.dependencies().into_iter().map(str::to_owned));
    }
    names.sort();
    names.dedup();
    names
}

/// Reads lines such as `axum v0.8.9|MIT` or `time v0.3.55 (*)|…`; crates of the house have a path and are left out.
fn used_in(tree: &str) -> Vec<Used> {
    let mut used: Vec<Used> = Vec::new();
    for line in tree.lines().filter(|line| !line.contains(" (/") && !line.contains(":\\")) {
        let Some((package, licence)) = line.split_once('|') else { continue };
        let mut words = package.split_whitespace();
        let (Some(name), Some(version)) = (words.next(), words.next()) else { continue };
        let licence = licence.trim_end_matches("(*)").trim();
        let one = Used { name: name.to_owned(), version: version.to_owned(), licence: licence.to_owned() };
        if !used.contains(&one) {
            used.push(one);
        }
    }
    used
}

fn banned(used: &[Used]) -> Vec<String> {
    let reason = |name: &str| BANNED.iter().find(|(banned, _)| *banned == name).map(|(_, reason)| *reason);
    used.iter()
        .filter_map(|package| reason(&package.name).map(|reason| format!("{}: {reason}", package.name)))
        .collect()
}

fn foreign(packages: &[Package]) -> Vec<String> {
    packages
        .iter()
        .filter(|package| !package.source.is_empty() && package.source != CRATES_IO)
        .map(|package| format!("{} {} from {}", package.name, package.version, package.source))
        .collect()
}

fn unlicensed(used: &[Used]) -> Vec<String> {
    used.iter()
        .filter(|package| !licence::is_allowed(&package.licence))
        .filter(|package| !LICENCE_EXCEPTIONS.iter().any(|(name, _)| *name == package.name))
        .map(|package| format!("{} {}: `{}`", package.name, package.version, package.licence))
        .collect()
}

/// Named crates with more than one version, and exceptions that nothing needs any more.
fn doubled(used: &[Used], named: &[String]) -> Vec<String> {
    let mut breaches = Vec::new();
    for name in named {
        let versions: Vec<&str> = used
            .iter()
            .filter(|package| package.name == *name)
            .map(|package| package.version.as_str())
            .collect();
        let excepted = VERSION_EXCEPTIONS.iter().any(|(exception, _)| exception == name);
        if versions.len() > 1 && !excepted {
            breaches.push(format!("{name}: {}; see `cargo tree --duplicates`", versions.join(", ")));
        }
        if versions.len() < 2 && excepted {
            breaches.push(format!("{name} has one version now: take its exception away"));
        }
    }
    breaches
}

#[cfg(test)]
mod tests {
    use super::*;

    fn used(lines: &str) -> Vec<Used> {
        used_in(lines)
    }

    #[test]
    fn the_tree_is_read_without_the_house_and_without_repetition() {
        let found = used("joinery v0.1.0 (/home/x)|Apache-2.0\naxum v0.8.9|MIT\naxum v0.8.9|MIT (*)\n");
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].licence, "MIT");
    }

    #[test]
    fn a_banned_crate_is_found_with_its_reason() {
        assert!(banned(&used("rsa v0.9.0|MIT"))[0].contains("RUSTSEC-2023-0071"));
        assert!(banned(&used("rsa-like v0.9.0|MIT")).is_empty());
    }

    #[test]
    fn a_crate_from_elsewhere_is_found() {
        let text = "[[package]]\nname = \"a\"\nversion = \"1.0.0\"\nsource = \"git+https://example.org/a\"\n";
        assert_eq!(foreign(&lock::packages(text)).len(), 1);
        assert!(foreign(&lock::packages(&text.replace("git+https://example.org/a", CRATES_IO))).is_empty());
    }

    #[test]
    fn a_licence_with_duties_is_found() {
        assert_eq!(unlicensed(&used("a v1.0.0|GPL-3.0")).len(), 1);
        assert!(unlicensed(&used("webpki-roots v1.0.0|CDLA-Permissive-2.0")).is_empty());
    }

    #[test]
    fn a_second_version_is_found_and_so_is_an_exception_nobody_needs() {
        let named = ["serde".to_owned(), "base64".to_owned()];
        let breaches = doubled(&used("serde v1.0.0|MIT\nserde v2.0.0|MIT\nbase64 v0.22.0|MIT"), &named);
        assert!(breaches[0].starts_with("serde: v1.0.0, v2.0.0"), "{breaches:?}");
        assert!(breaches[1].contains("take its exception away"), "{breaches:?}");
    }
}
