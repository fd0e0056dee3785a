//! Asking for a payout: `POST /bank/v1/payouts`.

use std::sync::Arc;

use axum::{
    Json,
    extract::State,
    response::{IntoResponse as _, Response},
};
use bytes::Bytes;
use http::StatusCode;
use serde::Deserialize;
use serde_json::{Value, json};

use super::{
    accounts::Account,
    answers::{Refusal, known, refused},
    gate::through,
    payouts::document,
};
use crate::{
    rails::{
        Rail,
        advance::announce,
        book::{Payout, RailBook},
        calendar::{INSTANT_NOTICE, INSTANT_TRAVEL, Timetable},
        currency::minor_per_major,
        faults::{On, RailFault},
        life::{Life, Plan},
    },
    sandbox::Sandbox,
};

/// The most that one instant payout carries, in whole units of its currency.
const INSTANT_MAXIMUM_MAJOR: i64 = 9_999;
/// The most that any payout carries, in minor units.
const MAXIMUM_MINOR: i64 = 100_000_000_000;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Asked {
    number: String,
    amount_minor: i64,
    currency: String,
    method: String,
    account: To,
    #[serde(default)]
    descriptor: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct To {
    holder: String,
    number: String,
}

/// Accepts a payout, or shows the one that has the same number and the same content.
pub async fn submit(State(sandbox): State<Arc<Sandbox>>, body: Bytes) -> Response {
    let asked: Asked = match serde_json::from_slice(&body) {
        Ok(asked) => asked,
        Err(_) => return Refusal::invalid("/", "the body is not the JSON of a payout").into_response(),
    };
    let number = asked.number.clone();
    through(sandbox, On::Submit, number, move |sandbox| accept(sandbox, asked)).await
}

fn accept(sandbox: &Arc<Sandbox>, asked: Asked) -> Result<Response, Refusal> {
    well_formed(&asked)?;
    let now_ms = sandbox.clock.business_ms();
    let content = content(&asked);
    let mut book = sandbox.rail(Rail::Bank);
    if let Some(known) = book.find(&asked.number) {
        let same = known.asked == content;
        return if same { Ok(Json(document(known)).into_response()) } else { Err(Refusal::NUMBER_REUSED) };
    }
    let account = Account::of(&asked.account.number);
    payable(&book, &asked, account)?;
    let instant = asked.method == "instant";
    let timetable = if instant {
        Timetable::instant(now_ms, sandbox.scaled(INSTANT_NOTICE), sandbox.scaled(INSTANT_TRAVEL))
    } else {
        Timetable::standard(now_ms)
    };
    let plan = planned(&mut book, &asked.number, account);
    let change = book.enter(Payout {
        id: asked.number,
        names: Vec::new(),
        owner: String::new(),
        destination: asked.account.number,
        amount_minor: asked.amount_minor,
        currency: asked.currency,
        instant,
        created_ms: now_ms,
        asked: content,
        life: Life::begin(now_ms, timetable, plan),
    });
    let answer = (StatusCode::CREATED, Json(document(&change.payout))).into_response();
    announce(sandbox, Rail::Bank, &mut book, &[change]);
    Ok(answer)
}

/// Everything that was asked, to know a repetition by.
fn content(asked: &Asked) -> Value {
    json!({
        "amount_minor": asked.amount_minor,
        "currency": asked.currency,
        "method": asked.method,
        "holder": asked.account.holder,
        "account": asked.account.number,
        "descriptor": asked.descriptor,
    })
}

fn well_formed(asked: &Asked) -> Result<(), Refusal> {
    let named = |text: &str, sizes: std::ops::RangeInclusive<usize>, extra: &str| {
        let allowed = |character: char| character.is_ascii_alphanumeric() || extra.contains(character);
        sizes.contains(&text.len()) && text.chars().all(allowed)
    };
    if !named(&asked.number, 1..=64, "_-") {
        return Err(Refusal::invalid("/number", "must be 1 to 64 letters, digits, _ or -"));
    }
    if !matches!(asked.method.as_str(), "instant" | "standard") {
        return Err(Refusal::invalid("/method", "must be instant or standard"));
    }
    if !named(&asked.account.number, 4..=34, "") {
        return Err(Refusal::invalid("/account/number", "must be 4 to 34 letters or digits"));
    }
    if asked.account.holder.trim().is_empty() || asked.account.holder.chars().count() > 140 {
        return Err(Refusal::invalid("/account/holder", "must have 1 to 140 characters"));
    }
    if asked.descriptor.chars().count() > 35 {
        return Err(Refusal::invalid("/descriptor", "must have at most 35 characters"));
    }
    Ok(())
}

fn payable(book: &RailBook, asked: &Asked, account: Account) -> Result<(), Refusal> {
    let Some(minor_per_major) = minor_per_major(&asked.currency) else {
        return Err(refused("currency_not_supported"));
    };
    let instant = asked.method == "instant";
    let most = if instant { INSTANT_MAXIMUM_MAJOR * minor_per_major } else { MAXIMUM_MINOR };
    match account {
        Account::Closed => return Err(refused("account_closed")),
        Account::Unknown => return Err(refused("account_unknown")),
        Account::Slow if instant => return Err(refused("instant_not_supported")),
        _ if asked.amount_minor < 1 => return Err(refused("amount_too_small")),
        _ if asked.amount_minor > most => return Err(refused("amount_too_large")),
        _ => {}
    }
    if asked.amount_minor > book.balance("", &asked.currency) {
        return Err(Refusal::INSUFFICIENT_FUNDS);
    }
    if book.is_full() { Err(Refusal::TRY_LATER) } else { Ok(()) }
}

/// How it ends: as the script says, else as the account does.
fn planned(book: &mut RailBook, number: &str, account: Account) -> Plan {
    let Some(struck) = book.faults.take_for(On::Outcome, &[number.to_owned()]) else {
        return account.plan();
    };
    let code = known(struck.besides.code.as_deref()).to_owned();
    match struck.kind {
        RailFault::Fail => Plan::Fail(code),
        RailFault::Return => Plan::Return(code),
        _ => Plan::Hold,
    }
}
