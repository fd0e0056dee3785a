//! The arrows of the house: which crate may know which.

use super::{Rule, Tree};
use crate::manifest::Manifest;

/// Who may depend on whom. A crate that is not here is a new room: draw its arrows first.
const ARROWS: [(&str, &[&str]); 10] = [
    ("domain", &[]),
    ("services", &["domain"]),
    ("store", &["domain", "services"]),
    ("gateways", &["domain", "services"]),
    ("app", &["domain", "services"]),
    ("joinery", &["app", "domain", "gateways", "services", "store"]),
    ("sandbox", &[]),
    ("xtask", &[]),
    ("bundle", &[]),
    ("load", &[]),
];

/// All that the domain may use from outside: nothing with I/O, a clock or randomness.
const DOMAIN: [&str; 4] = ["rust_decimal", "serde", "thiserror", "time"];

/// See the module.
pub const RULE: Rule = Rule {
    name: "crates depend on each other only as drawn",
    reason: "the domain stays pure, the sandbox stays a second, independent signer, and nothing goes round a port",
    check,
};

fn check(tree: &Tree) -> Vec<String> {
    let mut breaches = Vec::new();
    for file in tree.ending("Cargo.toml").filter(|file| file.path != "Cargo.toml") {
        let manifest = Manifest::parse(&file.text);
        let Some((name, allowed)) = ARROWS.iter().find(|(name, _)| *name == manifest.name) else {
            breaches.push(format!("{}: the crate `{}` has no arrows yet", file.path, manifest.name));
            continue;
        };
        let is_house = |dependency: &str| ARROWS.iter().any(|(house, _)| *house == dependency);
        for dependency in manifest.dependencies() {
            let foreign_to_domain = *name == "domain" && !DOMAIN.contains(&dependency);
            if foreign_to_domain || (is_house(dependency) && !allowed.contains(&dependency)) {
                breaches.push(format!("{}: {name} depends on {dependency}", file.path));
            }
        }
        // Tests may reach further; but a sandbox tested with the house's own code would not be a second opinion.
        for dependency in manifest.keys("dev-dependencies").filter(|dependency| is_house(dependency)) {
            if matches!(*name, "domain" | "sandbox") {
                breaches.push(format!("{}: {name} is tested with {dependency}", file.path));
            }
        }
    }
    breaches
}

#[cfg(test)]
mod tests {
    use super::*;

    fn crate_of(name: &str, rest: &str) -> String {
        format!("[package]\nname = \"{name}\"\n\n{rest}")
    }

    #[test]
    fn an_arrow_against_the_drawing_is_found() {
        let text = crate_of("services", "[dependencies]\ndomain.workspace = true\nstore.workspace = true\n");
        assert_eq!(check(&Tree::of(&[("s/Cargo.toml", &text)])), ["s/Cargo.toml: services depends on store"]);
    }

    #[test]
    fn the_domain_may_use_nothing_with_input_and_output() {
        let text = crate_of("domain", "[dependencies]\nserde = \"1\"\ntokio = \"1\"\n");
        assert_eq!(check(&Tree::of(&[("d/Cargo.toml", &text)])), ["d/Cargo.toml: domain depends on tokio"]);
    }

    #[test]
    fn the_sandbox_knows_nobody_not_even_in_its_tests() {
        let text = crate_of("sandbox", "[dev-dependencies]\ngateways.workspace = true\n");
        assert_eq!(
            check(&Tree::of(&[("s/Cargo.toml", &text)])),
            ["s/Cargo.toml: sandbox is tested with gateways"]
        );
    }

    #[test]
    fn a_new_crate_must_be_drawn_first() {
        let breaches = check(&Tree::of(&[("n/Cargo.toml", &crate_of("novel", ""))]));
        assert_eq!(breaches, ["n/Cargo.toml: the crate `novel` has no arrows yet"]);
    }
}
