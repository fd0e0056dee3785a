//! `/review/reconciliation/{account}/{day}`: what differs, and what was done about it.

use domain::{
    money::Money,
    reconcile::DifferenceOutcome,
    view::reconcile::{DifferenceLine, ReconcileDayView, ReconcileLine},
};
use leptos::prelude::*;
use server_fn::ServerFn;

use super::{ADDRESS, read, runs::state};
use crate::{
    components::{Amount, Document, Icon, Moment, Shape, Table},
    functions::CompareDay,
    pages::{answer, review},
    request::{self, Interruption},
    text::{
        counts, dates, fill,
        reconcile::{self as names, ReconcileText, reconcile},
    },
    written::Written as _,
};

/// `/review/reconciliation/{account}/{day}`.
#[component]
pub fn ReconcileDayPage() -> impl IntoView {
    let named = read(&request::path_part("account"), &request::path_part("day"));
    let done = request::query("done");
    answer(async move {
        let reader = request::approver()?;
        let (account, day) = named.ok_or(Interruption::NotFound)?;
        let view = request::services()?.reconciliation.day(&reader, &account, day).await?;
        Ok(page(view.ok_or(Interruption::NotFound)?, reader.may_act, done.as_deref()).written())
    })
}

fn page(view: ReconcileDayView, may_act: bool, done: Option<&str>) -> impl IntoView {
    let (words, locale) = (reconcile(request::locale()), request::locale());
    let (run, done) = (view.run, said(done, words));
    let day = dates::day(run.day, locale);
    let title = fill(words.title_of, &[("account", run.account.as_str()), ("day", &day)]);
    // What was found after the day had been acted on still waits.
    let waits = view.differences.iter().any(|line| line.outcome == DifferenceOutcome::Reported);
    let (stands, tone) = if waits { (words.reported, "wait") } else { state(&run, words) };
    let at = run.compared_at;
    let body = if view.differences.is_empty() {
        view! { <p>{words.nothing}</p> }.written()
    } else {
        let rows = view.differences.into_iter().map(|line| view! { <Line line words/> }).collect_view();
        view! {
            <Table
                name="differences"
                caption=words.found_table
                heads=vec![words.number, words.what, words.done_about]
                numbers=vec![words.theirs, words.ours]
            >
                {rows}
            </Table>
            <p class="page-more"><a href=review::ADDRESS>{words.see_queue}</a></p>
        }
        .written()
    };
    view! {
        <Document title=title.clone()>
            <main id="main" class="page wide">
                <header class="page-heading">
                    <p class="eyebrow"><a href=ADDRESS>{words.title}</a></p>
                    <h1 tabindex="-1">{title}</h1>
                    <p class="lead">
                        {counts::gateway(run.gateway, locale)} " · " <Moment at/> " "
                        <span class="badge" data-tone=tone>{stands}</span>
                    </p>
                </header>
                {done}
                <section class="section" aria-labelledby="found">
                    <h2 id="found">{words.found}</h2>
                    {body}
                </section>
                {may_act.then(|| view! { <Again run words/> })}
            </main>
        </Document>
    }
}

#[component]
fn Line(line: DifferenceLine, words: &'static ReconcileText) -> impl IntoView {
    let locale = request::locale();
    let (done, tone) = names::outcome(line.outcome, locale);
    let number = if line.refund_number.is_empty() { line.number } else { line.refund_number };
    let amount = |of: Option<Money>| match of {
        Some(of) => view! { <Amount of/> }.written(),
        None => words.no_amount.written(),
    };
    view! {
        <tr>
            <th scope="row" data-label=words.number><span class="code">{number}</span></th>
            <td data-label=words.what>{names::kind(line.kind, locale)}</td>
            <td data-label=words.done_about><span class="badge" data-tone=tone>{done}</span></td>
            <td class="number" data-label=words.theirs>{amount(line.theirs)}</td>
            <td class="number" data-label=words.ours>{amount(line.ours)}</td>
        </tr>
    }
}

/// Both are safe at any time, any number of times.
#[component]
fn Again(run: ReconcileLine, words: &'static ReconcileText) -> impl IntoView {
    let (account, day) = (run.account.as_str().to_owned(), run.day.to_string());
    let named = move || {
        view! {
            <input type="hidden" name="account" value=account.clone()/>
            <input type="hidden" name="day" value=day.clone()/>
        }
    };
    let repair = (run.differences > 0).then(|| {
        view! {
            <form method="post" action=CompareDay::PATH class="actions">
                {named()}
                <input type="hidden" name="apply" value="true"/>
                <button class="button primary" type="submit">{words.repair}</button>
                <p class="small soft">{words.repair_note}</p>
            </form>
        }
    });
    view! {
        {repair}
        <form method="post" action=CompareDay::PATH class="actions">
            {named()}
            <button class="button" type="submit">{words.again}</button>
            <p class="small soft">{words.compare_help}</p>
        </form>
    }
}

fn said(done: Option<&str>, words: &'static ReconcileText) -> Option<impl IntoView + use<>> {
    let (title, note) = match done? {
        "compared" => (words.compared_title, words.compared_note),
        "repaired" => (words.repaired_title, words.repaired_note),
        _ => return None,
    };
    Some(view! {
        <div class="notice" data-tone="good" role="status">
            <Icon shape=Shape::Check/>
            <div><p class="notice-title">{title}</p><p>{note}</p></div>
        </div>
    })
}
