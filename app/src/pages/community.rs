//! A community's public page: what you get, what it costs, for how long, who is paid, and the refund rule.

use domain::{
    id::ProductId,
    view::{CommunityHead, CommunityView, Problem, ProblemCode, SeatView, TierView},
};
use leptos::prelude::*;
use services::lounge::{Granted, Wish};

use crate::{
    components::{Amount, Document, ErrorSummary, Icon, Indexing, Seal, Shape},
    pages::{
        answer,
        lounge::{Doors, Trial},
    },
    request::{self, Interruption},
    text::{
        community::{CommunityText, community},
        counts, fill, money,
        problems::problem,
    },
    written::Written as _,
};

/// Under which a refused form of this page is kept.
const DRAFT: &str = "lounge";

/// The page of a community. What can stand in no slug is left out: the text may come from a form.
pub fn address(slug: &str) -> String {
    let slug: String = slug.chars().filter(|one| one.is_ascii_alphanumeric() || *one == '-').collect();
    format!("/c/{slug}")
}

/// What somebody wants before they pay. It leads back to the page, which says how it stands.
pub async fn at_the_door(slug: &str, product: &str, wish: Wish) -> Result<(), Interruption> {
    let page = address(slug);
    let member = request::member(&page)?;
    let product: ProductId = product.parse().map_err(|_| Interruption::NotFound)?;
    match request::services()?.lounge.grant(&member, &product, wish).await? {
        Granted::Looked => request::redirect(&page),
        Granted::Later { retry_after_seconds } => {
            let problems = vec![Problem::at("main", ProblemCode::TooManyChanges { retry_after_seconds })];
            request::refuse(DRAFT, &problems, &page).await?;
        }
    }
    Ok(())
}

/// `/c/{community}`.
#[component]
pub fn CommunityPage() -> impl IntoView {
    let slug = request::path_part("community");
    answer(async move {
        let member = request::session().map(|session| session.member());
        let found = request::services()?.checkout.community(&slug, member.as_ref()).await?;
        let view = found.ok_or(Interruption::NotFound)?;
        let problems: Vec<Problem> = request::draft(DRAFT).await?.unwrap_or_default();
        Ok(page(view, &problems).written())
    })
}

fn page(view: CommunityView, problems: &[Problem]) -> impl IntoView {
    let locale = request::locale();
    let words = community(locale);
    let CommunityView { head, description, tiers, is_member, trial, doors } = view;
    let line = |found: &Problem| (found.field.clone(), problem(&found.code, locale));
    let problems: Vec<_> = problems.iter().map(line).collect();
    let closed = |seat: SeatView| matches!(seat, SeatView::Full | SeatView::InLine { .. });
    let full: Vec<ProductId> =
        doors.iter().filter(|door| closed(door.seat)).map(|door| door.product.clone()).collect();
    let doors = view! { <Doors words slug=head.slug.clone() tiers=tiers.clone() doors/> };
    let about = description.into_iter().map(|paragraph| view! { <p>{paragraph}</p> }).collect_view();
    view! {
        <Document title=head.name.clone() indexing=Indexing::Public(head.tagline.clone())>
            <main id="main" class="page wide community">
                <header class="page-heading">
                    <Seal name=head.name.clone() large=true/>
                    <h1 tabindex="-1">{head.name.clone()}</h1>
                    <p class="lead">{head.tagline.clone()}</p>
                </header>
                {(!problems.is_empty()).then(|| view! { <ErrorSummary title=words.not_done problems/> })}
                <Gets words tiers=tiers.clone()/>
                <aside class="community-offer panel" aria-labelledby="join-title">
                    <h2 id="join-title">{words.join}</h2>
                    {is_member.then(|| view! { <AlreadyIn words/> })}
                    {trial.map(|trial| view! { <Trial words trial/> })}
                    <Offer words head tiers full/>
                    {doors}
                </aside>
                <section class="community-about prose" aria-labelledby="about">
                    <h2 id="about">{words.about}</h2>
                    {about}
                </section>
            </main>
        </Document>
    }
}

/// What one gets, tier by tier; a single tier needs no name here.
#[component]
fn Gets(words: &'static CommunityText, tiers: Vec<TierView>) -> impl IntoView {
    let several = tiers.len() > 1;
    let lists = tiers
        .into_iter()
        .map(|tier| {
            let items = tier
                .benefits
                .into_iter()
                .map(|benefit| view! { <li><Icon shape=Shape::Check/><span>{benefit}</span></li> })
                .collect_view();
            view! {
                {several.then(|| view! { <h3>{tier.tier}</h3> })}
                <ul class="gets">{items}</ul>
            }
        })
        .collect_view();
    view! {
        <section class="community-gets stack" aria-labelledby="gets">
            <h2 id="gets">{words.gets}</h2>
            {lists}
        </section>
    }
}

#[component]
fn AlreadyIn(words: &'static CommunityText) -> impl IntoView {
    view! {
        <div class="notice">
            <Icon shape=Shape::Info/>
            <div>
                <p class="notice-title">{words.member_title}</p>
                <p>{words.member_note}" "<a href="/memberships">{words.memberships}</a></p>
            </div>
        </div>
    }
}

#[component]
fn Offer(
    words: &'static CommunityText,
    head: CommunityHead,
    tiers: Vec<TierView>,
    /// What cannot be ordered by this viewer now: its seats are taken.
    full: Vec<ProductId>,
) -> impl IntoView {
    let Some(first) = tiers.first().cloned() else {
        return view! { <p>{words.not_selling}</p> }.written();
    };
    let chosen = tiers.iter().find(|tier| !full.contains(&tier.product)).map(|tier| tier.product.clone());
    let can_join = chosen.is_some();
    let one_rule = tiers.iter().all(|tier| tier.refund_days == first.refund_days);
    let choices = tiers
        .into_iter()
        .map(|tier| {
            let checked = chosen.as_ref() == Some(&tier.product);
            let is_full = full.contains(&tier.product);
            let refund =
                (!one_rule).then(|| fill(words.refund_line, &[("rule", &refund_rule(tier.refund_days))]));
            view! { <Choice words tier checked is_full refund/> }
        })
        .collect_view();
    let join = fill(words.join_button, &[("community", &head.name)]);
    view! {
        <form method="get" action=format!("/join/{}", head.slug) class="stack">
            <fieldset class="choices">
                <legend class="visually-hidden">{words.tier}</legend>
                {choices}
            </fieldset>
            {can_join.then(|| view! { <button class="button primary wide" type="submit">{join}</button> })}
        </form>
        <dl class="facts small">
            <div><dt>{words.paid_to}</dt><dd>{head.payee_name}</dd></div>
            {one_rule.then(|| {
                view! { <div><dt>{words.refund}</dt><dd>{refund_rule(first.refund_days)}</dd></div> }
            })}
            <div><dt>{words.renewal}</dt><dd>{words.no_renewal}</dd></div>
            <div><dt>{words.questions}</dt><dd>{head.contact}</dd></div>
        </dl>
    }
    .written()
}

#[component]
fn Choice(
    words: &'static CommunityText,
    tier: TierView,
    checked: bool,
    /// Whether its seats are taken.
    is_full: bool,
    /// The refund rule, where the tiers differ in it.
    refund: Option<String>,
) -> impl IntoView {
    let id = format!("tier-{}", tier.product);
    let facts = format!("{id}-facts");
    let further: Vec<String> = tier.further.iter().map(|price| money(*price, request::locale())).collect();
    let further = (!further.is_empty())
        .then(|| view! { <p>{fill(words.further_prices, &[("prices", &further.join(", "))])}</p> });
    view! {
        <div class="choice">
            <input
                type="radio"
                id=id.clone()
                name="product"
                value=tier.product.to_string()
                checked=checked
                disabled=is_full
                aria-describedby=facts.clone()
            />
            <label for=id>{tier.tier}</label>
            <p class="choice-price"><Amount of=tier.price/></p>
            <div class="choice-body" id=facts>
                <p>{counts::for_period(tier.period, request::locale())}</p>
                {further}
                {is_full.then(|| view! { <p>{words.full}</p> })}
                {refund.map(|rule| view! { <p>{rule}</p> })}
            </div>
        </div>
    }
}

/// The refund rule in one line.
pub(super) fn refund_rule(days: u16) -> String {
    let locale = request::locale();
    let words = community(locale);
    if days == 0 {
        words.refund_none.to_owned()
    } else {
        fill(words.refund_within, &[("days", &counts::days(u64::from(days), locale))])
    }
}
