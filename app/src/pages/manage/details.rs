//! What a community is.

use domain::view::manage::{DetailsForm, ManageView, Refused};
use leptos::prelude::*;
use server_fn::ServerFn;

use super::at;
use crate::{
    components::{Field, TextArea},
    functions::SaveCommunity,
    text::manage::ManageText,
};

/// Words, who is paid, whom to ask, and the way in.
#[component]
pub(super) fn Details(
    words: &'static ManageText,
    view: ManageView,
    draft: Option<Refused<DetailsForm>>,
) -> impl IntoView {
    let Refused { form, problems } =
        draft.unwrap_or_else(|| Refused { form: view.details.clone(), problems: Vec::new() });
    view.may_change.then(|| view! {
        <section class="section hang" aria-labelledby="details">
            <div class="section-heading"><h2 id="details">{words.details}</h2></div>
            <div class="section-body">
                <form method="post" action=SaveCommunity::PATH class="stack loose">
                    <input type="hidden" name="community" value=view.slug/>
                    <input type="hidden" name="version" value=view.details.version/>
                    <Field name="name" label=words.name autocomplete="off" value=form.name error=at(&problems, "name")/>
                    <Field name="tagline" label=words.tagline autocomplete="off" optional=true value=form.tagline error=at(&problems, "tagline")/>
                    <TextArea name="description" label=words.description help=words.description_help rows=8 optional=true value=form.description error=at(&problems, "description")/>
                    <Field name="payee_name" label=words.payee help=words.payee_help autocomplete="organization" optional=true value=form.payee_name error=at(&problems, "payee_name")/>
                    <Field name="contact" label=words.contact help=words.contact_help autocomplete="off" optional=true value=form.contact error=at(&problems, "contact")/>
                    <TextArea name="way_in_instructions" label=words.way_in help=words.way_in_help rows=4 optional=true value=form.way_in_instructions error=at(&problems, "way_in_instructions")/>
                    <Field name="way_in_address" label=words.way_in_address help=words.way_in_address_help kind="url" autocomplete="off" optional=true value=form.way_in_address error=at(&problems, "way_in_address")/>
                    <div class="actions"><button class="button primary" type="submit">{words.save}</button></div>
                </form>
            </div>
        </section>
    })
}
