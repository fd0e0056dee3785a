//! The only way to ask for a line of text: a visible label, help, and what is wrong with it.

use leptos::prelude::*;

use crate::components::FieldError;

/// One labelled input.
#[component]
pub fn Field(
    /// The id, and the name in the form.
    name: &'static str,
    /// The visible label.
    label: &'static str,
    /// The `type` of the input.
    #[prop(default = "text")]
    kind: &'static str,
    /// The `autocomplete` token.
    autocomplete: &'static str,
    /// What was typed before.
    #[prop(optional, into)]
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
    let help_id = format!("{name}-help");
    let error_id = format!("{name}-error");
    let described: Vec<&str> =
        [(!help.is_empty()).then_some(help_id.as_str()), error.as_ref().map(|_| error_id.as_str())]
            .into_iter()
            .flatten()
            .collect();
    let described = (!described.is_empty()).then(|| described.join(" "));
    let value = (kind != "password").then_some(value);
    view! {
        <div class="field">
            <label for=name>{label}</label>
            <input
                id=name
                name=name
                type=kind
                autocomplete=autocomplete
                required=!optional
                value=value
                aria-describedby=described
                aria-invalid=error.as_ref().map(|_| "true")
            />
            {(!help.is_empty()).then(|| view! { <p class="field-help" id=help_id>{help}</p> })}
            {error.map(|message| view! { <FieldError id=error_id message/> })}
        </div>
    }
}
