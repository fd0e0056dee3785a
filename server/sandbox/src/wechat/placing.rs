//! Placing an order: `POST /v3/pay/transactions/{native,h5,jsapi}`.

use std::{net::IpAddr, sync::Arc};

use axum::{Json, extract::State};
use bytes::Bytes;
use http::{HeaderMap, header};
use serde_json::{Value, json};

use super::{
    answers::Refusal,
    book::Book,
    fields,
    keys::Merchant,
    trades::{Order, Placement, Trade},
};
use crate::{Error, clock, entropy, sandbox::Sandbox, unpayable::Unpayable};

/// What the merchant's number may hold besides letters and digits, and its shortest and longest length.
const NUMBER_EXTRA: &str = "_-|*";
const NUMBER_SIZES: (usize, usize) = (6, 32);
const MAX_DESCRIPTION: usize = 127;
const MAX_ATTACH: usize = 128;
/// An order without a last moment of its own has this one.
const DEFAULT_LIFE_MS: i64 = 7 * 24 * 3_600_000;
/// An order must be payable for longer than this.
const SHORTEST_LIFE_MS: i64 = 60_000;
/// A code, and a prepared call, work this long, whatever the order's last moment is.
const CODE_LIFE_MS: i64 = 2 * 3_600_000;
/// A page works this long.
const PAGE_LIFE_MS: i64 = 5 * 60_000;

type Answered = Result<Json<Value>, Refusal>;

/// Places an order that is paid by scanning a code.
pub async fn native(State(sandbox): State<Arc<Sandbox>>, body: Bytes) -> Answered {
    let code_url = placed(&sandbox, &body, "NATIVE")?;
    Ok(Json(json!({ "code_url": code_url })))
}

/// Places an order that is paid on a page of the gateway's, on a phone.
pub async fn h5(State(sandbox): State<Arc<Sandbox>>, headers: HeaderMap, body: Bytes) -> Answered {
    let prepay_id = placed(&sandbox, &body, "MWEB")?;
    let host = headers.get(header::HOST).and_then(|host| host.to_str().ok()).unwrap_or("127.0.0.1");
    let package = entropy::text(entropy::DIGITS, 10)?;
    let path = "cgi-bin/mmpayweb-bin/checkmweb";
    Ok(Json(json!({ "h5_url": format!("http://{host}/{path}?prepay_id={prepay_id}&package={package}") })))
}

/// Places an order that is paid by a call inside the wallet.
pub async fn jsapi(State(sandbox): State<Arc<Sandbox>>, body: Bytes) -> Answered {
    let prepay_id = placed(&sandbox, &body, "JSAPI")?;
    Ok(Json(json!({ "prepay_id": prepay_id })))
}

/// Places an order, or gives what the same order has again: its code, or the name of the prepared order.
fn placed(sandbox: &Sandbox, body: &[u8], trade_type: &'static str) -> Result<String, Refusal> {
    let mut parameters = fields::object(body)?;
    let now_ms = sandbox.clock.business_ms();
    let order = read_order(&parameters, &sandbox.keys.wechat.merchant, now_ms, trade_type)?;
    // A payer whose phone has changed its network comes with the same order (R).
    if let Some(fields) = parameters.as_object_mut() {
        fields.remove("scene_info");
    }
    let mut book = sandbox.wechat();
    let Placement { appid, openid, .. } = &order.placement;
    if openid.as_ref().is_some_and(|openid| !book.visitors.belongs(openid, appid)) {
        return Err(Refusal::foreign_payer());
    }
    let handle = match book.trade(&order.out_trade_no) {
        Some(trade) => again(trade, &parameters, trade_type, now_ms)?,
        None => None,
    };
    match handle {
        Some(handle) => Ok(handle),
        None => new_handle(&mut book, order, parameters, now_ms),
    }
}

fn read_order(
    body: &Value,
    merchant: &Merchant,
    now_ms: i64,
    trade_type: &'static str,
) -> Result<Order, Refusal> {
    fields::same_merchant(body, merchant)?;
    let appid = fields::required_text(body, "/appid", 32)?.to_owned();
    let description = fields::required_text(body, "/description", MAX_DESCRIPTION)?.to_owned();
    let out_trade_no = fields::number(body, "/out_trade_no", NUMBER_SIZES, NUMBER_EXTRA)?.to_owned();
    let attach = fields::text(body, "/attach", MAX_ATTACH)?.map(str::to_owned);
    let notify_url = fields::notify_url(body)?.ok_or_else(|| fields::wrong("/notify_url", "is missing"))?;
    let total_fen = fields::fen(body, "/amount/total")?;
    fields::yuan(body, false)?;
    check_scene(body, trade_type == "MWEB")?;
    let time_expire_ms = match fields::text(body, "/time_expire", 64)? {
        None => now_ms + DEFAULT_LIFE_MS,
        Some(text) => clock::read(text).ok_or_else(|| fields::wrong("/time_expire", "is not RFC 3339"))?,
    };
    let openid = match trade_type {
        "JSAPI" => Some(fields::required_text(body, "/payer/openid", 128)?.to_owned()),
        _ => None,
    };
    if appid != merchant.appid && merchant.mini_appid.as_ref() != Some(&appid) {
        return Err(Refusal::foreign_application());
    }
    let placement = Placement { trade_type, appid, openid };
    Ok(Order { out_trade_no, description, attach, notify_url, total_fen, time_expire_ms, placement })
}

/// Pages need to know where the payer's browser is.
fn check_scene(body: &Value, required: bool) -> Result<(), Refusal> {
    let pointer = "/scene_info/payer_client_ip";
    match fields::text(body, pointer, 45)? {
        None if required => return Err(fields::wrong(pointer, "is missing")),
        Some(address) if address.parse::<IpAddr>().is_err() => {
            return Err(fields::wrong(pointer, "is not an IP address"));
        }
        _ => {}
    }
    let pointer = "/scene_info/h5_info/type";
    match fields::text(body, pointer, 32)? {
        None if required => Err(fields::wrong(pointer, "is missing")),
        Some(kind) if !["Wap", "iOS", "Android"].contains(&kind) => {
            Err(fields::wrong(pointer, "is not a kind of page"))
        }
        _ => Ok(()),
    }
}

/// What a number that is known already is answered with: what it has, or that it needs a new one.
fn again(
    trade: &Trade,
    parameters: &Value,
    trade_type: &str,
    now_ms: i64,
) -> Result<Option<String>, Refusal> {
    let same = trade.parameters == *parameters && trade.order.placement.trade_type == trade_type;
    match trade.payable(now_ms) {
        Err(Unpayable::Paid) => Err(Refusal::paid()),
        Err(Unpayable::Closed | Unpayable::Expired) => Err(Refusal::closed()),
        Ok(()) if !same => Err(Refusal::number_used()),
        Ok(()) => Ok((now_ms < trade.code_expires_ms).then(|| trade.code_url.clone())),
    }
}

/// Makes a code or a name, for a new trade or for one whose own has stopped working.
fn new_handle(book: &mut Book, order: Order, parameters: Value, now_ms: i64) -> Result<String, Refusal> {
    let handle = unused_handle(book, order.placement.trade_type, now_ms)?;
    let life_ms = if order.placement.trade_type == "MWEB" { PAGE_LIFE_MS } else { CODE_LIFE_MS };
    let expires_ms = now_ms + life_ms;
    if book.trade(&order.out_trade_no).is_some() {
        book.renew_code(&order.out_trade_no, handle.clone(), expires_ms);
        return Ok(handle);
    }
    // Only a first request is held to this; a repetition near the end gets what it had.
    if order.time_expire_ms <= now_ms + SHORTEST_LIFE_MS {
        return Err(fields::wrong("/time_expire", "must be more than one minute ahead"));
    }
    book.enter(Trade::new(order, parameters, handle.clone(), expires_ms));
    Ok(handle)
}

fn unused_handle(book: &Book, trade_type: &str, now_ms: i64) -> Result<String, Error> {
    loop {
        let handle = if trade_type == "NATIVE" {
            format!("weixin://wxpay/bizpayurl?pr={}", entropy::text(entropy::ALPHANUMERIC, 7)?)
        } else {
            let random = entropy::text(entropy::HEXADECIMAL, 22)?.to_ascii_lowercase();
            format!("wx{}{random}0000", clock::day_digits(now_ms))
        };
        if book.trade_by_code(&handle).is_none() {
            return Ok(handle);
        }
    }
}
