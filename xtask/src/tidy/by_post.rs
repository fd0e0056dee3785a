//! Server functions are called by POST.

use super::{Rule, Tree};

/// See the module.
pub const RULE: Rule = Rule {
    name: "server functions change state by POST: no GetUrl",
    reason: "a link, a prefetch or an image could change state, past the origin check",
    check,
};

fn check(tree: &Tree) -> Vec<String> {
    tree.rust("app/").flat_map(|file| file.places(|line| line.contains("GetUrl"))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_server_function_by_get_is_found() {
        let tree = Tree::of(&[("app/src/save.rs", "#[server(input = GetUrl)]")]);
        assert_eq!(check(&tree).len(), 1);
    }
}
