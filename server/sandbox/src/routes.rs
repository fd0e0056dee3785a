//! Which address leads where. Everything below `/v3/`, `/bank/` and `/v1/` stands behind a gate, `/gateway.do` is one; the rest is the
//! sandbox's own.

use std::sync::Arc;

use axum::Router;

use crate::{alipay, bank, control, rails, sandbox::Sandbox, stripe, wallet, wechat};

/// All addresses.
pub fn routes(sandbox: Arc<Sandbox>) -> Router {
    Router::new()
        .merge(wallet::routes())
        .merge(wechat::routes(&sandbox))
        .merge(alipay::routes())
        .merge(bank::routes(&sandbox))
        .merge(stripe::routes(&sandbox))
        .merge(control::routes())
        .merge(rails::control::routes())
        .with_state(sandbox)
}
