//! `<textarea>` stands in one component.

use super::{Rule, Tree};

/// The component that escapes what people wrote.
const COMPONENT: &str = "text_area.rs";

/// See the module.
pub const RULE: Rule = Rule {
    name: "<textarea> stands only in the component text_area.rs",
    reason: "Leptos 0.8 writes its children unescaped, so `</textarea><script>` in a note would run (tachys 0.2.19)",
    check,
};

fn check(tree: &Tree) -> Vec<String> {
    tree.rust("app/")
        .filter(|file| !file.path.ends_with(COMPONENT))
        .flat_map(|file| file.places(|line| line.contains("<textarea") || line.contains("textarea()")))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_raw_text_area_is_found() {
        let line = "view! { <textarea name=\"note\">{note}</textarea> }";
        let tree = Tree::of(&[("app/src/ui/text_area.rs", line), ("app/src/review.rs", line)]);
        assert_eq!(check(&tree).len(), 1);
        assert!(check(&tree)[0].starts_with("app/src/review.rs:1"));
    }
}
