//! Comparing a day by hand.

use domain::{order::GatewayAccountName, view::Problem};
use leptos::prelude::*;
use server_fn::ServerFn;

use crate::{
    components::{ErrorSummary, FieldError},
    functions::CompareDay,
    text::reconcile::ReconcileText,
};

/// The form; nothing for who may only look.
#[component]
pub(super) fn Compare(
    accounts: Vec<GatewayAccountName>,
    typed: (String, String, Vec<Problem>),
    words: &'static ReconcileText,
) -> impl IntoView {
    let (account, day, problems) = typed;
    let wrong = !problems.is_empty();
    let summary = wrong.then(|| {
        let problems = vec![("day".to_owned(), words.choose.to_owned())];
        view! { <ErrorSummary title=words.refused problems/> }
    });
    let described = if wrong { "day-help day-error" } else { "day-help" };
    let options = accounts
        .iter()
        .map(|name| {
            let chosen = name.as_str() == account;
            view! { <option value=name.as_str().to_owned() selected=chosen>{name.as_str().to_owned()}</option> }
        })
        .collect_view();
    (!accounts.is_empty()).then(|| {
        view! {
            <section class="section stack" aria-labelledby="compare">
                <h2 id="compare">{words.compare}</h2>
                {summary}
                <form method="post" action=CompareDay::PATH class="stack">
                        <div class="field short">
                            <label for="account">{words.compare_account}</label>
                            <select id="account" name="account">{options}</select>
                        </div>
                        <div class="field short">
                            <label for="day">{words.compare_day}</label>
                            <input
                                id="day"
                                name="day"
                                type="date"
                                required
                                value=day
                                aria-describedby=described
                                aria-invalid=wrong.then_some("true")
                            />
                            <p class="field-help" id="day-help">{words.compare_help}</p>
                            {wrong.then(|| view! { <FieldError id="day-error".to_owned() message=words.choose.to_owned()/> })}
                        </div>
                    <div class="actions"><button class="button" type="submit">{words.compare_button}</button></div>
                </form>
            </section>
        }
    })
}
