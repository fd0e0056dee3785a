//! Where a creator is paid, and whether the checks are passed: without it nobody is ever paid.

use domain::view::payouts::{CreatorDeskView, DeskDraft};
use leptos::prelude::*;
use server_fn::ServerFn;

use crate::{
    components::Field,
    functions::SetStanding,
    request,
    text::{desk::DeskText, problems},
};

/// The form, or what stands for those who may only look.
#[component]
pub(super) fn Standing(view: CreatorDeskView, draft: DeskDraft, words: &'static DeskText) -> impl IntoView {
    let said = if view.compliant { words.checks_passed } else { words.checks_open };
    let may_act = view.may_act && !view.is_own;
    let country = if view.country.is_empty() { words.country_unknown } else { view.country.as_str() };
    let lead = view! { <p>{said} " " {words.country} ": " {country.to_owned()}</p> };
    let form = may_act.then(|| view! { <Form view draft words/> });
    view! {
        <section class="section stack" aria-labelledby="standing">
            <h2 id="standing">{words.standing}</h2>
            {lead}
            {form}
        </section>
    }
}

#[component]
fn Form(view: CreatorDeskView, draft: DeskDraft, words: &'static DeskText) -> impl IntoView {
    let locale = request::locale();
    let error = |field| problems::at_field(&draft.problems, field, locale);
    let typed = error("country").is_some();
    let (country, instant, compliant) = if typed {
        (draft.country.clone(), draft.country_has_instant, draft.compliant)
    } else {
        (view.country.clone(), view.country_has_instant, view.compliant)
    };
    view! {
        <form method="post" action=SetStanding::PATH class="stack">
            <input type="hidden" name="creator" value=view.creator.to_string()/>
            <Field name="country" label=words.country help=words.country_help autocomplete="off" value=country error=error("country")/>
            <div class="option">
                <input type="checkbox" id="country_has_instant" name="country_has_instant" value="true" checked=instant/>
                <label for="country_has_instant">{words.country_has_instant}</label>
            </div>
            <div class="option">
                <input type="checkbox" id="compliant" name="compliant" value="true" checked=compliant/>
                <label for="compliant">{words.compliant}</label>
            </div>
            <div class="actions"><button class="button" type="submit">{words.save_standing}</button></div>
        </form>
    }
}
