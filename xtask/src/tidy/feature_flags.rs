//! `cfg(feature)` stands in one file.

use super::{Rule, Tree};

const ALLOWED: &str = "app/src/lib.rs";

/// See the module.
pub const RULE: Rule = Rule {
    name: "cfg(feature) stands only in app/src/lib.rs",
    reason: "what the browser gets is decided by modules in one place, not by lines all over the code",
    check,
};

fn check(tree: &Tree) -> Vec<String> {
    tree.rust("")
        .filter(|file| file.path != ALLOWED)
        .flat_map(|file| {
            file.places(|line| line.contains("cfg") && line.replace(' ', "").contains("feature=\""))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_spelling_of_the_attribute_is_found() {
        let text = "#[cfg(feature = \"ssr\")]\n#[cfg(not(feature=\"ssr\"))]\nif cfg!(feature = \"a\") {}\n#[cfg(test)]\n";
        let tree = Tree::of(&[("app/src/lib.rs", text), ("app/src/page.rs", text)]);
        assert_eq!(check(&tree).len(), 3);
        assert!(check(&tree)[0].starts_with("app/src/page.rs:1"));
    }
}
