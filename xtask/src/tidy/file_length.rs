//! No file is longer than 400 lines, whatever it is written in; scripts of the tests count, too.

use super::{Rule, Tree};

const LIMIT: usize = 400;

/// See the module.
pub const RULE: Rule = Rule {
    name: "no file is longer than 400 lines",
    reason: "a file holds one idea; what no longer fits on a few screens holds two",
    check,
};

fn check(tree: &Tree) -> Vec<String> {
    tree.all()
        .map(|file| (file, file.text.lines().count()))
        .filter(|(_, lines)| *lines > LIMIT)
        .map(|(file, lines)| format!("{}: {lines} lines", file.path))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_line_after_the_last_allowed_one_is_too_many() {
        let (fits, long) = ("x\n".repeat(LIMIT), "x\n".repeat(LIMIT + 1));
        assert_eq!(check(&Tree::of(&[("a.rs", &fits), ("b.css", &long)])), ["b.css: 401 lines"]);
    }
}
