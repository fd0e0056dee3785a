//! The agreement in force, and the form that publishes the next version.

use domain::view::manage::{AgreementForm, ManageView, Refused};
use leptos::prelude::*;
use server_fn::ServerFn;

use super::at;
use crate::{
    components::{Field, Moment, Place, Sentence, TextArea},
    functions::PublishAgreement,
    text::manage::ManageText,
    written::Written as _,
};

/// The agreement.
#[component]
pub(super) fn Agreement(
    words: &'static ManageText,
    view: ManageView,
    draft: Option<Refused<AgreementForm>>,
) -> impl IntoView {
    let version = view.agreement.as_ref().map_or(0, |agreement| agreement.version);
    let standing = match &view.agreement {
        None => view! { <p class="soft">{words.agreement_none}</p> }.written(),
        Some(agreement) => {
            let at = agreement.published_at;
            let places = vec![
                Place::new("version", agreement.version.to_string()),
                Place::new("moment", view! { <Moment at/> }),
            ];
            view! { <p><Sentence template=words.agreement_version places/></p> }.written()
        }
    };
    let Refused { form, problems } = draft.unwrap_or_else(|| {
        let now = view.agreement.clone();
        let (title, body) = now.map(|now| (now.title, now.body)).unwrap_or_default();
        Refused { form: AgreementForm { title, body, follows: String::new() }, problems: Vec::new() }
    });
    let publish = view.may_change.then(|| view! {
        <form method="post" action=PublishAgreement::PATH class="stack loose">
            <input type="hidden" name="community" value=view.slug/>
            <input type="hidden" name="follows" value=version.to_string()/>
            <Field name="title" label=words.agreement_title autocomplete="off" value=form.title error=at(&problems, "title")/>
            <TextArea name="body" label=words.agreement_body help=words.agreement_help rows=12 value=form.body error=at(&problems, "body")/>
            <p class="small soft">{words.publish_note}</p>
            <div class="actions"><button class="button primary" type="submit">{words.publish}</button></div>
        </form>
    });
    view! {
        <section class="section hang" aria-labelledby="agreement">
            <div class="section-heading"><h2 id="agreement">{words.agreement}</h2></div>
            <div class="section-body">
                {standing}
                {publish}
            </div>
        </section>
    }
}
