//! `/payouts/{run}`: from balance to bank, to the minor unit, on one page that prints.

use domain::{
    id::RunId,
    payouts::{AdjustmentKind, PayoutOutcome},
    view::payouts::{FeeExplained, FeeRuleSaid, StatementView},
};
use leptos::prelude::*;

use super::{
    ADDRESS,
    list::badge,
    statement_lines::{Others, Parts, Sales},
};
use crate::{
    components::{AccountNote, Amount, Date, Document, Icon, Moment, Place, Sentence, Shape},
    pages::answer,
    path,
    request::{self, Interruption},
    text::{
        dates, fill, money, outcomes,
        payouts_page::payouts_page,
        statement::{StatementText, statement},
    },
    written::Written as _,
};

/// `/payouts/{run}`.
#[component]
pub fn StatementPage() -> impl IntoView {
    let run = request::path_part("run");
    let asked = request::query("asked").is_some();
    answer(async move {
        let run: RunId = run.parse().map_err(|_| Interruption::NotFound)?;
        let creator = request::creator_in(&address(&run), &request::account())?;
        let view = request::services()?.desk.statement(&creator, &run).await?;
        Ok(page(view.ok_or(Interruption::NotFound)?, asked).written())
    })
}

/// The address of a run's statement.
pub fn address(run: &RunId) -> String {
    format!("{ADDRESS}/{run}")
}

/// The same, saying that this is what was just asked for.
pub fn asked_address(run: &RunId) -> String {
    path::with_query(&address(run), "asked", "1")
}

pub(super) fn page(view: StatementView, asked: bool) -> impl IntoView {
    let (words, locale) = (statement(request::locale()), request::locale());
    let title = fill(words.title, &[("day", &dates::day(view.row.day, locale))]);
    let csv = path::in_account(&format!("{}.csv", address(&view.row.run)), &request::account());
    let list = path::in_account(ADDRESS, &request::account());
    let (state, tone) = badge(view.row.outcome, payouts_page(locale));
    let said = outcomes::outcome(view.row.kind, view.row.outcome, locale);
    let next = outcomes::next_step(view.row.outcome, locale);
    let parts = (!view.row.parts.is_empty()).then(|| view! { <Parts view=view.clone() words/> });
    view! {
        <Document title=title.clone()>
            <main id="main" class="page wide statement">
                <header class="page-heading">
                    <p class="eyebrow"><a href=list>{words.payouts}</a></p>
                    <h1 tabindex="-1">{title}</h1>
                    <p class="lead"><span class="badge" data-tone=tone>{state}</span> " " {said}</p>
                    {next.map(|next| view! { <p>{next}</p> })}
                    <AccountNote/>
                </header>
                {asked.then(|| view! { <Asked words/> })}
                {view.awaits_approval.then(|| view! { <p class="notice" data-tone="wait">{words.awaits_approval}</p> })}
                <Head view=view.clone() words/>
                <Sums view=view.clone() words/>
                {parts}
                <Sales view=view.clone() words/>
                <Others view=view.clone() words/>
                <div class="actions"><a class="button" href=csv download="">{words.csv}</a></div>
                <p class="small soft print-hint">{words.print_hint}</p>
            </main>
        </Document>
    }
}

#[component]
fn Asked(words: &'static StatementText) -> impl IntoView {
    view! {
        <div class="notice" data-tone="good" role="status"><Icon shape=Shape::Check/><p>{words.asked}</p></div>
    }
}

#[component]
fn Head(view: StatementView, words: &'static StatementText) -> impl IntoView {
    let until = view.row.decided_at;
    let mut places = vec![Place::new("until", view! { <Moment at=until/> })];
    let template = if let Some(since) = view.since {
        places.push(Place::new("since", view! { <Moment at=since/> }));
        words.from_to
    } else {
        words.from_start
    };
    let bank = view.destination.map(|bank| view! { <div><dt>{words.destination}</dt><dd>{bank}</dd></div> });
    view! {
        <dl class="facts">
            <div><dt>{words.payee}</dt><dd>{view.payee}</dd></div>
            {bank}
            <div><dt>{words.period}</dt><dd><Sentence template places/></dd></div>
            <div><dt>{words.number}</dt><dd><code class="code">{view.row.run.to_string()}</code></dd></div>
        </dl>
    }
}

/// The sum: what came together, what stays, what leaves, what arrives.
#[component]
fn Sums(view: StatementView, words: &'static StatementText) -> impl IntoView {
    let came_back = view.came_back.iter().map(|line| line.amount.minor());
    let came_back = came_back.fold(0i64, i64::saturating_add);
    let of_kind = |kind: AdjustmentKind| {
        let same = view.adjustments.iter().filter(|line| line.kind == kind);
        same.fold(0i64, |sum, line| sum.saturating_add(line.amount.minor()))
    };
    let currency = view.balance.currency();
    let rows = [
        (words.carried, view.carried.minor(), true),
        (words.sales, view.sales_sum.minor(), true),
        (words.refunds, of_kind(AdjustmentKind::Refund), false),
        (words.disputes, of_kind(AdjustmentKind::Dispute), false),
        (words.won, of_kind(AdjustmentKind::DisputeWon), false),
        (words.credits, of_kind(AdjustmentKind::Credit), false),
        (words.came_back, came_back, false),
    ];
    let rows = rows
        .into_iter()
        .filter(|(_, minor, always)| *always || *minor != 0)
        .map(|(name, minor, _)| {
            let of = domain::money::Money::new(minor, currency);
            view! { <div><dt>{name}</dt><dd><Amount of/></dd></div> }
        })
        .collect_view();
    let (balance, stays) = (view.balance, view.stays);
    let why = stays
        .is_positive()
        .then(|| view! { <div class="ledger-aside"><dt>{words.stays_why}</dt><dd></dd></div> });
    let fee = view.fee.map(|fee| view! { <FeeSaid fee words/> });
    view! {
        <section class="section" aria-labelledby="sums">
            <h2 id="sums">{words.sums}</h2>
            <dl class="ledger">
                {rows}
                <div class="ledger-total"><dt>{words.balance}</dt><dd><Amount of=balance/></dd></div>
                <div><dt>{words.stays}</dt><dd><Amount of=stays.negated()/></dd></div>
                {why}
                {paid(&view, words)}
            </dl>
            {fee}
        </section>
    }
}

fn paid(view: &StatementView, words: &'static StatementText) -> AnyView {
    let (gross, fee, net) = (view.row.gross, view.row.fee, view.row.net);
    if matches!(view.row.outcome, PayoutOutcome::Skipped(_)) {
        return view! { <div class="ledger-total"><dt>{words.nothing_paid}</dt><dd><Amount of=gross/></dd></div> }.written();
    }
    view! {
        <div class="ledger-total"><dt>{words.gross}</dt><dd><Amount of=gross/></dd></div>
        <div><dt>{words.fee}</dt><dd><Amount of=fee.negated()/></dd></div>
        <div class="ledger-total"><dt>{words.net}</dt><dd><Amount of=net/></dd></div>
    }
    .written()
}

#[component]
fn FeeSaid(fee: FeeExplained, words: &'static StatementText) -> impl IntoView {
    let locale = request::locale();
    let mut places =
        vec![Place::new("rate", fee.rate.percent()), Place::new("share", fee.rate_of_gross.percent())];
    let template = match fee.rule {
        FeeRuleSaid::Flat => words.fee_flat,
        FeeRuleSaid::Tier { from } => {
            places.push(Place::new("from", view! { <Amount of=from/> }));
            words.fee_tier
        }
        FeeRuleSaid::Promotion { through } => {
            places.push(Place::new("through", view! { <Date day=through/> }));
            words.fee_promotion
        }
        FeeRuleSaid::OfThatDay => words.fee_that_day,
    };
    let cap = fee.cap.map(|cap| fill(words.fee_cap, &[("cap", &money(cap, locale))]));
    view! {
        <p class="fee-said"><strong>{words.fee_title}</strong><Sentence template places/>" "{cap}</p>
    }
}
