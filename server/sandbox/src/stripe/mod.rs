//! Stripe's wire: payouts of connected accounts, and payments by Checkout ([`checkout`]), from the public facts. Form-encoded with brackets, a secret key, the
//! version, the account and the idempotency key in headers; signed events.
//!
//! ```text
//! POST /v1/payouts                 GET /v1/payouts/{id}           GET /v1/balance
//! GET  /v1/payouts                 POST /v1/payouts/{id}          GET /v1/events, /v1/events/{id}
//! POST /v1/payouts/{id}/cancel     GET /v1/accounts/{id}          GET /v1/accounts/{id}/external_accounts, …/{id}
//! ```
//!
//! What belongs to no single resource is in [`gate`] (who asks, and idempotency), [`form`], [`failure`], [`list`],
//! [`desk`] (accounts, idempotency keys, webhook secrets), [`events`] and [`signature`]: another resource is one more
//! folder and its routes here.

mod accounts;
mod balance;
pub mod checkout;
pub mod desk;
pub mod events;
mod failure;
mod form;
mod gate;
mod idempotency;
mod list;
mod payouts;
pub mod signature;

use std::sync::Arc;

use axum::{
    Extension, Router, middleware,
    routing::{MethodRouter, any, get, post},
};

use crate::sandbox::Sandbox;
use failure::Failure;
use gate::Call;

pub use accounts::{Account, document as account_document, external::External};

/// Stripe's addresses.
pub fn routes(sandbox: &Arc<Sandbox>) -> Router<Arc<Sandbox>> {
    let gated = |way: MethodRouter<Arc<Sandbox>>| {
        way.fallback(nowhere).layer(middleware::from_fn_with_state(Arc::clone(sandbox), gate::pass))
    };
    let payments = checkout::addresses();
    let payments =
        payments.into_iter().fold(Router::new(), |router, (path, way)| router.route(path, gated(way)));
    payments
        .merge(checkout::page::routes())
        .merge(checkout::control::routes())
        .route("/v1/payouts", gated(get(payouts::read::list).post(payouts::create::create)))
        .route("/v1/payouts/{id}", gated(get(payouts::read::retrieve).post(payouts::change::update)))
        .route("/v1/payouts/{id}/cancel", gated(post(payouts::change::cancel)))
        .route("/v1/balance", gated(get(balance::retrieve)))
        .route("/v1/accounts/{id}", gated(get(accounts::retrieve)))
        .route("/v1/accounts/{id}/external_accounts", gated(get(accounts::list_external)))
        .route("/v1/accounts/{id}/external_accounts/{external}", gated(get(accounts::retrieve_external)))
        .route("/v1/events", gated(get(events::list)))
        .route("/v1/events/{id}", gated(get(events::retrieve)))
        .route("/v1/{*rest}", gated(any(nowhere)))
}

async fn nowhere(Extension(call): Extension<Call>) -> Failure {
    Failure::nowhere(&call.method, &call.path)
}
