//! `GET /payouts/{run}.csv` and `GET /payouts/export/{year}.csv`: a creator's own payouts for a spreadsheet.

use std::sync::Arc;

use axum::{
    body::Body,
    extract::Request,
    http::{HeaderValue, Method, header},
    response::{IntoResponse as _, Redirect, Response},
};
use domain::{
    id::RunId,
    money::Money,
    payouts::PayoutOutcome,
    time::Timestamp,
    view::payouts::{PartView, PayoutRow, StatementView, plain_amount},
};
use futures::stream;
use services::{
    Fault,
    actor::{Creator, Session},
    payouts::desk::ExportPage,
};

use super::{
    Shared,
    csv_file::{Cell, lines},
    machines,
};

/// What an address asks for.
#[derive(Debug, PartialEq, Eq)]
enum Asked {
    Statement(RunId),
    Year(i32),
}

fn asked(path: &str) -> Option<Asked> {
    let name = path.strip_prefix("/payouts/")?.strip_suffix(".csv")?;
    match name.strip_prefix("export/") {
        Some(year) => year.parse().ok().filter(|_| year.len() == 4).map(Asked::Year),
        None => name.parse().ok().map(Asked::Statement),
    }
}

/// A file that somebody asks for.
pub struct Wanted {
    asked: Asked,
    /// The currency of the account it is about; empty for the main one.
    account: String,
    session: Option<Arc<Session>>,
}

/// The file that a request asks for. Before the router, which would take `{run}.csv` for the name of a run.
pub fn wanted(request: &Request) -> Option<Wanted> {
    let asked = asked(request.uri().path()).filter(|_| request.method() == Method::GET)?;
    let mut pairs = request.uri().query().unwrap_or_default().split('&');
    let account = pairs.find_map(|pair| pair.strip_prefix("account=")).unwrap_or_default();
    Some(Wanted {
        asked,
        account: account.to_owned(),
        session: request.extensions().get::<Arc<Session>>().cloned(),
    })
}

/// The file. `None` for one that is not there or somebody else's: the pages answer those, all alike.
pub async fn answer(shared: &Shared, wanted: Wanted) -> Option<Response> {
    let Some(session) = wanted.session else {
        return Some(Redirect::to("/sign-in?return_to=/payouts").into_response());
    };
    let creator = session.creator_in(&wanted.account)?;
    let answer = match wanted.asked {
        Asked::Statement(run) => statement(shared, &creator, &run).await,
        Asked::Year(year) => whole_year(shared, creator, year).await,
    };
    answer.unwrap_or_else(|fault| {
        tracing::error!(error.code = fault.code(), %fault, "a file could not be made");
        Some(machines::unavailable().into_response())
    })
}

async fn statement(shared: &Shared, creator: &Creator, run: &RunId) -> Result<Option<Response>, Fault> {
    let Some(view) = shared.services.desk.whole_statement(creator, run).await? else { return Ok(None) };
    let file = lines(statement_rows(&view), true).map_err(unwritable)?;
    Ok(Some(attachment(&format!("payout-{}.csv", view.row.day), Body::from(file))))
}

/// One page of the year at a time: the first one is read before the answer begins, so that a fault is still an answer; a
/// later fault breaks the transfer off, and a cut file is not taken for a whole one.
async fn whole_year(shared: &Shared, creator: Creator, year: i32) -> Result<Option<Response>, Fault> {
    let Some(first) = shared.services.desk.export(&creator, year, None).await? else { return Ok(None) };
    let shared = shared.clone();
    let pages = stream::try_unfold((Some(first), true), move |(page, is_first)| {
        let (shared, creator) = (shared.clone(), creator.clone());
        async move {
            let Some(ExportPage { rows, next_before }) = page else { return Ok::<_, Fault>(None) };
            let head = is_first.then(year_head);
            let rows = head.into_iter().chain(rows.iter().flat_map(year_rows));
            let bytes = lines(rows, is_first).map_err(unwritable)?;
            let next = match next_before {
                Some(before) => shared.services.desk.export(&creator, year, Some(before)).await?,
                None => None,
            };
            Ok(Some((bytes, (next, false))))
        }
    });
    Ok(Some(attachment(&format!("payouts-{year}.csv"), Body::from_stream(pages))))
}

fn unwritable(error: csv::Error) -> Fault {
    Fault::Rule(format!("a file could not be written: {error}"))
}

/// A file that is kept by the reader and by nobody between.
fn attachment(name: &str, body: Body) -> Response {
    let mut response = Response::new(body);
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("text/csv; charset=utf-8"));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    if let Ok(disposition) = HeaderValue::from_str(&format!("attachment; filename=\"{name}\"")) {
        headers.insert(header::CONTENT_DISPOSITION, disposition);
    }
    response
}

fn number(amount: Money) -> Cell {
    Cell::Number(plain_amount(amount))
}

fn words(names: &[&str]) -> Vec<Cell> {
    names.iter().map(|name| Cell::text(*name)).collect()
}

/// The lines of a statement. Those up to `balance` add up to it; `balance` with those after it adds up to nothing.
fn statement_rows(view: &StatementView) -> Vec<Vec<Cell>> {
    let currency = view.balance.currency().code();
    let line = |kind: &str, at: Option<Timestamp>, what: String, reference: String, amount: Money| {
        vec![
            Cell::text(kind),
            Cell::text(at.map(Timestamp::to_rfc3339).unwrap_or_default()),
            Cell::text(what),
            Cell::text(reference),
            number(amount),
            Cell::text(currency),
        ]
    };
    let plain = |kind: &str, amount: Money| line(kind, None, String::new(), String::new(), amount);
    let mut rows = vec![words(&["line", "time_utc", "what", "reference", "amount", "currency"])];
    rows.push(line("carried_over", view.since, String::new(), String::new(), view.carried));
    rows.extend(view.sales.iter().map(|sale| {
        let what = format!("{} · {} · {}", sale.community, sale.tier, sale.gateway.code());
        line("sale", Some(sale.at), what, sale.order.to_string(), sale.amount)
    }));
    let listed = view.sales.iter().fold(0i64, |sum, sale| sum.saturating_add(sale.amount.minor()));
    if view.unlisted() > 0 {
        let rest = Money::new(view.sales_sum.minor().saturating_sub(listed), view.balance.currency());
        rows.push(line("further_sales", None, view.unlisted().to_string(), String::new(), rest));
    }
    rows.extend(view.adjustments.iter().map(|adjustment| {
        let order = adjustment.order.as_ref().map(ToString::to_string).unwrap_or_default();
        line(adjustment.kind.code(), Some(adjustment.at), String::new(), order, adjustment.amount)
    }));
    rows.extend(view.came_back.iter().map(|back| {
        let what = back.reason.map(|reason| reason.code().to_owned()).unwrap_or_default();
        line("payout_came_back", Some(back.at), what, format!("{}/{}", back.run, back.part), back.amount)
    }));
    rows.push(line("balance", Some(view.row.decided_at), String::new(), String::new(), view.balance));
    rows.push(plain("stays_in_the_balance", view.stays.negated()));
    if !view.row.fee.is_zero() {
        rows.push(plain("fee", view.row.fee.negated()));
    }
    rows.extend(view.row.parts.iter().map(|part| {
        let what = part.state.code().to_owned();
        let reference = part.reference.clone().unwrap_or_default();
        line("payout", Some(part.since), what, reference, part.net.negated())
    }));
    rows
}

const YEAR_HEAD: [&str; 13] = [
    "day",
    "decided_utc",
    "kind",
    "outcome",
    "reason",
    "from_balance",
    "fee",
    "net",
    "currency",
    "statement",
    "part",
    "state",
    "reference",
];

fn year_head() -> Vec<Cell> {
    words(&YEAR_HEAD)
}

/// The lines of one item: one for each of its payouts, and one for a run that paid nothing.
fn year_rows(row: &PayoutRow) -> Vec<Vec<Cell>> {
    if row.parts.is_empty() {
        return vec![year_row(row, None)];
    }
    row.parts.iter().map(|part| year_row(row, Some(part))).collect()
}

fn year_row(row: &PayoutRow, part: Option<&PartView>) -> Vec<Cell> {
    let (outcome, reason) = outcome_words(row.outcome);
    let (gross, fee, net) =
        part.map_or((row.gross, row.fee, row.net), |part| (part.gross, part.fee, part.net));
    vec![
        Cell::text(row.day.to_string()),
        Cell::text(row.decided_at.to_rfc3339()),
        Cell::text(row.kind.code()),
        Cell::text(outcome),
        Cell::text(reason),
        number(gross),
        number(fee),
        number(net),
        Cell::text(row.net.currency().code()),
        Cell::text(row.run.as_str()),
        Cell::Number(part.map(|part| part.part.to_string()).unwrap_or_default()),
        Cell::text(part.map(|part| part.state.code()).unwrap_or_default()),
        Cell::text(part.and_then(|part| part.reference.clone()).unwrap_or_default()),
    ]
}

fn outcome_words(outcome: PayoutOutcome) -> (&'static str, &'static str) {
    match outcome {
        PayoutOutcome::InTransit => ("in_transit", ""),
        PayoutOutcome::Paid => ("paid", ""),
        PayoutOutcome::Failed(reason) => ("failed", reason.code()),
        PayoutOutcome::Returned(reason) => ("returned", reason.code()),
        PayoutOutcome::Cancelled => ("cancelled", ""),
        PayoutOutcome::Skipped(reason) => ("skipped", reason.code()),
    }
}

#[cfg(test)]
mod tests {
    use super::{Asked, asked};

    #[test]
    fn only_files_of_payouts_are_answered_here() {
        assert_eq!(asked("/payouts/export/2026.csv"), Some(Asked::Year(2026)));
        let run = format!("run_{}", "0".repeat(26));
        assert_eq!(asked(&format!("/payouts/{run}.csv")), Some(Asked::Statement(run.parse().unwrap())));
        for other in [
            "/payouts",
            "/payouts/instant",
            "/payouts/x.csv",
            "/payouts/export/26.csv",
            "/payouts/export/..%2f.csv",
        ] {
            assert_eq!(asked(other), None, "{other}");
        }
    }
}
