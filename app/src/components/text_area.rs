//! The only way to ask for several lines of text.
//!
//! Leptos 0.8 writes the children of a `textarea` as they are, so a text that contains `</textarea>` would leave it. The
//! text is escaped here and set whole; nothing else in the crate writes a `textarea`.

use leptos::prelude::*;

use crate::components::FieldError;

/// One labelled field of several lines.
#[component]
pub fn TextArea(
    /// The id, and the name in the form.
    name: &'static str,
    /// The visible label.
    label: &'static str,
    /// How many lines are shown.
    #[prop(default = 5)]
    rows: u8,
    /// What was typed before.
    #[prop(into)]
    value: String,
    /// A sentence of help.
    #[prop(optional, into)]
    help: String,
    /// Whether it may stay empty.
    #[prop(optional)]
    optional: bool,
    /// What is wrong with it.
    #[prop(optional_no_strip)]
    error: Option<String>,
) -> impl IntoView {
    let (help_id, error_id) = (format!("{name}-help"), format!("{name}-error"));
    let described: Vec<&str> =
        [(!help.is_empty()).then_some(help_id.as_str()), error.as_ref().map(|_| error_id.as_str())]
            .into_iter()
            .flatten()
            .collect();
    let described = (!described.is_empty()).then(|| described.join(" "));
    view! {
        <div class="field">
            <label for=name>{label}</label>
            <textarea
                id=name
                name=name
                rows=rows.to_string()
                required=!optional
                aria-describedby=described
                aria-invalid=error.as_ref().map(|_| "true")
                inner_html=escaped(&value)
            ></textarea>
            {(!help.is_empty()).then(|| view! { <p class="field-help" id=help_id>{help}</p> })}
            {error.map(|message| view! { <FieldError id=error_id message/> })}
        </div>
    }
}

/// The text as the content of a `textarea`. A browser drops one line end at its beginning, so one is put there.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len().saturating_add(1));
    out.push('\n');
    for symbol in text.chars() {
        match symbol {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            other => out.push(other),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use leptos::prelude::*;

    use super::TextArea;

    #[test]
    fn a_text_never_leaves_its_field() {
        let attack = "\n</textarea><script>alert(1)</script> &amp; \"'";
        let html =
            Owner::new().with(|| view! { <TextArea name="body" label="Text" value=attack/> }.to_html());
        assert!(!html.contains("<script>"), "{html}");
        assert_eq!(html.matches("</textarea>").count(), 1, "{html}");
        assert!(html.contains(
            ">\n\n&lt;/textarea&gt;&lt;script&gt;alert(1)&lt;/script&gt; &amp;amp; \"'</textarea>"
        ));
    }
}
