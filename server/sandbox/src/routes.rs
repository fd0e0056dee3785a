//! Which address leads where. Everything below `/v3/`, `/bank/` and `/v1/` stands behind a gate, `/gateway.do` is one; the rest is the
//! sandbox's own.

use std::sync::Arc;

use axum::{
    Router,
    routing::{MethodRouter, any, get, post},
};

use crate::{
    alipay, bank, close, control,
    faults::Operation,
    gate::{self, Gated},
    placing, query, rails, refunds,
    sandbox::Sandbox,
    stripe, wallet, wechat,
};

type Way = MethodRouter<Arc<Sandbox>>;

/// All addresses.
pub fn routes(sandbox: Arc<Sandbox>) -> Router {
    let gated = |way: Way, operation: Option<Operation>| Gated(&sandbox).behind(way, operation);
    let transactions = "/v3/pay/transactions";
    let refund = "/v3/refund/domestic/refunds";
    Router::new()
        .route(&format!("{transactions}/native"), gated(post(placing::native), Some(Operation::Native)))
        .route(&format!("{transactions}/h5"), gated(post(placing::h5), Some(Operation::Native)))
        .route(&format!("{transactions}/jsapi"), gated(post(placing::jsapi), Some(Operation::Native)))
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
        .route("/v3/{*rest}", gated(any(gate::nowhere), None))
        .merge(wallet::routes())
        .merge(wechat::routes(&sandbox))
        .merge(alipay::routes())
        .merge(bank::routes(&sandbox))
        .merge(stripe::routes(&sandbox))
        .merge(control::routes())
        .merge(rails::control::routes())
        .with_state(sandbox)
}
