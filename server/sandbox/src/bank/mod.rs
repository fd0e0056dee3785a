//! The sandbox bank: a small asynchronous bank of our own, for a house that has no payment processor to test with.
//!
//! ```text
//! POST /bank/v1/payouts                     ask for a payout; the merchant's number makes it safe to repeat
//! GET  /bank/v1/payouts/{number}            how it stands
//! POST /bank/v1/payouts/{number}/cancel     call it back, while it is pending
//! GET  /bank/v1/balance?currency=CNY        what is there to pay from
//! ```
//!
//! A payout is asked for with `{"number", "amount_minor", "currency", "method": "instant|standard", "account": {"holder",
//! "number"}, "descriptor"}` and shown as `{"number", "state", "version", "amount_minor", "currency", "method",
//! "account": {"holder", "last_four"}, "descriptor", "failure": null | {"code"}, "created_at_ms", "changed_at_ms",
//! "expected_at_ms"}`; 201 the first time, 200 whenever the same number comes with the same content, 409 otherwise.
//! An instant payout departs after a second and arrives after five; a standard one departs after an hour and arrives
//! one business day later.
//!
//! Every request is signed ([`signature`]); what happens to a payout is told to the merchant's endpoint ([`events`]).

pub mod accounts;
mod answers;
pub mod events;
mod gate;
mod payouts;
pub mod signature;
mod submit;

use std::sync::Arc;

use axum::{
    Router, middleware,
    routing::{MethodRouter, any, get, post},
};

use crate::sandbox::Sandbox;
use answers::Refusal;

/// The bank's addresses.
pub fn routes(sandbox: &Arc<Sandbox>) -> Router<Arc<Sandbox>> {
    let gated = |way: MethodRouter<Arc<Sandbox>>| {
        way.fallback(nowhere).layer(middleware::from_fn_with_state(Arc::clone(sandbox), gate::pass))
    };
    Router::new()
        .route("/bank/v1/payouts", gated(post(submit::submit)))
        .route("/bank/v1/payouts/{number}", gated(get(payouts::show)))
        .route("/bank/v1/payouts/{number}/cancel", gated(post(payouts::cancel)))
        .route("/bank/v1/balance", gated(get(payouts::balance)))
        .route("/bank/v1/{*rest}", gated(any(nowhere)))
}

async fn nowhere() -> Refusal {
    Refusal::NOWHERE
}
