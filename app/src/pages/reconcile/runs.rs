//! `/review/reconciliation`: the comparisons, newest first.

use domain::{
    order::GatewayAccountName,
    view::{
        Problem,
        reconcile::{ReconcileLine, ReconcileView},
    },
};
use leptos::prelude::*;

use super::{FORM, compare::Compare, day_address};
use crate::{
    components::{Date, Document, Icon, Shape, ShortMoment, Table},
    pages::{answer, review},
    request::{self, Interruption},
    text::{
        counts,
        reconcile::{ReconcileText, reconcile},
    },
    written::Written as _,
};

/// `/review/reconciliation`.
#[component]
pub fn ReconcilePage() -> impl IntoView {
    let done = request::query("done");
    answer(async move {
        let reader = request::approver()?;
        let services = request::services()?;
        let view = services.reconciliation.list(&reader).await?;
        let accounts = if reader.may_act { services.reconciliation.accounts() } else { Vec::new() };
        let typed = request::draft::<(String, String, Vec<Problem>)>(FORM).await?.unwrap_or_default();
        Ok::<_, Interruption>(page(view, accounts, typed, done.as_deref()).written())
    })
}

fn page(
    view: ReconcileView,
    accounts: Vec<GatewayAccountName>,
    typed: (String, String, Vec<Problem>),
    done: Option<&str>,
) -> impl IntoView {
    let words = reconcile(request::locale());
    let done = (done == Some("not-ready")).then(|| {
        view! {
            <div class="notice" data-tone="wait" role="status">
                <Icon shape=Shape::Clock/>
                <div><p class="notice-title">{words.not_ready}</p><p>{words.not_ready_note}</p></div>
            </div>
        }
    });
    let list = if view.runs.is_empty() {
        view! { <p class="soft">{words.none}</p> }.written()
    } else {
        let rows = view.runs.into_iter().map(|run| view! { <Line run words/> }).collect_view();
        view! {
            <Table
                name="comparisons"
                caption=words.list
                heads=vec![words.day, words.account, words.compared, words.state]
                numbers=vec![words.lines, words.differences]
            >
                {rows}
            </Table>
        }
        .written()
    };
    view! {
        <Document title=words.title>
            <main id="main" class="page wide">
                <header class="page-heading">
                    <p class="eyebrow"><a href=review::ADDRESS>{words.back}</a></p>
                    <h1 tabindex="-1">{words.title}</h1>
                    <p class="lead">{words.lead}</p>
                </header>
                {done}
                <section class="section">
                    <h2 id="comparisons" class="visually-hidden">{words.list}</h2>
                    {list}
                </section>
                <Compare accounts typed words/>
            </main>
        </Document>
    }
}

#[component]
fn Line(run: ReconcileLine, words: &'static ReconcileText) -> impl IntoView {
    let (stands, tone) = state(&run, words);
    let name = [counts::gateway(run.gateway, request::locale()), run.account.as_str()].join(" · ");
    let at = run.compared_at;
    view! {
        <tr>
            <th scope="row" data-label=words.day>
                <a href=day_address(&run.account, run.day)><Date day=run.day/></a>
            </th>
            <td data-label=words.account>{name}</td>
            <td data-label=words.compared><ShortMoment at/></td>
            <td data-label=words.state><span class="badge" data-tone=tone>{stands}</span></td>
            <td class="number" data-label=words.lines>{run.lines.to_string()}</td>
            <td class="number count" data-label=words.differences>{run.differences.to_string()}</td>
        </tr>
    }
}

/// Where a comparison stands, and the tone of it.
pub(super) fn state(run: &ReconcileLine, words: &'static ReconcileText) -> (&'static str, &'static str) {
    match (run.differences, run.repaired_at) {
        (0, _) => (words.agrees, "good"),
        (_, Some(_)) => (words.acted_on, "good"),
        (_, None) => (words.reported, "wait"),
    }
}
