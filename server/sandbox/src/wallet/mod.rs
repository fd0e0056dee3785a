//! The wallet page: what a payer sees after scanning a code. Plain HTML on the server, no script.

pub mod money;
mod page;
pub mod return_link;
pub mod words;

use std::sync::Arc;

use axum::{
    Form, Router,
    extract::{Query, State},
    middleware::{self, Next},
    response::{Html, IntoResponse, Redirect, Response},
    routing::{get, post},
};
use http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use reqwest::Url;
use serde::Deserialize;

use crate::{
    alipay::cashier,
    sandbox::Sandbox,
    unpayable::Unpayable,
    wechat::{
        pay::{self, Manner},
        trades::Trade,
    },
};
pub use page::escaped;
use page::{Page, Shown};
use words::words;

const STYLE: &str = include_str!("wallet.css");
const ICON: &str = include_str!("wallet.svg");
const POLICY: &str = "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; \
                      frame-ancestors 'none'";

/// The wallet's addresses.
pub fn routes() -> Router<Arc<Sandbox>> {
    Router::new()
        .route("/wallet", get(show))
        .route("/wallet/pay", post(pay_code))
        .route("/wallet.css", get(async || ([(header::CONTENT_TYPE, "text/css; charset=utf-8")], STYLE)))
        .route("/wallet.svg", get(async || ([(header::CONTENT_TYPE, "image/svg+xml")], ICON)))
        .layer(middleware::from_fn(guarded))
}

/// The headers that keep the page to itself.
async fn guarded(request: axum::extract::Request, next: Next) -> Response {
    let mut answer = next.run(request).await;
    let headers = [
        (header::CONTENT_SECURITY_POLICY, POLICY),
        (header::REFERRER_POLICY, "no-referrer"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::CACHE_CONTROL, "no-store"),
        (header::VARY, "accept-language"),
    ];
    answer.headers_mut().extend(headers.map(|(name, value)| (name, HeaderValue::from_static(value))));
    answer
}

#[derive(Default, Deserialize)]
struct Scanned {
    #[serde(default)]
    code_url: String,
    #[serde(default)]
    return_url: String,
}

async fn show(
    State(sandbox): State<Arc<Sandbox>>,
    headers: HeaderMap,
    Query(scanned): Query<Scanned>,
) -> Response {
    let now_ms = sandbox.clock.business_ms();
    let words = words(headers.get(header::ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok()));
    // People paste codes with the blanks around them.
    let code_url = scanned.code_url.trim();
    if let Some(page) = cashier::scanned(&sandbox, &headers, code_url, &scanned.return_url) {
        return page;
    }
    let book = sandbox.wechat();
    let trade = book.trade_by_code(code_url);
    let shown = match trade {
        None if code_url.is_empty() => Shown::Ask,
        None => Shown::Unknown,
        Some(trade) => standing(trade, code_url, now_ms),
    };
    let return_url =
        trade.and_then(|trade| return_link::allowed(&scanned.return_url, &trade.order.notify_url));
    let status = if shown == Shown::Unknown { StatusCode::NOT_FOUND } else { StatusCode::OK };
    let order = trade.map(|trade| &trade.order);
    let paid_fen = trade.and_then(Trade::payment).map(|payment| payment.total_fen);
    let amount_fen = paid_fen.or(order.map(|order| order.total_fen)).unwrap_or_default();
    let page =
        Page { words, shown, order, amount_fen, code_url, return_url: return_url.as_ref().map(Url::as_str) };
    (status, Html(page.html())).into_response()
}

fn standing(trade: &Trade, code_url: &str, now_ms: i64) -> Shown {
    let code_works = trade.code_url == code_url && now_ms < trade.code_expires_ms;
    match trade.payable(now_ms) {
        Err(Unpayable::Paid) => Shown::Paid,
        Err(Unpayable::Closed) => Shown::Closed,
        Ok(()) if code_works => Shown::Payable,
        Ok(()) | Err(Unpayable::Expired) => Shown::Expired,
    }
}

/// Pays, unless the page says otherwise by now, and shows the page again: a reload then pays nothing.
async fn pay_code(
    State(sandbox): State<Arc<Sandbox>>,
    headers: HeaderMap,
    Form(scanned): Form<Scanned>,
) -> Response {
    const SITE: HeaderName = HeaderName::from_static("sec-fetch-site");
    if headers.get(SITE).is_some_and(|site| site == "cross-site") {
        return StatusCode::FORBIDDEN.into_response();
    }
    let now_ms = sandbox.clock.business_ms();
    if let Some(Err(error)) = cashier::pay_scanned(&sandbox, &scanned.code_url) {
        return error.into_response();
    }
    let payable = sandbox.wechat().trade_by_code(&scanned.code_url).and_then(|trade| {
        let payable = standing(trade, &scanned.code_url, now_ms) == Shown::Payable;
        payable.then(|| trade.order.out_trade_no.clone())
    });
    if let Some(out_trade_no) = payable {
        // A refusal here is a race that the page will show.
        if let Err(error) = pay::pay(&sandbox, &out_trade_no, Manner::default()) {
            return error.into_response();
        }
    }
    let fields = [("code_url", &scanned.code_url), ("return_url", &scanned.return_url)];
    let given = fields.iter().filter(|(_, value)| !value.is_empty());
    // Only the query of this address is used; its host is never sent.
    match Url::parse_with_params("http://localhost/wallet", given) {
        Ok(url) => Redirect::to(&format!("/wallet?{}", url.query().unwrap_or_default())).into_response(),
        Err(_) => StatusCode::BAD_REQUEST.into_response(),
    }
}
