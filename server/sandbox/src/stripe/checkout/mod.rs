//! Stripe Checkout: sessions, what payers do on their page, and what came of it.
//!
//! ```text
//! POST /v1/checkout/sessions               GET  /v1/payment_intents/{id}      GET  /v1/disputes, …/{id}
//! GET  /v1/checkout/sessions, …/{id}       POST /v1/refunds                   POST /v1/disputes/{id}
//! POST /v1/checkout/sessions/{id}/expire   GET  /v1/refunds, …/{id}           GET  /v1/balance_transactions, …/{id}
//! GET, POST /c/pay/{id}: the hosted page, see [`page`]
//! ```

pub mod book;
pub mod control;
mod create;
mod disputes;
mod documents;
pub mod due;
mod events;
mod intents;
mod listing;
mod movements;
pub mod page;
mod pay;
mod prices;
mod refunds;
mod sessions;
mod things;

use std::sync::Arc;

use axum::routing::{MethodRouter, get, post};

use crate::sandbox::Sandbox;

/// The addresses below `/v1/`; each still needs its gate.
pub fn addresses() -> Vec<(&'static str, MethodRouter<Arc<Sandbox>>)> {
    vec![
        ("/v1/checkout/sessions", get(sessions::list).post(create::create)),
        ("/v1/checkout/sessions/{id}", get(sessions::retrieve)),
        ("/v1/checkout/sessions/{id}/expire", post(sessions::expire)),
        ("/v1/payment_intents/{id}", get(intents::retrieve)),
        ("/v1/refunds", get(refunds::list).post(refunds::create)),
        ("/v1/refunds/{id}", get(refunds::retrieve)),
        ("/v1/disputes", get(disputes::list)),
        ("/v1/disputes/{id}", get(disputes::retrieve).post(disputes::answer)),
        ("/v1/balance_transactions", get(movements::list)),
        ("/v1/balance_transactions/{id}", get(movements::retrieve)),
    ]
}
