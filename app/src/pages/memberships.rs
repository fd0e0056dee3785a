//! What a member has, with the way in.

use domain::{membership::MembershipState, view::MembershipView};
use leptos::prelude::*;

use crate::{
    components::{Date, Document, Place, Seal, Sentence},
    pages::answer,
    request,
    text::{
        fill,
        lists::{ListText, lists},
    },
};

/// `/memberships`.
#[component]
pub fn MembershipsPage() -> impl IntoView {
    answer(async {
        let member = request::member("/memberships")?;
        let found = request::services()?.memberships.list(&member).await?;
        let words = lists(request::locale());
        let list = if found.is_empty() {
            view! { <Empty words/> }.into_any()
        } else {
            let lines = found.into_iter().map(|membership| view! { <Line words membership/> }).collect_view();
            view! { <ul class="memberships">{lines}</ul> }.into_any()
        };
        Ok(view! {
            <Document title=words.memberships>
                <main id="main" class="page">
                    <header class="page-heading"><h1 tabindex="-1">{words.memberships}</h1></header>
                    {list}
                </main>
            </Document>
        }
        .into_any())
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
            view! { <a class="button" href=way_in.address rel="noreferrer">{words.enter}</a> }.into_any()
        }
        None if membership.state == MembershipState::Upcoming => ().into_any(),
        None => view! { <a class="button" href=format!("/c/{}", membership.slug)>{words.join_again}</a> }
            .into_any(),
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
