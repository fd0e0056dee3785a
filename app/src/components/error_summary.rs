//! Why a form was refused: once at the top with links to the fields, once at each field.

use leptos::prelude::*;

use crate::components::{Icon, Shape};

/// The summary at the top of a refused form; takes the focus when the page opens.
#[component]
pub fn ErrorSummary(
    /// What did not happen.
    title: &'static str,
    /// For each problem the id of its field and what is wrong.
    problems: Vec<(String, String)>,
    /// Whether it is about money that did not move.
    #[prop(optional)]
    about_money: bool,
) -> impl IntoView {
    let lines = problems
        .into_iter()
        .map(|(field, message)| {
            let target = format!("#{field}");
            view! { <li><a href=target>{message}</a></li> }
        })
        .collect_view();
    view! {
        <div
            class="error-summary"
            data-tone=about_money.then_some("stop")
            role="alert"
            tabindex="-1"
            autofocus=true
            aria-labelledby="error-title"
        >
            <h2 id="error-title">{title}</h2>
            <ul>{lines}</ul>
        </div>
    }
}

/// What is wrong with one field; the field names it by `aria-describedby`.
#[component]
pub fn FieldError(
    /// The id that the field names.
    id: String,
    /// What is wrong.
    message: String,
) -> impl IntoView {
    view! { <p class="field-error" id=id><Icon shape=Shape::Alert/>{message}</p> }
}
