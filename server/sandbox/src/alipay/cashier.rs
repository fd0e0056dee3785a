//! The cashier: where `alipay.trade.page.pay` and `alipay.trade.wap.pay` send a payer's browser, and where the wallet
//! pays a scanned code. Plain HTML on the server, no script. The signed request travels through the page's forms and is
//! verified again when they come back, so the cashier remembers nothing.

use std::sync::Arc;

use axum::{
    Form,
    extract::State,
    response::{Html, IntoResponse, Redirect, Response},
};
use http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use reqwest::Url;
use serde::Deserialize;

use super::{
    answers::Refusal,
    cashier_page::{Forms, Shown, html},
    content::{self, Content},
    gate, instant,
    parameters::{self, Parameters, told},
    pay::{self, Manner},
    trades::Trade,
    yuan,
};
use crate::{
    Error,
    rsa::sign,
    sandbox::Sandbox,
    unpayable::Unpayable,
    wallet::words::{Words, words},
};

/// Which page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Page {
    /// For a large screen.
    Web,
    /// For a phone.
    Wap,
}

impl Page {
    /// The page of a method, if it is one that browsers are sent to.
    pub fn of_method(method: &str) -> Option<Self> {
        match method {
            "alipay.trade.page.pay" => Some(Self::Web),
            "alipay.trade.wap.pay" => Some(Self::Wap),
            _ => None,
        }
    }

    fn products(self) -> &'static [&'static str] {
        match self {
            Self::Web => &["FAST_INSTANT_TRADE_PAY"],
            // One of them stands in the documents, the other in half of all programs.
            Self::Wap => &["QUICK_WAP_WAY", "QUICK_WAP_PAY"],
        }
    }
}

fn language(headers: &HeaderMap) -> &'static Words {
    words(headers.get(header::ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok()))
}

/// Shows the page of a verified request; opening it is what makes the trade.
pub fn show(sandbox: &Arc<Sandbox>, headers: &HeaderMap, parameters: &Parameters, page: Page) -> Response {
    let content = match Content::of(parameters) {
        Ok(content) if content.text("product_code").is_some_and(|code| page.products().contains(&code)) => {
            content
        }
        _ => return refused(headers, &Refusal::parameter()),
    };
    let entered = content::enter(sandbox, parameters, false);
    let number = content.number("out_trade_no").unwrap_or_default();
    let now_ms = sandbox.clock.business_ms();
    let mut book = sandbox.alipay();
    // A number that is paid or closed has a page of its own; anything else that is refused has not.
    let trade = book.trade_mut(&number).filter(|trade| entered.is_ok() || trade.payable(now_ms).is_err());
    let Some(trade) = trade else {
        return refused(headers, &entered.err().unwrap_or(Refusal::parameter()));
    };
    trade.see(now_ms);
    let request = parameters::form(parameters);
    let back = parameters.get("return_url").map(String::as_str).and_then(place);
    let forms = Forms { action: "/alipay/cashier", hidden: vec![("request", &request)], may_cancel: true };
    let page = answered(headers, standing(trade, now_ms), trade, &forms, back.as_ref());
    guarded(page, back.as_ref())
}

/// Says why there is nothing to pay.
pub fn refused(headers: &HeaderMap, refusal: &Refusal) -> Response {
    let page = html(language(headers), Shown::Refused(refusal.sub_code()), None, None, None);
    guarded((StatusCode::BAD_REQUEST, Html(page)).into_response(), None)
}

fn standing(trade: &Trade, now_ms: i64) -> Shown {
    match trade.payable(now_ms) {
        Ok(()) => Shown::Payable,
        Err(Unpayable::Paid) => Shown::Paid,
        Err(Unpayable::Closed) => Shown::Closed,
        Err(Unpayable::Expired) => Shown::Expired,
    }
}

fn answered(
    headers: &HeaderMap,
    shown: Shown,
    trade: &Trade,
    forms: &Forms<'_>,
    back: Option<&Url>,
) -> Response {
    Html(html(language(headers), shown, Some(trade), Some(forms), back.map(Url::as_str))).into_response()
}

/// An address that a browser may be sent to.
fn place(address: &str) -> Option<Url> {
    let url = Url::parse(address).ok()?;
    let of_the_web =
        matches!(url.scheme(), "http" | "https") && url.username().is_empty() && url.password().is_none();
    of_the_web.then_some(url)
}

/// The headers that keep the page to itself. Its forms lead back to the shop, which some browsers count as their target.
fn guarded(mut answer: Response, back: Option<&Url>) -> Response {
    let shop = back.map(|url| format!(" {}", url.origin().ascii_serialization())).unwrap_or_default();
    let policy = format!(
        "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'{shop}; base-uri 'none'; \
         frame-ancestors 'none'"
    );
    let headers = answer.headers_mut();
    if let Ok(policy) = HeaderValue::try_from(policy) {
        headers.insert(header::CONTENT_SECURITY_POLICY, policy);
    }
    for (name, value) in [
        (header::REFERRER_POLICY, "no-referrer"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::CACHE_CONTROL, "no-store"),
        (header::VARY, "accept-language"),
    ] {
        headers.insert(name, HeaderValue::from_static(value));
    }
    answer
}

/// What the page's buttons send.
#[derive(Deserialize)]
pub struct Decided {
    request: String,
    decision: String,
}

/// Pays or gives up, and sends the browser back to the shop.
pub async fn decide(
    State(sandbox): State<Arc<Sandbox>>,
    headers: HeaderMap,
    Form(decided): Form<Decided>,
) -> Response {
    const SITE: HeaderName = HeaderName::from_static("sec-fetch-site");
    if headers.get(SITE).is_some_and(|site| site == "cross-site") {
        return StatusCode::FORBIDDEN.into_response();
    }
    let parameters = parameters::read(&decided.request, "").unwrap_or_default();
    let method = parameters.get("method").map(String::as_str).unwrap_or_default();
    let (Some(page), Ok(())) = (Page::of_method(method), gate::check(&sandbox, &parameters)) else {
        return refused(&headers, &Refusal::parameter());
    };
    let content = Content::of(&parameters);
    let number =
        content.as_ref().ok().and_then(|content| content.number("out_trade_no").ok()).unwrap_or_default();
    let back = parameters.get("return_url").map(String::as_str).and_then(place);
    if decided.decision != "pay" {
        let quit = content.as_ref().ok().and_then(Content::quit_url).and_then(place).or(back);
        return quit.map_or_else(
            || show(&sandbox, &headers, &parameters, page),
            |url| Redirect::to(url.as_str()).into_response(),
        );
    }
    // The same order as the one that is known, or it is not what this payer agreed to.
    if content::enter(&sandbox, &parameters, false).is_err() {
        return show(&sandbox, &headers, &parameters, page);
    }
    match pay::pay(&sandbox, &number, Manner::default()) {
        Ok(Some(Ok(_))) => {}
        // Somebody was faster, or it took too long: the page says which.
        Ok(_) => return show(&sandbox, &headers, &parameters, page),
        Err(error) => return refused(&headers, &Refusal::from(error)),
    }
    match back.map(|url| returned(&sandbox, &number, method, url)) {
        Some(Ok(url)) => Redirect::to(url.as_str()).into_response(),
        Some(Err(error)) => refused(&headers, &Refusal::from(error)),
        None => show(&sandbox, &headers, &parameters, page),
    }
}

/// The signed synchronous return: a hint to the shop, and nothing to settle by.
fn returned(sandbox: &Sandbox, number: &str, method: &str, mut url: Url) -> Result<Url, Error> {
    let names = &sandbox.keys.alipay.names;
    let (trade_no, amount) = {
        let book = sandbox.alipay();
        let trade = book.trade(number);
        let fen = trade.and_then(Trade::payment).map_or(0, |payment| payment.fen);
        (trade.map(|trade| trade.gateway_no.clone()).unwrap_or_default(), yuan::written(fen))
    };
    let mut parameters: Parameters = [
        ("app_id", names.app_id.clone()),
        ("auth_app_id", names.app_id.clone()),
        ("charset", "utf-8".to_owned()),
        ("method", format!("{method}.return")),
        ("out_trade_no", number.to_owned()),
        ("seller_id", names.seller_id.clone()),
        ("timestamp", instant::written(sandbox.clock.business_ms())),
        ("total_amount", amount),
        ("trade_no", trade_no),
        ("version", "1.0".to_owned()),
    ]
    .map(|(name, value)| (name.to_owned(), value))
    .into();
    let signature = sign(&sandbox.keys.alipay.private, told(&parameters).as_bytes())?;
    parameters.insert("sign".to_owned(), signature);
    parameters.insert("sign_type".to_owned(), "RSA2".to_owned());
    url.query_pairs_mut().extend_pairs(&parameters);
    Ok(url)
}

/// The wallet's page of a scanned code, if it is one of ours; scanning is what makes the trade. The wallet guards it.
pub fn scanned(
    sandbox: &Arc<Sandbox>,
    headers: &HeaderMap,
    code: &str,
    return_url: &str,
) -> Option<Response> {
    let now_ms = sandbox.clock.business_ms();
    let mut book = sandbox.alipay();
    let number = book.number_of_code(code)?;
    let trade = book.trade_mut(&number)?;
    trade.see(now_ms);
    let notify_url = trade.order.notify_url.as_deref().unwrap_or_default();
    let back = crate::wallet::return_link::allowed(return_url, notify_url);
    let hidden = vec![("code_url", code), ("return_url", return_url)];
    let forms = Forms { action: "/wallet/pay", hidden, may_cancel: false };
    Some(answered(headers, standing(trade, now_ms), trade, &forms, back.as_ref()))
}

/// Pays a scanned code, if it is one of ours. A refusal is a race that the page will show.
pub fn pay_scanned(sandbox: &Arc<Sandbox>, code: &str) -> Option<Result<(), Error>> {
    let number = sandbox.alipay().number_of_code(code)?;
    Some(pay::pay(sandbox, &number, Manner::default()).map(|_| ()))
}
