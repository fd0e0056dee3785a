//! WeChat Pay API v3 for direct merchants: orders of three kinds, refunds, notifications along the gateway's ladder, bills
//! and certificates; and around it the page for phones, the call inside the wallet, and the wallet's sign-in.

mod answers;
mod authorization;
mod bill;
mod bill_file;
pub(crate) mod book;
mod certificates;
mod close;
pub(crate) mod control;
pub(crate) mod faults;
pub(crate) mod fields;
mod gate;
mod gzip;
mod h5;
mod invoke;
pub mod keys;
mod notification;
mod notifier;
pub(crate) mod pay;
mod placing;
mod query;
mod refund_desk;
mod refund_fields;
mod refunds;
mod seal;
mod sign_in;
mod signing;
pub(crate) mod trades;

use std::sync::Arc;

use axum::{
    Router,
    routing::{any, get, post},
};

use self::{
    faults::Operation::{Bill, Close, Native, Query, Refund},
    gate::Gated,
};
use crate::sandbox::Sandbox;

/// The addresses.
pub fn routes(sandbox: &Arc<Sandbox>) -> Router<Arc<Sandbox>> {
    let gated = Gated(sandbox);
    let transactions = "/v3/pay/transactions";
    let by_number = format!("{transactions}/out-trade-no/{{out_trade_no}}");
    let by_transaction = format!("{transactions}/id/{{transaction_id}}");
    let refunds = "/v3/refund/domestic/refunds";
    Router::new()
        .route(&format!("{transactions}/native"), gated.behind(post(placing::native), Some(Native)))
        .route(&format!("{transactions}/h5"), gated.behind(post(placing::h5), Some(Native)))
        .route(&format!("{transactions}/jsapi"), gated.behind(post(placing::jsapi), Some(Native)))
        .route(&by_number, gated.behind(get(query::by_number), Some(Query)))
        .route(&by_transaction, gated.behind(get(query::by_transaction), Some(Query)))
        .route(&format!("{by_number}/close"), gated.behind(post(close::close), Some(Close)))
        .route(refunds, gated.behind(post(refunds::create), Some(Refund)))
        .route(&format!("{refunds}/{{out_refund_no}}"), gated.behind(get(refunds::query), Some(Query)))
        .route("/v3/bill/tradebill", gated.behind(get(bill::apply), Some(Bill)))
        .route("/v3/billdownload/file", gated.unsigned(get(bill::download)))
        .route("/v3/certificates", gated.behind(get(certificates::list), None))
        .route("/v3/{*rest}", gated.behind(any(gate::nowhere), None))
        .merge(around())
}

/// What browsers and phones visit, and what tests do in their place.
fn around() -> Router<Arc<Sandbox>> {
    Router::new()
        .route("/cgi-bin/mmpayweb-bin/checkmweb", get(h5::show))
        .route("/cgi-bin/mmpayweb-bin/pay", post(h5::pay))
        .route("/cgi-bin/mmpayweb-bin/cancel", post(h5::cancel))
        .route("/connect/oauth2/authorize", get(sign_in::authorize))
        .route("/sns/oauth2/access_token", get(sign_in::access_token))
        .route("/sns/jscode2session", get(sign_in::mini_session))
        .route("/_sandbox/wallet/invoke", post(invoke::invoke))
        .route("/_sandbox/wallet/openid", post(sign_in::become_somebody))
        .route("/_sandbox/wallet/login", post(sign_in::mini_login))
        .route("/_sandbox/wechat/certificates", post(certificates::issue))
        .route("/_sandbox/refunds/{out_refund_no}/settle", post(refund_desk::settle))
}
