//! What a member has, with the way in.

use domain::{
    membership::MembershipState,
    view::{MembershipView, TrialView},
};
use leptos::prelude::*;

use crate::{
    components::{Date, Document, Moment, Place, Seal, Sentence},
    pages::answer,
    request,
    text::{
        fill,
        lists::{ListText, lists},
    },
    written::Written as _,
};

/// `/memberships`.
#[component]
pub fn MembershipsPage() -> impl IntoView {
    answer(async {
        let member = request::member("/memberships")?;
        let found = request::services()?.memberships.list(&member).await?;
        let trials = request::services()?.memberships.trials(&member).await?;
        let words = lists(request::locale());
        let list = if found.is_empty() && trials.is_empty() {
            view! { <Empty words/> }.written()
        } else {
            let lines = found.into_iter().map(|membership| view! { <Line words membership/> }).collect_view();
            let trials = trials.into_iter().map(|trial| view! { <TrialLine words trial/> }).collect_view();
            view! { <ul class="memberships">{trials}{lines}</ul> }.written()
        };
        Ok(view! {
            <Document title=words.memberships>
                <main id="main" class="page">
                    <header class="page-heading"><h1 tabindex="-1">{words.memberships}</h1></header>
                    {list}
                    <p class="page-more"><a href="/orders">{words.orders}</a></p>
                </main>
            </Document>
        }
        .written())
    })
}

#[component]
fn Empty(words: &'static ListText) -> impl IntoView {
    view! {
        <div class="empty">
            <h2>{words.none_title}</h2>
            <p>{words.none_note}</p>
            <a class="button" href="/">{words.see_communities}</a>
        </div>
    }
}

#[component]
fn Line(words: &'static ListText, membership: MembershipView) -> impl IntoView {
    let (badge, tone) = match membership.state {
        MembershipState::Active => (words.active, Some("good")),
        MembershipState::Grace => (words.grace, None),
        MembershipState::Upcoming => (words.upcoming, None),
        MembershipState::Expired => (words.expired, None),
        MembershipState::Revoked => (words.revoked, None),
    };
    let (template, day) = match (membership.state, membership.valid_until) {
        (MembershipState::Upcoming, _) => (words.begins, Some(membership.valid_from.day())),
        (_, None) => (words.for_good, None),
        (MembershipState::Active, Some(until)) => (words.until, Some(until.day())),
        (_, Some(until)) => (words.ended, Some(until.day())),
    };
    let mut places = vec![Place::new("tier", membership.tier)];
    places.extend(day.map(|day| Place::new("day", view! { <Date day/> })));
    let instructions = membership.way_in.clone().map(|way_in| way_in.instructions);
    let way = match membership.way_in {
        Some(way_in) => {
            view! { <a class="button" href=way_in.address rel="noreferrer">{words.enter}</a> }.written()
        }
        None if membership.state == MembershipState::Upcoming => ().written(),
        None => view! { <a class="button" href=format!("/c/{}", membership.slug)>{words.join_again}</a> }
            .written(),
    };
    view! {
        <li class="membership">
            <Seal name=membership.community.clone()/>
            <div>
                <h2 class="membership-name">
                    {membership.community} " " <span class="badge" data-tone=tone>{badge}</span>
                </h2>
                <p class="membership-note"><Sentence template places/></p>
                {instructions.map(|words| view! { <p class="membership-note">{words}</p> })}
                <p class="membership-note">{fill(words.questions, &[("contact", &membership.contact)])}</p>
            </div>
            {way}
        </li>
    }
}

/// A community that somebody looks around in, or did.
#[component]
fn TrialLine(words: &'static ListText, trial: TrialView) -> impl IntoView {
    let moment = Place::new("moment", view! { <Moment at=trial.ends_at/> });
    let open = trial.way_in.is_some();
    let (badge, template) =
        if open { (words.trial, words.trial_until) } else { (words.trial_over, words.trial_ended) };
    let instructions = trial.way_in.clone().map(|way_in| way_in.instructions);
    let way = match trial.way_in {
        Some(way_in) => {
            view! { <a class="button" href=way_in.address rel="noreferrer">{words.enter}</a> }.written()
        }
        None => view! { <a class="button" href=format!("/c/{}", trial.slug)>{words.join}</a> }.written(),
    };
    view! {
        <li class="membership">
            <Seal name=trial.community.clone()/>
            <div>
                <h2 class="membership-name">{trial.community} " " <span class="badge">{badge}</span></h2>
                <p class="membership-note"><Sentence template places=vec![moment]/></p>
                {instructions.map(|words| view! { <p class="membership-note">{words}</p> })}
                <p class="membership-note">{fill(words.questions, &[("contact", &trial.contact)])}</p>
            </div>
            {way}
        </li>
    }
}
