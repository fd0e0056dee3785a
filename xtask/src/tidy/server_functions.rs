//! A server function is thin, alone in its file, and has an address of its own.

use super::{Rule, Tree};
use crate::tidy::tree::Source;

/// Decode, actor, one service call, map the error: ten lines, and the three of the wrapper that maps it.
const LINES: usize = 13;

/// See the module.
pub const RULE: Rule = Rule {
    name: "a server function has its file, its endpoint, and at most ten lines",
    reason: "logic in it could be tested only through HTTP, and its default address depends on the build's path",
    check,
};

fn check(tree: &Tree) -> Vec<String> {
    tree.rust("app/").flat_map(breaches).collect()
}

fn breaches(file: &Source) -> Vec<String> {
    let lines: Vec<(usize, &str)> = file.code().collect();
    let starts: Vec<usize> = lines
        .iter()
        .enumerate()
        // Not the indented `#[server(default)]` of an argument.
        .filter(|(_, (_, line))| line.starts_with("#[server"))
        .map(|(index, _)| index)
        .collect();
    let mut found = Vec::new();
    if starts.len() > 1 {
        found.push(format!("{}: {} server functions in one file", file.path, starts.len()));
    }
    for start in starts {
        let rest = lines.get(start..).unwrap_or_default();
        let number = rest.first().map_or(0, |(number, _)| *number);
        let attribute: String =
            rest.iter().map(|(_, line)| *line).take_while(|line| !line.contains("fn ")).collect();
        if !attribute.contains("endpoint") {
            found.push(format!("{}:{number}: no endpoint", file.path));
        }
        let body = body_lines(rest.iter().map(|(_, line)| *line));
        if body > LINES {
            found.push(format!("{}:{number}: a body of {body} lines", file.path));
        }
    }
    found
}

/// Counts the lines between the braces of the first function, by their depth.
fn body_lines<'a>(lines: impl Iterator<Item = &'a str>) -> usize {
    let mut depth = 0_usize;
    let mut count = 0;
    for line in lines.skip_while(|line| !line.contains("fn ")) {
        let inside = depth > 0;
        depth += line.matches('{').count();
        depth = depth.saturating_sub(line.matches('}').count());
        if inside && depth == 0 {
            return count;
        }
        if inside {
            count += 1;
        }
    }
    count
}

#[cfg(test)]
mod tests {
    use super::*;

    fn function(lines: usize) -> String {
        let body = "    step();\n".repeat(lines);
        format!(
            "#[server(endpoint = \"save\")]\npub async fn save(\n    #[server(default)] a: String,\n) -> Result<(), E> {{\n{body}}}\n\nfn other() {{\n}}\n"
        )
    }

    #[test]
    fn the_lines_of_the_limit_are_thin_and_one_more_is_not() {
        assert!(check(&Tree::of(&[("app/src/save.rs", &function(LINES))])).is_empty());
        let breaches = check(&Tree::of(&[("app/src/save.rs", &function(LINES + 1))]));
        assert_eq!(breaches, ["app/src/save.rs:1: a body of 14 lines"]);
    }

    #[test]
    fn a_missing_endpoint_and_a_second_function_are_found() {
        let text = function(1).replace("endpoint = \"save\"", "") + &function(1);
        let breaches = check(&Tree::of(&[("app/src/save.rs", &text)]));
        assert_eq!(
            breaches,
            ["app/src/save.rs: 2 server functions in one file", "app/src/save.rs:1: no endpoint"]
        );
    }
}
