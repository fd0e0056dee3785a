//! The gateway's page for phones. The real one opens the wallet; this one is the wallet, and leads back either way.

use std::sync::Arc;

use axum::{
    Form,
    extract::{Query, State},
    response::{Html, IntoResponse, Redirect, Response},
};
use http::{HeaderMap, StatusCode, header};
use reqwest::Url;
use serde::Deserialize;

use super::{
    pay::{self, Manner},
    trades::{Order, Trade},
};
use crate::{
    sandbox::Sandbox,
    wallet::{escaped, money::yuan, return_link},
};

/// What a browser comes with.
#[derive(Deserialize)]
pub struct Visit {
    prepay_id: String,
    #[serde(default)]
    redirect_url: String,
}

/// Why the page does not open. The texts are the real ones, as third parties report them.
#[derive(Clone, Copy)]
enum Closed {
    /// No Referer at all.
    NoReferer,
    /// A Referer of another place than the shop.
    ForeignReferer,
    /// Inside the wallet.
    InWallet,
    /// Too late, or not known.
    Expired,
}

impl Closed {
    fn text(self) -> &'static str {
        match self {
            Self::NoReferer => "商家参数格式有误，请联系商家解决",
            Self::ForeignReferer => "商家存在未配置的参数，请联系商家解决",
            Self::InWallet => "请在微信外打开订单，进行支付",
            Self::Expired => "支付请求已失效，请重新发起支付",
        }
    }
}

/// The page: who is paid, how much, and what for.
pub async fn show(
    State(sandbox): State<Arc<Sandbox>>,
    headers: HeaderMap,
    Query(visit): Query<Visit>,
) -> Response {
    let text = |name| headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let now_ms = sandbox.clock.business_ms();
    let book = sandbox.wechat();
    let opened = match book.trade_by_code(&visit.prepay_id) {
        Some(trade) if works(trade, &visit, now_ms) => {
            may_open(&trade.order, text(header::REFERER), text(header::USER_AGENT)).map(|()| &trade.order)
        }
        _ => Err(Closed::Expired),
    };
    match opened {
        Ok(order) => Html(page(order, &visit)).into_response(),
        Err(closed) => {
            (StatusCode::FORBIDDEN, Html(format!("<!doctype html><p>{}</p>", closed.text()))).into_response()
        }
    }
}

fn works(trade: &Trade, visit: &Visit, now_ms: i64) -> bool {
    trade.code_url == visit.prepay_id
        && trade.order.placement.trade_type == "MWEB"
        && now_ms < trade.code_expires_ms
        && trade.payable(now_ms).is_ok()
}

fn may_open(order: &Order, referer: &str, user_agent: &str) -> Result<(), Closed> {
    if user_agent.contains("MicroMessenger") {
        return Err(Closed::InWallet);
    }
    if referer.is_empty() {
        return Err(Closed::NoReferer);
    }
    // The shop's registered domain is where it wants to be told.
    return_link::allowed(referer, &order.notify_url).map(|_| ()).ok_or(Closed::ForeignReferer)
}

fn page(order: &Order, visit: &Visit) -> String {
    let button = |action: &str, name: &str| {
        format!(
            "<form method=\"post\" action=\"/cgi-bin/mmpayweb-bin/{action}\">\n\
             <input type=\"hidden\" name=\"prepay_id\" value=\"{}\">\n\
             <input type=\"hidden\" name=\"redirect_url\" value=\"{}\">\n\
             <button type=\"submit\">{name}</button>\n</form>\n",
            escaped(&visit.prepay_id),
            escaped(&visit.redirect_url),
        )
    };
    let amount = yuan(order.total_fen);
    format!(
        "<!doctype html>\n<html lang=\"zh-CN\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <title>沙盒钱包 Sandbox wallet</title>\n\
         <link rel=\"icon\" href=\"/wallet.svg\" type=\"image/svg+xml\">\n<link rel=\"stylesheet\" href=\"/wallet.css\">\n</head>\n<body>\n\
         <header><p>沙盒钱包 — 不涉及真实资金 Sandbox wallet — no real money</p></header>\n<main>\n\
         <h1>{amount}</h1>\n<p>{}</p>\n{}{}</main>\n</body>\n</html>\n",
        escaped(&order.description),
        button("pay", &format!("支付 Pay {amount}")),
        button("cancel", "取消 Cancel"),
    )
}

/// Pays, and goes back to the shop.
pub async fn pay(State(sandbox): State<Arc<Sandbox>>, Form(visit): Form<Visit>) -> Response {
    let now_ms = sandbox.clock.business_ms();
    let found = sandbox.wechat().trade_by_code(&visit.prepay_id).map(|trade| {
        let number = works(trade, &visit, now_ms).then(|| trade.order.out_trade_no.clone());
        (number, trade.order.notify_url.clone())
    });
    let Some((number, notify_url)) = found else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let paid = match number.map(|number| pay::pay(&sandbox, &number, Manner::default())) {
        Some(Ok(Some(Ok(_)))) => true,
        Some(Err(error)) => return error.into_response(),
        _ => false,
    };
    match return_link::allowed(&visit.redirect_url, &notify_url) {
        Some(url) if paid => back(&url),
        _ if paid => Html("<!doctype html><p>支付成功 Paid</p>").into_response(),
        _ => (StatusCode::CONFLICT, Html(format!("<!doctype html><p>{}</p>", Closed::Expired.text())))
            .into_response(),
    }
}

/// Pays nothing, and goes back to the shop.
pub async fn cancel(State(sandbox): State<Arc<Sandbox>>, Form(visit): Form<Visit>) -> Response {
    let book = sandbox.wechat();
    let trade = book.trade_by_code(&visit.prepay_id);
    match trade.and_then(|trade| return_link::allowed(&visit.redirect_url, &trade.order.notify_url)) {
        Some(url) => back(&url),
        None => StatusCode::NOT_FOUND.into_response(),
    }
}

fn back(url: &Url) -> Response {
    Redirect::to(url.as_str()).into_response()
}
