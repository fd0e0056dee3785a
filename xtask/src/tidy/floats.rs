//! No float in the domain.

use super::tree::has_word;
use super::{Rule, Tree};

/// See the module.
pub const RULE: Rule = Rule {
    name: "no f32 and no f64 in server/domain",
    reason: "money in binary fractions is off by a cent sooner or later; amounts are whole minor units",
    check,
};

fn check(tree: &Tree) -> Vec<String> {
    tree.rust("server/domain/")
        .flat_map(|file| file.places(|line| has_word(line, "f32") || has_word(line, "f64")))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_float_in_the_domain_is_found() {
        let tree =
            Tree::of(&[("server/domain/src/fee.rs", "let rate: f64 = 0.03;"), ("app/src/a.rs", "f64")]);
        assert_eq!(check(&tree), ["server/domain/src/fee.rs:1: let rate: f64 = 0.03;"]);
    }
}
