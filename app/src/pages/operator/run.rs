//! `/operator/payouts/{run}`: what one run made of creators, and its approval.

use domain::{
    id::{CreatorId, RunId},
    payouts::{ItemOutcome, RunState},
    view::payouts::{CalledOff, DeskDraft, RunItem, RunView},
};
use leptos::prelude::*;
use server_fn::ServerFn;

use super::{
    ADDRESS, RUN_FORM, call_off::RefuseRun, creator_address, outcomes::said, run_address, runs::Totals,
};
use crate::{
    components::{Amount, Document, ErrorSummary, Icon, Moment, Place, Sentence, Shape, ShortDate, Table},
    functions::ApproveRun,
    pages::answer,
    path,
    request::{self, Interruption},
    text::{
        desk::{self as names, DeskText, desk},
        fill, problems,
    },
    written::Written as _,
};

/// `/operator/payouts/{run}?outcome=…&after=…`.
#[component]
pub fn RunPage() -> impl IntoView {
    let run = request::path_part("run");
    let outcome = request::query("outcome").and_then(|code| ItemOutcome::from_code(&code));
    let after: Option<CreatorId> = request::query("after").and_then(|text| text.parse().ok());
    let done = request::query("done");
    answer(async move {
        let reader = request::approver()?;
        let run: RunId = run.parse().map_err(|_| Interruption::NotFound)?;
        let view = request::services()?.desk.run(&reader, &run, outcome, after.as_ref()).await?;
        let draft = request::draft::<DeskDraft>(RUN_FORM).await?.unwrap_or_default();
        Ok(page(view.ok_or(Interruption::NotFound)?, draft, done).written())
    })
}

fn page(view: RunView, draft: DeskDraft, done: Option<String>) -> impl IntoView {
    let (words, locale) = (desk(request::locale()), request::locale());
    let (day, made) = (view.run.day, view.run.created_at);
    let said = said(done.as_deref(), words);
    let problems: Vec<(String, String)> = draft
        .problems
        .iter()
        .map(|problem| (problem.field.clone(), problems::problem(&problem.code, locale)))
        .collect();
    let refused = (!problems.is_empty()).then(|| view! { <ErrorSummary title=words.refused problems/> });
    let called_off = view.called_off.clone().map(|refusal| view! { <Refused refusal words/> });
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
                {refused}
                {called_off}
                {waits.then(|| view! { <Approval view=view.clone() draft words/> })}
                <section class="section" aria-labelledby="totals">
                    <h2 id="totals">{words.totals}</h2>
                    <Totals run=view.run.id.clone() totals=view.run.totals.clone() words/>
                </section>
                <Items view words/>
            </main>
        </Document>
    }
}

/// Who said no, and why.
#[component]
fn Refused(refusal: CalledOff, words: &'static DeskText) -> impl IntoView {
    let at = refusal.at;
    let by = if refusal.by.is_empty() { words.nobody.to_owned() } else { refusal.by };
    let places = vec![
        Place::new("name", by),
        Place::new("moment", view! { <Moment at/> }),
        Place::new("reason", refusal.reason),
    ];
    view! {
        <div class="notice" data-tone="stop">
            <Icon shape=Shape::Alert/>
            <p><Sentence template=words.run_called_off_by places/></p>
        </div>
    }
}

#[component]
fn Approval(view: RunView, draft: DeskDraft, words: &'static DeskText) -> impl IntoView {
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
    let act = if view.pays_me {
        view! { <p>{words.pays_you}</p> }.written()
    } else if view.approved_by_me {
        view! { <p>{words.mine}</p> }.written()
    } else {
        view! {
            <form method="post" action=ApproveRun::PATH>
                <input type="hidden" name="run" value=view.run.id.to_string()/>
                <button class="button primary" type="submit">{words.approve}</button>
            </form>
        }
        .written()
    };
    let run = view.run.id;
    let refuse = (view.may_act && !view.pays_me).then(|| view! { <RefuseRun run draft words/> });
    view! {
        <section class="notice" data-tone="wait" aria-labelledby="approval">
            <Icon shape=Shape::Alert/>
            <div class="stack tight">
                <h2 id="approval" class="notice-title">{words.waits}</h2>
                <p>{note}</p>
                <ul>{approvals}</ul>
                {act}
                {refuse}
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
        view! { <p class="soft">{words.no_items}</p> }.written()
    } else {
        let rows = view.items.iter().map(|item| row(item, words)).collect_view();
        view! {
            <Table
                name="items"
                caption=words.items_table
                heads=vec![words.creator, words.outcome]
                numbers=vec![words.balance, words.fee, words.gross]
            >
                {rows}
            </Table>
        }
        .written()
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
