//! `/operator/payouts/{run}`: what one run made of creators, and its approval.

use domain::{
    id::{CreatorId, RunId},
    payouts::{ItemOutcome, RunState},
    view::payouts::{RunItem, RunView},
};
use leptos::prelude::*;
use server_fn::ServerFn;

use super::{ADDRESS, creator_address, run_address, runs::Totals};
use crate::{
    components::{Amount, Document, Icon, Moment, Place, Sentence, Shape, ShortDate},
    functions::ApproveRun,
    pages::answer,
    path,
    request::{self, Interruption},
    text::{
        desk::{self as names, DeskText, desk},
        fill,
    },
};

/// `/operator/payouts/{run}?outcome=…&after=…`.
#[component]
pub fn RunPage() -> impl IntoView {
    let run = request::path_part("run");
    let outcome = request::query("outcome").and_then(|code| ItemOutcome::from_code(&code));
    let after: Option<CreatorId> = request::query("after").and_then(|text| text.parse().ok());
    let approved = request::query("approved");
    answer(async move {
        let operator = request::operator()?;
        let run: RunId = run.parse().map_err(|_| Interruption::NotFound)?;
        let view = request::services()?.desk.run(&operator, &run, outcome, after.as_ref()).await?;
        Ok(page(view.ok_or(Interruption::NotFound)?, approved).into_any())
    })
}

fn page(view: RunView, approved: Option<String>) -> impl IntoView {
    let (words, locale) = (desk(request::locale()), request::locale());
    let (day, made) = (view.run.day, view.run.created_at);
    let said = match approved.as_deref() {
        Some("recorded") => Some(words.recorded),
        Some("released") => Some(words.released),
        Some("not-asked") => Some(words.not_asked),
        _ => None,
    };
    let said = said.map(|said| {
        view! { <div class="notice" data-tone="good" role="status"><Icon shape=Shape::Check/><p>{said}</p></div> }
    });
    let waits = view.run.state == RunState::AwaitingApproval;
    let title = [names::kind(view.run.kind, locale), names::rail(view.run.rail, locale)].join(" · ");
    view! {
        <Document title=words.run>
            <main id="main" class="page wide">
                <header class="page-heading">
                    <p class="eyebrow"><a href=ADDRESS>{words.title}</a></p>
                    <h1 tabindex="-1"><ShortDate day/> " · " {title}</h1>
                    <p class="lead">
                        <span class="badge">{names::state(view.run.state, locale)}</span> " "
                        {names::origin(view.run.origin, locale)} ", " <Moment at=made/>
                    </p>
                </header>
                {said}
                {waits.then(|| view! { <Approval view=view.clone() words/> })}
                <section class="section" aria-labelledby="totals">
                    <h2 id="totals">{words.totals}</h2>
                    <Totals totals=view.run.totals.clone() words/>
                </section>
                <Items view words/>
            </main>
        </Document>
    }
}

#[component]
fn Approval(view: RunView, words: &'static DeskText) -> impl IntoView {
    let numbers = [("needed", view.needed.to_string()), ("have", view.approvals.len().to_string())];
    let note = fill(words.waits_note, &numbers.each_ref().map(|(name, value)| (*name, value.as_str())));
    let approvals = view
        .approvals
        .into_iter()
        .map(|(name, at)| {
            let places = vec![Place::new("name", name), Place::new("moment", view! { <Moment at/> })];
            view! { <li><Sentence template=words.approved_by places/></li> }
        })
        .collect_view();
    let act = if view.approved_by_me {
        view! { <p>{words.mine}</p> }.into_any()
    } else {
        view! {
            <form method="post" action=ApproveRun::PATH>
                <input type="hidden" name="run" value=view.run.id.to_string()/>
                <button class="button primary" type="submit">{words.approve}</button>
            </form>
        }
        .into_any()
    };
    view! {
        <section class="notice" data-tone="wait" aria-labelledby="approval">
            <Icon shape=Shape::Alert/>
            <div class="stack tight">
                <h2 id="approval" class="notice-title">{words.waits}</h2>
                <p>{note}</p>
                <ul>{approvals}</ul>
                {act}
            </div>
        </section>
    }
}

#[component]
fn Items(view: RunView, words: &'static DeskText) -> impl IntoView {
    let locale = request::locale();
    let address = run_address(&view.run.id);
    let filters = view
        .run
        .totals
        .iter()
        .map(|total| {
            let current = (view.outcome == Some(total.outcome)).then_some("true");
            let target = path::with_query(&address, "outcome", total.outcome.code());
            view! { <li><a href=target aria-current=current>{names::outcome(total.outcome, locale)}</a></li> }
        })
        .collect_view();
    let everything = view.outcome.is_none().then_some("true");
    let more = view.next_after.as_ref().map(|after| {
        let same = view
            .outcome
            .map_or_else(|| address.clone(), |outcome| path::with_query(&address, "outcome", outcome.code()));
        path::with_query(&same, "after", after.as_str())
    });
    let body = if view.items.is_empty() {
        view! { <p class="soft">{words.no_items}</p> }.into_any()
    } else {
        let rows = view.items.iter().map(|item| row(item, words)).collect_view();
        view! {
            <div class="table-scroll" role="region" tabindex="0" aria-labelledby="items-caption">
                <table class="table stacks">
                    <caption id="items-caption" class="visually-hidden">{words.items_table}</caption>
                    <thead>
                        <tr>
                            <th scope="col">{words.creator}</th>
                            <th scope="col">{words.outcome}</th>
                            <th scope="col" class="number">{words.balance}</th>
                            <th scope="col" class="number">{words.fee}</th>
                            <th scope="col" class="number">{words.gross}</th>
                        </tr>
                    </thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
        }
        .into_any()
    };
    view! {
        <section class="section" aria-labelledby="items">
            <h2 id="items">{words.items}</h2>
            <ul class="row filters">
                <li><a href=address.clone() aria-current=everything>{words.all}</a></li>
                {filters}
            </ul>
            {body}
            {more.map(|more| view! { <div class="actions"><a class="button" href=more>{words.more}</a></div> })}
        </section>
    }
}

fn row(item: &RunItem, words: &'static DeskText) -> impl IntoView + use<> {
    let locale = request::locale();
    let name = if item.name.is_empty() { words.nobody.to_owned() } else { item.name.clone() };
    let (balance, fee, gross) = (item.balance, item.fee, item.gross);
    view! {
        <tr>
            <th scope="row" data-label=words.creator><a href=creator_address(&item.creator)>{name}</a></th>
            <td data-label=words.outcome>{names::outcome(item.outcome, locale)}</td>
            <td class="number" data-label=words.balance><Amount of=balance/></td>
            <td class="number" data-label=words.fee><Amount of=fee/></td>
            <td class="number" data-label=words.gross><Amount of=gross/></td>
        </tr>
    }
}
