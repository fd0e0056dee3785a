//! Asking for a payout: `POST /v1/payouts`.

use std::sync::Arc;

use axum::{Extension, Json, extract::State};
use serde_json::{Value, json};

use super::document;
use crate::{
    entropy,
    rails::{
        Rail,
        advance::announce,
        book::{Payout, RailBook},
        calendar::{INSTANT_NOTICE, INSTANT_TRAVEL, Timetable},
        currency::{minor_per_major, stripe_granularity},
        faults::{On, RailFault},
        life::{Life, Plan},
    },
    sandbox::Sandbox,
    stripe::{
        accounts::{Account, external::External},
        failure::Failure,
        form::Form,
        gate::Call,
    },
};

const PARAMETERS: [&str; 9] = [
    "amount",
    "currency",
    "description",
    "destination",
    "expand",
    "metadata",
    "method",
    "source_type",
    "statement_descriptor",
];
/// What an instant payout carries, in whole units of its currency at the most, in hundredths at the least.
const INSTANT_MAXIMUM_MAJOR: i64 = 9_999;
const INSTANT_MINIMUM_MINOR: i64 = 50;
/// The most that any payout carries, in minor units.
const MAXIMUM_MINOR: i64 = 99_999_999_999;
const MAX_DESCRIPTOR: usize = 22;

/// What a well-formed request asks for.
struct Asked {
    amount: i64,
    /// Three lower-case letters.
    currency: String,
    minor_per_major: i64,
    instant: bool,
    source_type: String,
    destination: Option<String>,
    written: Value,
}

/// Accepts a payout.
pub async fn create(
    State(sandbox): State<Arc<Sandbox>>,
    Extension(call): Extension<Call>,
) -> Result<Json<Value>, Failure> {
    let asked = read(&call.form)?;
    let account = sandbox.desk().account(&call.account).cloned();
    let account = account.ok_or_else(|| Failure::foreign_account(&call.account))?;
    let destination = destination(&account, &asked)?;
    allowed(&account, destination, &asked)?;
    let id = format!("po_1{}", entropy::text(entropy::ALPHANUMERIC, 23)?);
    let now_ms = sandbox.clock.business_ms();
    let timetable = if asked.instant {
        Timetable::instant(now_ms, sandbox.scaled(INSTANT_NOTICE), sandbox.scaled(INSTANT_TRAVEL))
    } else {
        Timetable::standard(now_ms)
    };
    let mut book = sandbox.rail(Rail::Stripe);
    covered(&book, &account, &asked)?;
    let plan = planned(&mut book, &call.names, destination);
    let mut written = asked.written;
    if let Some(fields) = written.as_object_mut() {
        fields.insert("type".to_owned(), destination.object().into());
    }
    let change = book.enter(Payout {
        id,
        names: call.names.clone(),
        owner: account.id.clone(),
        destination: destination.id.clone(),
        amount_minor: asked.amount,
        currency: asked.currency,
        instant: asked.instant,
        created_ms: now_ms,
        asked: written,
        life: Life::begin(now_ms, timetable, plan),
    });
    let answer = document(&change.payout);
    announce(&sandbox, Rail::Stripe, &mut book, &[change]);
    Ok(Json(answer))
}

fn read(form: &Form) -> Result<Asked, Failure> {
    form.only(&PARAMETERS)?;
    form.required("amount")?;
    let currency = form.required("currency")?.to_ascii_lowercase();
    let amount = form.integer("amount")?.unwrap_or_default();
    if amount < 1 {
        let message = "This value must be greater than or equal to 1.".to_owned();
        return Err(Failure::coded_parameter("parameter_invalid_integer", "amount", message));
    }
    let upper = currency.to_ascii_uppercase();
    let minor_per_major = if upper == "UGX" { Some(100) } else { minor_per_major(&upper) };
    let minor_per_major = minor_per_major
        .ok_or_else(|| Failure::parameter("currency", format!("Invalid currency: {currency}.")))?;
    if amount % stripe_granularity(&upper) != 0 {
        let message = format!("Payouts in {currency} must be in whole units: divisible by 100.");
        return Err(Failure::parameter("amount", message));
    }
    let method = form.text("method").unwrap_or("standard");
    let source_type = form.text("source_type").unwrap_or("card");
    one_of("method", method, &["instant", "standard"])?;
    one_of("source_type", source_type, &["bank_account", "card", "fpx"])?;
    let statement_descriptor = form.text("statement_descriptor");
    if statement_descriptor.is_some_and(|text| text.chars().count() > MAX_DESCRIPTOR) {
        let message = format!("Invalid string: must be at most {MAX_DESCRIPTOR} characters.");
        return Err(Failure::parameter("statement_descriptor", message));
    }
    let written = json!({
        "description": form.text("description"),
        "metadata": form.metadata()?,
        "source_type": source_type,
        "statement_descriptor": statement_descriptor,
    });
    Ok(Asked {
        amount,
        currency,
        minor_per_major,
        instant: method == "instant",
        source_type: source_type.to_owned(),
        destination: form.text("destination").map(str::to_owned),
        written,
    })
}

fn one_of(name: &str, value: &str, allowed: &[&str]) -> Result<(), Failure> {
    if allowed.contains(&value) {
        return Ok(());
    }
    Err(Failure::parameter(name, format!("Invalid {name}: must be one of {}", allowed.join(", "))))
}

fn destination<'a>(account: &'a Account, asked: &Asked) -> Result<&'a External, Failure> {
    match &asked.destination {
        Some(id) => account
            .destination(id)
            .ok_or_else(|| Failure::missing_parameter("external account", "destination", id)),
        None => account.default_for(&asked.currency).ok_or_else(|| {
            let message =
                format!("Sorry, you don't have any external accounts in that currency ({}).", asked.currency);
            Failure::refused(None, &message)
        }),
    }
}

fn allowed(account: &Account, destination: &External, asked: &Asked) -> Result<(), Failure> {
    let refused = |code, message| Err(Failure::refused(Some(code), message));
    if !account.payouts_enabled {
        return refused("payouts_not_allowed", "Payouts are not enabled for this account.");
    }
    let most = if asked.instant { INSTANT_MAXIMUM_MAJOR * asked.minor_per_major } else { MAXIMUM_MINOR };
    if asked.instant {
        if !destination.instant {
            let message = "Instant payouts are not supported by this external account.";
            return refused("instant_payouts_unsupported", message);
        }
        if destination.currency != asked.currency {
            let message = "Instant payouts are made in the currency of the external account.";
            return refused("instant_payouts_currency_disabled", message);
        }
        if asked.minor_per_major == 100 && asked.amount < INSTANT_MINIMUM_MINOR {
            return refused("amount_too_small", "The amount is below the minimum of instant payouts.");
        }
    }
    if asked.amount > most {
        return refused("amount_too_large", "The amount is above the maximum.");
    }
    Ok(())
}

fn covered(book: &RailBook, account: &Account, asked: &Asked) -> Result<(), Failure> {
    if book.is_full() {
        return Err(Failure::unavailable());
    }
    // Everything here came in by card.
    let available = if asked.source_type == "card" { book.balance(&account.id, &asked.currency) } else { 0 };
    if asked.amount > available {
        let message = "You have insufficient available funds in your Stripe balance for this payout.";
        return Err(Failure::refused(Some("balance_insufficient"), message));
    }
    Ok(())
}

/// How it ends: as the script says, else as the external account does.
fn planned(book: &mut RailBook, names: &[String], destination: &External) -> Plan {
    let Some(struck) = book.faults.take_for(On::Outcome, names) else {
        return destination.plan();
    };
    let code = struck.besides.code.unwrap_or_else(|| "could_not_process".to_owned());
    match struck.kind {
        RailFault::Fail => Plan::Fail(code),
        RailFault::Return => Plan::Return(code),
        _ => Plan::Hold,
    }
}
