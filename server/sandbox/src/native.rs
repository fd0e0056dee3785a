//! Placing an order: `POST /v3/pay/transactions/native`.

use std::{net::IpAddr, sync::Arc};

use axum::{Json, extract::State};
use bytes::Bytes;
use serde_json::{Value, json};

use crate::{
    Error,
    answers::Refusal,
    book::Book,
    clock, entropy, fields,
    keys::Merchant,
    sandbox::Sandbox,
    trades::{Order, Trade, Unpayable},
};

/// What the merchant's number may hold besides letters and digits, and its shortest and longest length.
const NUMBER_EXTRA: &str = "_-|*";
const NUMBER_SIZES: (usize, usize) = (6, 32);
const MAX_DESCRIPTION: usize = 127;
const MAX_ATTACH: usize = 128;
/// An order without a last moment of its own has this one.
const DEFAULT_LIFE_MS: i64 = 7 * 24 * 3_600_000;
/// An order must be payable for longer than this.
const SHORTEST_LIFE_MS: i64 = 60_000;
/// A code works this long, whatever the order's last moment is.
const CODE_LIFE_MS: i64 = 2 * 3_600_000;

/// Places an order, or gives the code of the same order again.
pub async fn create(State(sandbox): State<Arc<Sandbox>>, body: Bytes) -> Result<Json<Value>, Refusal> {
    let parameters = fields::object(&body)?;
    let now_ms = sandbox.clock.business_ms();
    let order = read_order(&parameters, &sandbox.keys.merchant, now_ms)?;
    let mut book = sandbox.book();
    let code_url = match book.trade(&order.out_trade_no) {
        Some(trade) => again(trade, &parameters, now_ms)?,
        None => None,
    };
    let code_url = match code_url {
        Some(code_url) => code_url,
        None => new_code(&mut book, order, parameters, now_ms)?,
    };
    Ok(Json(json!({ "code_url": code_url })))
}

fn read_order(body: &Value, merchant: &Merchant, now_ms: i64) -> Result<Order, Refusal> {
    fields::same_merchant(body, merchant)?;
    let appid = fields::required_text(body, "/appid", 32)?;
    let description = fields::required_text(body, "/description", MAX_DESCRIPTION)?.to_owned();
    let out_trade_no = fields::number(body, "/out_trade_no", NUMBER_SIZES, NUMBER_EXTRA)?.to_owned();
    let attach = fields::text(body, "/attach", MAX_ATTACH)?.map(str::to_owned);
    let notify_url = fields::notify_url(body)?.ok_or_else(|| fields::wrong("/notify_url", "is missing"))?;
    let total_fen = fields::fen(body, "/amount/total")?;
    fields::yuan(body, false)?;
    if fields::text(body, "/scene_info/payer_client_ip", 45)?.is_some_and(|ip| ip.parse::<IpAddr>().is_err())
    {
        return Err(fields::wrong("/scene_info/payer_client_ip", "is not an IP address"));
    }
    let time_expire_ms = match fields::text(body, "/time_expire", 64)? {
        None => now_ms + DEFAULT_LIFE_MS,
        Some(text) => clock::read(text).ok_or_else(|| fields::wrong("/time_expire", "is not RFC 3339"))?,
    };
    if appid != merchant.appid {
        return Err(Refusal::foreign_application());
    }
    Ok(Order { out_trade_no, description, attach, notify_url, total_fen, time_expire_ms })
}

/// What a number that is known already is answered with: the code it has, or that it needs a new one.
fn again(trade: &Trade, parameters: &Value, now_ms: i64) -> Result<Option<String>, Refusal> {
    match trade.payable(now_ms) {
        Err(Unpayable::Paid) => Err(Refusal::paid()),
        Err(Unpayable::Closed | Unpayable::Expired) => Err(Refusal::closed()),
        Ok(()) if trade.parameters != *parameters => Err(Refusal::number_used()),
        Ok(()) => Ok((now_ms < trade.code_expires_ms).then(|| trade.code_url.clone())),
    }
}

/// Makes a code, for a new trade or for one whose code has stopped working.
fn new_code(book: &mut Book, order: Order, parameters: Value, now_ms: i64) -> Result<String, Refusal> {
    let code_url = unused_code(book)?;
    let code_expires_ms = now_ms + CODE_LIFE_MS;
    if book.trade(&order.out_trade_no).is_some() {
        book.renew_code(&order.out_trade_no, code_url.clone(), code_expires_ms);
        return Ok(code_url);
    }
    // Only a first request is held to this; a repetition near the end gets the code it had.
    if order.time_expire_ms <= now_ms + SHORTEST_LIFE_MS {
        return Err(fields::wrong("/time_expire", "must be more than one minute ahead"));
    }
    book.enter(Trade::new(order, parameters, code_url.clone(), code_expires_ms));
    Ok(code_url)
}

fn unused_code(book: &Book) -> Result<String, Error> {
    loop {
        let code_url = format!("weixin://wxpay/bizpayurl?pr={}", entropy::text(entropy::ALPHANUMERIC, 7)?);
        if book.trade_by_code(&code_url).is_none() {
            return Ok(code_url);
        }
    }
}
