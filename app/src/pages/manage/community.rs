//! `/manage/{community}`: everything about one community on one page.

use domain::{
    catalogue::CommunityState,
    view::{
        Problem,
        manage::{AgreementForm, CouponForm, DetailsForm, ManageView, OpeningNeed, Refused},
    },
};
use leptos::prelude::*;
use server_fn::ServerFn;

use super::{
    ADDRESS, agreement::Agreement, community_address, coupons::Coupons, details::Details, form, lines,
    products::Products, refused,
};
use crate::{
    components::{Document, ErrorSummary, Icon, Shape},
    functions::SetCommunityState,
    pages::answer,
    request::{self, Interruption},
    text::{
        fill,
        manage::{ManageText, manage, need, state, state_note},
    },
    written::Written as _,
};

/// What was refused on this page, at most one of them.
#[derive(Default)]
struct Drafts {
    details: Option<Refused<DetailsForm>>,
    agreement: Option<Refused<AgreementForm>>,
    coupon: Option<Refused<CouponForm>>,
    state: Option<Refused<()>>,
}

impl Drafts {
    async fn read() -> Result<Self, Interruption> {
        Ok(Self {
            details: refused(form::DETAILS).await?,
            agreement: refused(form::AGREEMENT).await?,
            coupon: refused(form::COUPON).await?,
            state: refused(form::STATE).await?,
        })
    }

    fn problems(&self) -> Vec<Problem> {
        let details = self.details.iter().flat_map(|draft| &draft.problems);
        let agreement = self.agreement.iter().flat_map(|draft| &draft.problems);
        let coupon = self.coupon.iter().flat_map(|draft| &draft.problems);
        let state = self.state.iter().flat_map(|draft| &draft.problems);
        details.chain(agreement).chain(coupon).chain(state).cloned().collect()
    }
}

/// `/manage/{community}`.
#[component]
pub fn ManageCommunityPage() -> impl IntoView {
    let slug = request::path_part("community");
    let done = request::query("done").is_some();
    answer(async move {
        let creator = request::creator(&community_address(&slug))?;
        let view = request::services()?.manage.community(&creator, &slug).await?;
        let view = view.ok_or(Interruption::NotFound)?;
        Ok(page(view, Drafts::read().await?, done).written())
    })
}

fn page(view: ManageView, drafts: Drafts, done: bool) -> impl IntoView {
    let words = manage(request::locale());
    let problems = lines(&drafts.problems());
    let is_refused = !problems.is_empty();
    let name = view.details.name.clone();
    let standing = fill(
        words.state_line,
        &[("state", state(words, view.state)), ("note", state_note(words, view.state))],
    );
    let looks = (!view.may_change).then(|| view! { <p class="notice">{words.looks_only}</p> });
    view! {
        <Document title=name.clone()>
            <main id="main" class="page wide">
                <header class="page-heading">
                    <p class="eyebrow"><a href=ADDRESS>{words.title}</a></p>
                    <h1 tabindex="-1">{name}</h1>
                    <p class="lead">{standing}</p>
                </header>
                {is_refused.then(|| view! { <ErrorSummary title=words.not_changed problems/> })}
                {(done && !is_refused).then(|| saved(words))}
                {looks}
                <State words view=view.clone()/>
                <Details words view=view.clone() draft=drafts.details/>
                <Products words view=view.clone()/>
                <Agreement words view=view.clone() draft=drafts.agreement/>
                <Coupons words view draft=drafts.coupon.unwrap_or_default()/>
            </main>
        </Document>
    }
}

pub(super) fn saved(words: &'static ManageText) -> impl IntoView {
    view! {
        <div class="notice" data-tone="good" role="status">
            <Icon shape=Shape::Check/>
            <div><p class="notice-title">{words.saved}</p><p>{words.saved_note}</p></div>
        </div>
    }
}

#[component]
fn State(words: &'static ManageText, view: ManageView) -> impl IntoView {
    let ready = view.needs.iter().all(|(_, met)| *met);
    let needs = (view.state != CommunityState::Open).then(|| {
        let lines = view.needs.iter().map(|(of, met)| need_line(words, *of, *met)).collect_view();
        view! { <ul class="checklist">{lines}</ul> }
    });
    let open = |button: &'static str| {
        let slug = view.slug.clone();
        view! {
            <form method="post" action=SetCommunityState::PATH>
                <input type="hidden" name="community" value=slug/>
                <input type="hidden" name="state" value=CommunityState::Open.code()/>
                <div class="actions"><button class="button primary" type="submit">{button}</button></div>
            </form>
        }
    };
    let act = view.may_change.then(|| match view.state {
        CommunityState::Draft if ready => open(words.open_button).written(),
        CommunityState::Closed if ready => open(words.reopen_button).written(),
        CommunityState::Draft | CommunityState::Closed => ().written(),
        CommunityState::Open => view! {
            <details class="disclosure">
                <summary>{words.close_ask}</summary>
                <form method="post" action=SetCommunityState::PATH class="stack">
                    <input type="hidden" name="community" value=view.slug.clone()/>
                    <input type="hidden" name="state" value=CommunityState::Closed.code()/>
                    <p>{words.close_note}</p>
                    <div class="actions"><button class="button" type="submit">{words.close_button}</button></div>
                </form>
            </details>
        }
        .written(),
    });
    let public = (view.state != CommunityState::Draft).then(|| {
        view! { <a class="button" href=format!("/c/{}", view.slug)>{words.public_page}</a> }
    });
    view! {
        <section class="section hang" aria-labelledby="state">
            <div class="section-heading">
                <h2 id="state">{if needs.is_some() { words.needs } else { words.open_title }}</h2>
            </div>
            <div class="section-body">
            {needs}
            {act}
            <div class="actions">
                <a class="button" href=format!("{}/preview", community_address(&view.slug))>{words.preview}</a>
                {public}
            </div>
            </div>
        </section>
    }
}

/// One thing that has to be there; what is missing leads to where it is entered.
fn need_line(words: &'static ManageText, of: OpeningNeed, met: bool) -> impl IntoView {
    let (shape, said) = if met { (Shape::Check, words.met) } else { (Shape::Circle, words.missing) };
    let place = match of {
        OpeningNeed::Details => "#details",
        OpeningNeed::WayIn => "#way_in_instructions",
        OpeningNeed::Product | OpeningNeed::WayToPay => "#products",
        OpeningNeed::Agreement => "#agreement",
    };
    let name = need(words, of);
    let name = if met { name.written() } else { view! { <a href=place>{name}</a> }.written() };
    view! {
        <li data-met=if met { "true" } else { "false" }>
            <Icon shape/>
            <span><span class="visually-hidden">{said} ": "</span>{name}</span>
        </li>
    }
}
