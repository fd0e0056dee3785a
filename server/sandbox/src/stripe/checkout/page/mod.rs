//! The hosted page, `/c/pay/{id}`: what a payer sees at Stripe. Plain HTML on the server, no script.

pub mod cards;
mod html;
mod words;

use std::sync::Arc;

use axum::{
    Form, Router,
    extract::{Path, State},
    response::{Html, IntoResponse, Redirect, Response},
    routing::get,
};
use http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use reqwest::Url;
use serde::Deserialize;

use super::{
    due,
    pay::{self, Manner, Outcome},
    things::Session,
};
use crate::{clock, sandbox::Sandbox};
use cards::Declined;
use html::Page;
use words::Words;

/// Where a success address wants the session's name.
const PLACE: &str = "{CHECKOUT_SESSION_ID}";

/// The page's address.
pub fn routes() -> Router<Arc<Sandbox>> {
    Router::new().route("/c/pay/{id}", get(show).post(submit))
}

/// Where a payer goes after paying.
pub fn landing(session: &Session) -> String {
    session.success_url.replace(PLACE, &session.id)
}

async fn show(State(sandbox): State<Arc<Sandbox>>, headers: HeaderMap, Path(id): Path<String>) -> Response {
    due::advance(&sandbox, sandbox.clock.business_ms());
    page(&sandbox, &headers, &id, None, "")
}

/// What a payer sends: a card, or what a wallet is to do.
#[derive(Deserialize)]
struct Submitted {
    method: String,
    #[serde(default)]
    number: String,
    #[serde(default)]
    expiry: String,
    #[serde(default)]
    code: String,
    #[serde(default)]
    holder: String,
    #[serde(default)]
    outcome: Outcome,
}

impl Submitted {
    fn manner(&self, now_ms: i64) -> Result<Manner, Declined> {
        if self.method != "card" {
            let method = Some(self.method.clone());
            return Ok(Manner { method, outcome: self.outcome, ..Manner::default() });
        }
        let manner = cards::outcome(&self.number)?;
        cards::check_expiry(&self.expiry, clock::month(now_ms))?;
        cards::check_code(&self.code)?;
        Ok(manner)
    }
}

/// Pays and leads to the shop, or shows the page again and says why not.
async fn submit(
    State(sandbox): State<Arc<Sandbox>>,
    headers: HeaderMap,
    Path(id): Path<String>,
    Form(submitted): Form<Submitted>,
) -> Response {
    const SITE: HeaderName = HeaderName::from_static("sec-fetch-site");
    if headers.get(SITE).is_some_and(|site| site == "cross-site") {
        return StatusCode::FORBIDDEN.into_response();
    }
    let manner = match submitted.manner(sandbox.clock.business_ms()) {
        Ok(manner) => manner,
        Err(declined) => return page(&sandbox, &headers, &id, Some(declined), &submitted.holder),
    };
    // By its id only: a page is nobody's who knows an order's number.
    let known = sandbox.desk().payments.sessions.get(&id).is_some();
    match pay::pay(&sandbox, if known { &id } else { "" }, manner) {
        Ok(Ok(_)) => {
            let landing = sandbox.desk().payments.sessions.get(&id).map(landing);
            let mut answer = Redirect::to(&landing.unwrap_or_default()).into_response();
            guard(&mut answer, None);
            answer
        }
        // Closed, or paid in another tab: the page says so.
        Ok(Err(_)) => page(&sandbox, &headers, &id, None, ""),
        Err(error) => error.into_response(),
    }
}

fn page(
    sandbox: &Sandbox,
    headers: &HeaderMap,
    id: &str,
    declined: Option<Declined>,
    holder: &str,
) -> Response {
    let accepted = headers.get(header::ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok());
    let payments = &sandbox.desk().payments;
    let session = payments.sessions.get(id);
    let words = Words::of(session.and_then(|session| session.locale.as_deref()), accepted);
    let status = match (session, declined) {
        (None, _) => StatusCode::NOT_FOUND,
        (Some(_), Some(_)) => StatusCode::PAYMENT_REQUIRED,
        (Some(_), None) => StatusCode::OK,
    };
    let html = Page { words, session, declined, holder }.html();
    let mut answer = (status, Html(html)).into_response();
    guard(&mut answer, session);
    answer
}

/// The headers that keep the page to itself. A browser holds the address that a form leads to in the end against the
/// policy, too: the shop's is allowed.
fn guard(answer: &mut Response, session: Option<&Session>) {
    let shop = session.and_then(|session| Url::parse(&session.success_url).ok());
    let shop = shop.map(|url| url.origin().ascii_serialization()).unwrap_or_default();
    let policy = format!(
        "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self' {shop}; base-uri 'none'; \
         frame-ancestors 'none'"
    );
    let headers = [
        (header::REFERRER_POLICY, "no-referrer"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::CACHE_CONTROL, "no-store"),
        (header::VARY, "accept-language"),
    ];
    answer.headers_mut().extend(headers.map(|(name, value)| (name, HeaderValue::from_static(value))));
    if let Ok(policy) = HeaderValue::try_from(policy) {
        answer.headers_mut().insert(header::CONTENT_SECURITY_POLICY, policy);
    }
}
