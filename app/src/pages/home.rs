//! The first page: what this is, in one sentence, and where one can go.

use domain::view::CommunityHead;
use leptos::prelude::*;
use server_fn::ServerFn;
use services::site::{DemoPerson, DemoRole};

use crate::{
    components::{Document, Icon, Indexing, Seal, Shape},
    functions::DemoSignIn,
    pages::answer,
    request,
    text::{
        fill,
        home::{HomeText, home},
    },
    written::Written as _,
};

/// `/`.
#[component]
pub fn HomePage() -> impl IntoView {
    answer(async {
        let services = request::services()?;
        let words = home(request::locale());
        let communities = services.checkout.communities();
        let people = services.site.demo_people.clone();
        let signed_in = request::session().is_some();
        Ok(view! {
            <Document title=words.title indexing=Indexing::Public(words.lead.to_owned())>
                <main id="main" class="page wide">
                    <header class="page-heading">
                        <h1 tabindex="-1">{words.title}</h1>
                        <p class="lead">{words.lead}</p>
                        {(people.is_empty() && !signed_in).then(|| view! { <Doors words/> })}
                    </header>
                    {(!people.is_empty()).then(|| view! { <People words people/> })}
                    <Communities words communities/>
                    {services.site.demo.then(|| view! { <How words/> })}
                </main>
            </Document>
        }
        .written())
    })
}

#[component]
fn Doors(words: &'static HomeText) -> impl IntoView {
    view! {
        <div class="actions">
            <a class="button primary" href="/sign-in">{words.sign_in}</a>
            <a class="button" href="/sign-up">{words.sign_up}</a>
        </div>
    }
}

#[component]
fn People(words: &'static HomeText, people: Vec<DemoPerson>) -> impl IntoView {
    let items = people
        .into_iter()
        .map(|person| {
            let (role, return_to) = match person.role {
                DemoRole::EligibleCreator => (words.eligible_creator, "/settings/payouts"),
                DemoRole::NewCreator => (words.new_creator, "/settings/payouts"),
                DemoRole::Accountant => (words.accountant, "/payouts"),
                DemoRole::Support => (words.support, "/payouts"),
                DemoRole::Operator => (words.operator, "/operator/payouts"),
                DemoRole::Member => (words.member, "/"),
            };
            view! {
                <li>
                    <form method="post" action=DemoSignIn::PATH>
                        <input type="hidden" name="key" value=person.key/>
                        <input type="hidden" name="return_to" value=return_to/>
                        <button class="person" type="submit">
                            <span class="person-name">{person.name}<Icon shape=Shape::Arrow/></span>
                            " "
                            <span class="person-role">{role}</span>
                        </button>
                    </form>
                </li>
            }
        })
        .collect_view();
    view! {
        <section class="section" aria-labelledby="who">
            <h2 id="who">{words.who}</h2>
            <ul class="people">{items}</ul>
        </section>
    }
}

#[component]
fn Communities(words: &'static HomeText, communities: Vec<CommunityHead>) -> impl IntoView {
    let none = communities.is_empty().then(|| view! { <p>{words.no_communities}</p> });
    let items = communities
        .into_iter()
        .map(|head| {
            let payee = fill(words.paid_to, &[("payee", &head.payee_name)]);
            view! {
                <li>
                    <a class="community-link" href=format!("/c/{}", head.slug)>
                        <Seal name=head.name.clone()/>
                        <span class="community-name">{head.name}</span>
                        " "
                        <span class="community-note">{head.tagline}</span>
                        " "
                        <span class="community-price">{payee}</span>
                    </a>
                </li>
            }
        })
        .collect_view();
    view! {
        <section class="section" aria-labelledby="communities">
            <h2 id="communities">{words.communities}</h2>
            {none}
            <ul class="communities">{items}</ul>
            <p class="page-more"><a href="/manage">{words.begin}</a></p>
        </section>
    }
}

#[component]
fn How(words: &'static HomeText) -> impl IntoView {
    view! {
        <section class="section" aria-labelledby="how">
            <h2 id="how">{words.how}</h2>
            <div class="prose">
                <p>{words.how_gateway}</p>
                <p>{words.how_data}</p>
                <p><a href="/demo/mails">{words.how_mails}</a></p>
            </div>
        </section>
    }
}
