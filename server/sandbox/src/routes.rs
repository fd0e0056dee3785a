//! Which address leads where. Everything below `/v3/`, `/bank/` and `/v1/` stands behind a gate; the rest is the
//! sandbox's own.

use std::sync::Arc;

use axum::{
    Router, middleware,
    routing::{MethodRouter, any, get, post},
};

use crate::{
    answers::Refusal,
    bank, close, control,
    faults::Operation,
    gate::{self, Gate},
    native, query, rails, refunds,
    sandbox::Sandbox,
    stripe, wallet,
};

type Way = MethodRouter<Arc<Sandbox>>;

/// All addresses.
pub fn routes(sandbox: Arc<Sandbox>) -> Router {
    let gated = |way: Way, operation: Option<Operation>| {
        let gate = Gate { sandbox: Arc::clone(&sandbox), operation };
        way.fallback(nowhere).layer(middleware::from_fn_with_state(gate, gate::pass))
    };
    let transactions = "/v3/pay/transactions";
    let refund = "/v3/refund/domestic/refunds";
    Router::new()
        .route(&format!("{transactions}/native"), gated(post(native::create), Some(Operation::Native)))
        .route(
            &format!("{transactions}/out-trade-no/{{out_trade_no}}"),
            gated(get(query::by_number), Some(Operation::Query)),
        )
        .route(
            &format!("{transactions}/id/{{transaction_id}}"),
            gated(get(query::by_transaction), Some(Operation::Query)),
        )
        .route(
            &format!("{transactions}/out-trade-no/{{out_trade_no}}/close"),
            gated(post(close::close), Some(Operation::Close)),
        )
        .route(refund, gated(post(refunds::create), Some(Operation::Refund)))
        .route(&format!("{refund}/{{out_refund_no}}"), gated(get(refunds::query), Some(Operation::Query)))
        .route("/v3/{*rest}", gated(any(nowhere), None))
        .merge(wallet::routes())
        .merge(bank::routes(&sandbox))
        .merge(stripe::routes(&sandbox))
        .merge(control::routes())
        .merge(rails::control::routes())
        .with_state(sandbox)
}

async fn nowhere() -> Refusal {
    Refusal::no_such_resource()
}
