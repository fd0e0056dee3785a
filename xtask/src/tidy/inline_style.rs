//! No style in the markup.

use super::{Rule, Tree};

/// See the module.
pub const RULE: Rule = Rule {
    name: "no style attribute, no style: directive, no <style> element in the pages",
    reason: "the content security policy forbids inline style, so the browser would ignore it and complain",
    check,
};

fn check(tree: &Tree) -> Vec<String> {
    tree.rust("app/").flat_map(|file| file.places(is_inline)).collect()
}

/// `style=` after white space, which Rust code (`let style = …`) never writes; `style:name=`; `<style`.
fn is_inline(line: &str) -> bool {
    let padded = format!(" {line}");
    let directive = padded
        .split(" style:")
        .skip(1)
        .any(|rest| rest.split_once('=').is_some_and(|(name, _)| is_property(name)));
    padded.contains(" style=") || directive || padded.contains("<style")
}

fn is_property(name: &str) -> bool {
    !name.is_empty() && name.chars().all(|character| character.is_ascii_lowercase() || character == '-')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn style_in_markup_is_found_and_a_variable_named_style_is_not() {
        let text = "<p style=\"color: red\">\n<p style:width=move || w>\n<style>\nlet style = sheet;\nstyle: Style,\n<p data-style=\"x\">\n";
        let breaches = check(&Tree::of(&[("app/src/a.rs", text)]));
        assert_eq!(breaches.len(), 3, "{breaches:?}");
    }
}
