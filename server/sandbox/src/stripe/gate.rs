//! The gate in front of Stripe: who asks, for which account, with which parameters; idempotency; and the faults.

use std::{sync::Arc, time::Duration};

use axum::{
    body::{self, Body},
    extract::{Request, State},
    middleware::Next,
    response::{IntoResponse, Response},
};
use base64::{Engine as _, prelude::BASE64_STANDARD};
use bytes::Bytes;
use http::{HeaderMap, HeaderName, HeaderValue, Method, header, request::Parts};

use super::{
    failure::{Failure, SHOULD_RETRY, Unstored},
    form::Form,
    idempotency::{Answered, Begun},
};
use crate::{
    Error, entropy,
    gate::{MAX_BODY_BYTES, broken_connection},
    rails::{
        Rail,
        advance::advance,
        faults::{On, RailFault, Struck},
    },
    sandbox::Sandbox,
};

/// The version of requests that name none, and of all events.
pub const DEFAULT_VERSION: &str = "2026-10-28.endive";

const VERSION: HeaderName = HeaderName::from_static("stripe-version");
const ACCOUNT: HeaderName = HeaderName::from_static("stripe-account");
const KEY: HeaderName = HeaderName::from_static("idempotency-key");
const REQUEST_ID: HeaderName = HeaderName::from_static("request-id");
const REPLAYED: HeaderName = HeaderName::from_static("idempotent-replayed");
const ORIGINAL: HeaderName = HeaderName::from_static("original-request");
const MAX_KEY: usize = 255;
const FORM: &str = "application/x-www-form-urlencoded";

/// A request that was let in.
#[derive(Debug, Clone)]
pub struct Call {
    /// Its method.
    pub method: Method,
    /// Its address, without the query.
    pub path: String,
    /// Whose payouts and balance it speaks of.
    pub account: String,
    /// Under which name and port Stripe was reached.
    pub host: String,
    /// Its parameters.
    pub form: Form,
    /// What faults know it by: the idempotency key and the values of the metadata, or the payout's names.
    pub names: Vec<String>,
    /// The idempotency key of a POST.
    key: Option<String>,
    request_id: String,
    version: String,
}

/// The middleware itself. What was begun is finished even when the asker has gone away meanwhile.
pub async fn pass(State(sandbox): State<Arc<Sandbox>>, request: Request, next: Next) -> Response {
    let (parts, body) = request.into_parts();
    let call = match admit(&sandbox, &parts, body).await {
        Ok(call) => call,
        Err(failure) => return failure.into_response(),
    };
    advance(&sandbox);
    let tasks = sandbox.tasks.clone();
    let worked = tasks.spawn(async move {
        let mut request = Request::from_parts(parts, Body::empty());
        request.extensions_mut().insert(call.clone());
        work(&sandbox, &call, request, next).await
    });
    worked.await.unwrap_or_else(|_| Failure::internal().into_response())
}

async fn admit(sandbox: &Sandbox, parts: &Parts, body: Body) -> Result<Call, Failure> {
    authorised(sandbox, &parts.headers)?;
    let request_id = format!("req_{}", entropy::text(entropy::ALPHANUMERIC, 14)?);
    let body = body::to_bytes(body, MAX_BODY_BYTES)
        .await
        .map_err(|_| Failure::parameter("body", "The body is too long or was cut off.".to_owned()))?;
    let posted = parts.method == Method::POST;
    if !body.is_empty()
        && text(&parts.headers, &header::CONTENT_TYPE).is_none_or(|kind| !kind.starts_with(FORM))
    {
        let message = format!("Invalid request: the content type of a POST must be {FORM}.");
        return Err(Failure::parameter("body", message));
    }
    let form = if posted { str::from_utf8(&body).ok() } else { Some(parts.uri.query().unwrap_or_default()) };
    let form = form.map(Form::read).unwrap_or_default();
    let version = text(&parts.headers, &VERSION).unwrap_or(DEFAULT_VERSION);
    if !is_version(version) {
        return Err(Failure::parameter("Stripe-Version", format!("Invalid Stripe API version: {version}")));
    }
    let key = text(&parts.headers, &KEY).filter(|_| posted).map(str::to_owned);
    if key.as_ref().is_some_and(|key| key.is_empty() || key.len() > MAX_KEY) {
        let message = format!("Idempotency keys have 1 to {MAX_KEY} characters.");
        return Err(Failure::parameter("Idempotency-Key", message));
    }
    let account = account(sandbox, &parts.headers)?;
    let mut names: Vec<String> = key.iter().chain(form.metadata_values()).cloned().collect();
    let path = parts.uri.path().to_owned();
    if let Some(id) = path.strip_prefix("/v1/payouts/").and_then(|rest| rest.split('/').next()) {
        names.push(id.to_owned());
        names.extend(sandbox.rail(Rail::Stripe).find(id).into_iter().flat_map(|payout| payout.names.clone()));
    }
    let named = path.split('/').chain(form.text("payment_intent"));
    names.extend(sandbox.desk().payments.names_of(named));
    let (version, host) = (version.to_owned(), text(&parts.headers, &header::HOST));
    let host = host.unwrap_or("localhost").to_owned();
    Ok(Call { method: parts.method.clone(), path, account, host, form, names, key, request_id, version })
}

fn text<'a>(headers: &'a HeaderMap, name: &HeaderName) -> Option<&'a str> {
    headers.get(name).and_then(|value| value.to_str().ok())
}

/// The key stands in `Authorization`: after `Bearer`, or as the user of `Basic`.
fn authorised(sandbox: &Sandbox, headers: &HeaderMap) -> Result<(), Failure> {
    let header = text(headers, &header::AUTHORIZATION)
        .ok_or_else(|| Failure::unauthorized("You did not provide an API key."))?;
    let basic = header.strip_prefix("Basic ").and_then(|coded| BASE64_STANDARD.decode(coded).ok());
    let basic = basic.and_then(|bytes| String::from_utf8(bytes).ok());
    let key = match (header.strip_prefix("Bearer "), &basic) {
        (Some(key), _) => Some(key),
        (None, Some(pair)) => pair.split(':').next(),
        (None, None) => None,
    };
    if key == Some(sandbox.keys.stripe.secret_key.as_str()) {
        Ok(())
    } else {
        Err(Failure::unauthorized("Invalid API Key provided."))
    }
}

/// `2026-10-28.endive`: a day, and since 2024 the name of a release.
fn is_version(text: &str) -> bool {
    let (day, name) = text.split_once('.').unwrap_or((text, "name"));
    let parts: Vec<&str> = day.split('-').collect();
    let digits = |part: &str, length| part.len() == length && part.bytes().all(|byte| byte.is_ascii_digit());
    matches!(parts.as_slice(), [year, month, day] if digits(year, 4) && digits(month, 2) && digits(day, 2))
        && !name.is_empty()
        && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"._-".contains(&byte))
}

fn account(sandbox: &Sandbox, headers: &HeaderMap) -> Result<String, Failure> {
    let desk = sandbox.desk();
    match text(headers, &ACCOUNT) {
        None => Ok(desk.platform.clone()),
        Some(id) if desk.account(id).is_some() => Ok(id.to_owned()),
        Some(id) => Err(Failure::foreign_account(id)),
    }
}

/// Works on a request: faults of the network first, then the idempotency key, then the request itself.
async fn work(sandbox: &Arc<Sandbox>, call: &Call, request: Request, next: Next) -> Response {
    let fault = operation(call).and_then(|on| sandbox.rail(Rail::Stripe).faults.take_for(on, &call.names));
    match fault.as_ref().map(|struck| struck.kind) {
        Some(RailFault::Drop) => return broken_connection(),
        Some(RailFault::Unavailable) => return marked(Failure::unavailable().into_response(), call),
        _ => {}
    }
    if let Some(early) = begin(sandbox, call) {
        return marked(early, call);
    }
    let answer = executed(sandbox, fault.as_ref(), request, next).await;
    let answer = match keep(sandbox, call, answer).await {
        Ok(answer) => marked(answer, call),
        Err(error) => Failure::from(error).into_response(),
    };
    if let Some(Struck { kind: RailFault::TimeoutAfterSuccess, delay, .. }) = fault {
        sandbox.pause(delay).await;
        return broken_connection();
    }
    answer
}

fn operation(call: &Call) -> Option<On> {
    if call.method == Method::GET {
        return Some(if call.path == "/v1/balance" { On::Balance } else { On::Query });
    }
    match call.path.as_str() {
        "/v1/payouts" => Some(On::Submit),
        "/v1/checkout/sessions" => Some(On::Checkout),
        "/v1/refunds" => Some(On::Refund),
        path if path.starts_with("/v1/payouts/") => path.ends_with("/cancel").then_some(On::Cancel),
        path if path.starts_with("/v1/checkout/") => path.ends_with("/expire").then_some(On::Expire),
        path => path.starts_with("/v1/disputes/").then_some(On::Evidence),
    }
}

/// Takes the idempotency key; the answer is what to say instead of executing the request.
fn begin(sandbox: &Sandbox, call: &Call) -> Option<Response> {
    let key = call.key.as_deref()?;
    let now_ms = sandbox.clock.business_ms();
    let begun = sandbox.desk().keys.begin(&call.account, key, &call.path, &call.form, now_ms);
    let failure = match begun {
        Begun::First => return None,
        Begun::Repeated(answered) => return Some(repeated(answered)),
        Begun::InUse => Failure::in_use(key),
        Begun::OtherAddress(first) => Failure::idempotency(format!(
            "Keys for idempotent requests can only be used for the same endpoint they were first used for \
             ('{}' vs '{first}').",
            call.path
        )),
        Begun::OtherParameters => Failure::idempotency(format!(
            "Keys for idempotent requests can only be used with the same parameters they were first used with. \
             Try using a key other than '{key}'."
        )),
    };
    Some(failure.into_response())
}

fn repeated(answered: Answered) -> Response {
    let json = [(header::CONTENT_TYPE, HeaderValue::from_static("application/json"))];
    let mut answer = (answered.status, json, answered.body).into_response();
    answer.headers_mut().insert(REPLAYED, HeaderValue::from_static("true"));
    if answered.status.is_server_error() {
        answer.headers_mut().insert(SHOULD_RETRY, HeaderValue::from_static("false"));
    }
    if let Ok(original) = HeaderValue::try_from(answered.request_id) {
        answer.headers_mut().insert(ORIGINAL, original);
    }
    answer
}

async fn executed(sandbox: &Sandbox, fault: Option<&Struck>, request: Request, next: Next) -> Response {
    let (kind, delay) = fault.map_or((None, Duration::ZERO), |struck| (Some(struck.kind), struck.delay));
    match kind {
        Some(RailFault::ServerError) => return Failure::internal().into_response(),
        Some(RailFault::Refuse) => {
            let code = known(fault.and_then(|struck| struck.besides.code.as_deref()));
            return Failure::refused(Some(code), "The request was refused.").into_response();
        }
        Some(RailFault::Delay) => sandbox.pause(delay).await,
        _ => {}
    }
    let answer = next.run(request).await;
    if kind == Some(RailFault::ErrorAfterSuccess) { Failure::internal().into_response() } else { answer }
}

/// The code of a refusal as one of Stripe's.
fn known(code: Option<&str>) -> &'static str {
    const CODES: [&str; 15] = [
        "amount_too_large",
        "amount_too_small",
        "balance_insufficient",
        "charge_already_refunded",
        "charge_disputed",
        "charge_exceeds_transaction_limit",
        "instant_payouts_config_disabled",
        "instant_payouts_currency_disabled",
        "instant_payouts_limit_exceeded",
        "instant_payouts_unsupported",
        "insufficient_funds",
        "payment_method_unactivated",
        "payouts_limit_exceeded",
        "payouts_not_allowed",
        "resource_missing",
    ];
    CODES.into_iter().find(|known| code == Some(known)).unwrap_or("payouts_not_allowed")
}

/// Keeps the answer of an executed request under its key, or gives the key back.
async fn keep(sandbox: &Sandbox, call: &Call, answer: Response) -> Result<Response, Error> {
    let Some(key) = call.key.as_deref() else { return Ok(answer) };
    if answer.extensions().get::<Unstored>().is_some() {
        sandbox.desk().keys.release(&call.account, key);
        return Ok(answer);
    }
    let (parts, body) = answer.into_parts();
    let body: Bytes = body::to_bytes(body, usize::MAX).await.map_err(std::io::Error::other)?;
    let answered = Answered { status: parts.status, body: body.clone(), request_id: call.request_id.clone() };
    sandbox.desk().keys.finish(&call.account, key, answered);
    Ok(Response::from_parts(parts, Body::from(body)))
}

/// Adds what every answer says about the request.
fn marked(mut answer: Response, call: &Call) -> Response {
    let named = [
        (REQUEST_ID, Some(&call.request_id)),
        (VERSION, Some(&call.version)),
        (KEY, call.key.as_ref()),
        (ACCOUNT, Some(&call.account)),
    ];
    for (name, value) in named {
        if let Some(Ok(value)) = value.map(HeaderValue::try_from) {
            answer.headers_mut().insert(name, value);
        }
    }
    answer
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_days_with_or_without_a_name() {
        for good in ["2026-10-28.endive", "2020-08-27", DEFAULT_VERSION] {
            assert!(is_version(good), "{good}");
        }
        for bad in ["", "latest", "2020-8-27", "2020-08-27.", "2020-08-27-01"] {
            assert!(!is_version(bad), "{bad}");
        }
    }
}
