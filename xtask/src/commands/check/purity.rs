//! What the browser crate links.

use crate::failure::Outcome;
use crate::{cargo, process};

/// Crates that belong to the server: with one of them in the bundle, an arrow of the house points the wrong way.
const SERVER_ONLY: [&str; 13] = [
    "aws-lc-rs",
    "axum",
    "gateways",
    "hyper",
    "leptos_axum",
    "reqwest",
    "ring",
    "rustls",
    "services",
    "sqlx",
    "store",
    "tokio",
    "tower-http",
];

/// Every server crate that the browser crate links.
pub fn breaches() -> Outcome<Vec<String>> {
    let tree = process::output(cargo::command(&[
        "tree",
        "--package",
        "app",
        "--no-default-features",
        "--features",
        "hydrate",
        "--target",
        cargo::WASM,
        "--edges",
        "normal",
        "--prefix",
        "none",
        "--format",
        "{p}",
    ]))?;
    Ok(found_in(&tree))
}

fn found_in(tree: &str) -> Vec<String> {
    let mut found: Vec<String> = tree
        .lines()
        .filter_map(|line| line.split_whitespace().next())
        .filter(|name| SERVER_ONLY.contains(name))
        .map(|name| format!("{name}: see `cargo tree -p app -F hydrate --target {} -i {name}`", cargo::WASM))
        .collect();
    found.sort();
    found.dedup();
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_server_crate_in_the_bundle_is_found_by_its_whole_name() {
        assert!(found_in("app v0.1.0 (/x)\ntokio-like v1.0.0\nserde v1.0.0").is_empty());
        assert_eq!(found_in("app v0.1.0\ntokio v1.0.0\ntokio v1.0.0 (*)").len(), 1);
    }
}
