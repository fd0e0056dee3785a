//! Alipay's OpenAPI: one address for programs, with real signatures in key mode and certificate mode; a cashier's page
//! for browsers; notifications along the gateway's ladder; bills.

mod answers;
mod bill;
pub(crate) mod book;
pub(crate) mod cashier;
mod cashier_page;
mod content;
pub(crate) mod control;
pub(crate) mod faults;
mod gate;
mod instant;
pub mod keys;
mod notification;
pub(crate) mod notifier;
mod parameters;
pub(crate) mod pay;
mod refunds;
mod trade_methods;
pub(crate) mod trades;
mod yuan;

use std::sync::Arc;

use axum::{
    Router,
    routing::{get, post},
};

use crate::sandbox::Sandbox;

/// Alipay's addresses.
pub fn routes() -> Router<Arc<Sandbox>> {
    Router::new()
        .route("/gateway.do", get(gate::gateway).post(gate::gateway))
        .route("/alipay/cashier", post(cashier::decide))
        .route("/alipay/bill/{token}", get(bill::download))
}
