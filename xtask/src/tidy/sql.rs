//! Only the store names sqlx.

use super::{Rule, Tree};

/// See the module.
pub const RULE: Rule = Rule {
    name: "only server/store names sqlx",
    reason: "everything else speaks to the ports, so that a query is found, tested and changed in one place",
    check,
};

fn check(tree: &Tree) -> Vec<String> {
    let outside = |path: &str| !path.starts_with("server/store/");
    let code = tree.rust("").filter(|file| outside(&file.path));
    let manifests = tree.ending("Cargo.toml").filter(|file| outside(&file.path) && file.path != "Cargo.toml");
    code.chain(manifests).flat_map(|file| file.places(names_sqlx)).collect()
}

/// A path into the crate, or the crate as a dependency; not its name in a log filter.
fn names_sqlx(line: &str) -> bool {
    let code = line.trim_start();
    line.contains("sqlx::")
        || code.starts_with("use sqlx")
        || code.starts_with("sqlx.")
        || code.starts_with("sqlx ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_query_outside_the_store_is_found_and_so_is_the_dependency() {
        let tree = Tree::of(&[
            ("server/store/src/a.rs", "sqlx::query(\"\")"),
            ("Cargo.toml", "sqlx = \"0.9\""),
            ("server/src/a.rs", "// sqlx:: is not here\nuse sqlx::Row;\nlet filter = \"info,sqlx=warn\";"),
            ("server/Cargo.toml", "sqlx.workspace = true"),
        ]);
        assert_eq!(
            check(&tree),
            ["server/src/a.rs:2: use sqlx::Row;", "server/Cargo.toml:1: sqlx.workspace = true"]
        );
    }
}
