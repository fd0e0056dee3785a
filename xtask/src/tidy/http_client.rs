//! Only the gateways (and the sandbox, and tests) name an HTTP client.

use super::tree::has_word;
use super::{Rule, Tree};

const ALLOWED: [&str; 2] = ["server/gateways/", "server/sandbox/"];

/// See the module.
pub const RULE: Rule = Rule {
    name: "only server/gateways and server/sandbox name reqwest",
    reason: "every call to the outside has one client's time-outs, limits and redirect rule; the browser has its own",
    check,
};

fn check(tree: &Tree) -> Vec<String> {
    tree.rust("")
        .filter(|file| !file.is_test() && !ALLOWED.iter().any(|folder| file.path.starts_with(folder)))
        .flat_map(|file| file.places(|line| has_word(line, "reqwest")))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_call_to_the_outside_from_anywhere_else_is_found() {
        let line = "reqwest::get(url).await";
        let tree = Tree::of(&[
            ("server/gateways/src/a.rs", line),
            ("server/tests/a.rs", line),
            ("server/services/src/a.rs", line),
        ]);
        assert_eq!(check(&tree), ["server/services/src/a.rs:1: reqwest::get(url).await"]);
    }
}
