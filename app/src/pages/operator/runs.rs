//! `/operator/payouts`: runs, newest first, with what each came to.

use domain::{
    id::RunId,
    time::Timestamp,
    view::payouts::{RunLine, RunsView, TotalLine},
};
use leptos::prelude::*;
use server_fn::ServerFn;

use super::{ADDRESS, credits::Credits, run_address, unchecked::Unchecked};
use crate::{
    components::{Amount, Document, Icon, Paging, Shape, ShortDate, Table},
    functions::RunPayoutsAgain,
    pages::answer,
    request,
    text::desk::{self as names, DeskText, desk},
    written::Written as _,
};

/// `/operator/payouts?before=…`.
#[component]
pub fn RunsPage() -> impl IntoView {
    let before = request::query("before").and_then(|text| text.parse().ok()).map(Timestamp::from_unix_ms);
    let ran = request::query("ran");
    answer(async move {
        let reader = request::approver()?;
        let view = request::services()?.desk.runs(&reader, before).await?;
        Ok(page(view, before.is_some(), ran).written())
    })
}

fn page(view: RunsView, is_older: bool, ran: Option<String>) -> impl IntoView {
    let words = desk(request::locale());
    let older =
        view.next_before.map(|before| (format!("{ADDRESS}?before={}", before.unix_ms()), words.older));
    let newest = is_older.then(|| (ADDRESS.to_owned(), words.newest));
    let said = match ran.as_deref() {
        Some("made") => Some(words.ran),
        Some("not-yet") => Some(words.not_yet),
        _ => None,
    };
    let said = said.map(|said| {
        view! { <div class="notice" data-tone="good" role="status"><Icon shape=Shape::Check/><p>{said}</p></div> }
    });
    let may_act = view.may_act;
    let again = may_act.then(|| {
        view! {
            <form method="post" action=RunPayoutsAgain::PATH class="actions">
                <button class="button" type="submit">{words.run_again}</button>
                <p class="small soft">{words.run_again_note}</p>
            </form>
        }
    });
    let list = if view.runs.is_empty() {
        view! { <p class="soft">{words.none}</p> }.written()
    } else {
        let lines = view.runs.into_iter().map(|run| view! { <Line run words/> }).collect_view();
        view! { <ol class="records" aria-label=words.runs>{lines}</ol> }.written()
    };
    view! {
        <Document title=words.title>
            <main id="main" class="page wide">
                <header class="page-heading">
                    <h1 tabindex="-1">{words.title}</h1>
                    <p class="lead">{words.lead}</p>
                </header>
                {said}
                {again}
                <Credits credits=view.credits may_act may_decide=true words/>
                <Unchecked accounts=view.unchecked words/>
                {list}
                <Paging newest older/>
            </main>
        </Document>
    }
}

#[component]
fn Line(run: RunLine, words: &'static DeskText) -> impl IntoView {
    let locale = request::locale();
    let day = run.day;
    let name =
        [names::kind(run.kind, locale), names::rail(run.rail, locale), names::origin(run.origin, locale)];
    view! {
        <li class="run">
            <h2 class="run-name">
                <a href=run_address(&run.id)><ShortDate day/> " · " {name.join(" · ")}</a>
                " "
                <span class="badge">{names::state(run.state, locale)}</span>
            </h2>
            <Totals run=run.id totals=run.totals words/>
        </li>
    }
}

/// What a run came to, one line an outcome.
#[component]
pub(super) fn Totals(run: RunId, totals: Vec<TotalLine>, words: &'static DeskText) -> impl IntoView {
    let locale = request::locale();
    let rows = totals
        .into_iter()
        .map(|line| {
            view! {
                <tr>
                    <th scope="row" data-label=words.outcome>{names::outcome(line.outcome, locale)}</th>
                    <td class="number" data-label=words.creators>{line.creators.to_string()}</td>
                    <td class="number" data-label=words.fee><Amount of=line.fee/></td>
                    <td class="number" data-label=words.gross><Amount of=line.gross/></td>
                </tr>
            }
        })
        .collect_view();
    (!rows.is_empty()).then(|| {
        view! {
            <Table
                name=format!("{run}-totals")
                caption=words.totals_table
                heads=vec![words.outcome]
                numbers=vec![words.creators, words.fee, words.gross]
                fits=true
            >
                {rows}
            </Table>
        }
    })
}
