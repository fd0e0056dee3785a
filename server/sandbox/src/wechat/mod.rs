//! What WeChat Pay has besides orders and refunds: pages for phones, calls inside the wallet, the wallet's sign-in, bills,
//! and certificates.

mod bill;
mod bill_file;
mod certificates;
mod gzip;
mod h5;
mod invoke;
mod sign_in;

use std::sync::Arc;

use axum::{
    Router,
    routing::{get, post},
};

pub use self::{bill::Files, certificates::Certificates, sign_in::Visitors};
use crate::{faults::Operation, gate::Gated, sandbox::Sandbox};

/// Everything the gateway remembers about these.
#[derive(Debug, Default)]
pub struct Memory {
    /// The certificates it signs by, if any.
    pub certificates: Certificates,
    /// The bills that can be fetched.
    pub files: Files,
    /// Who signed in.
    pub visitors: Visitors,
}

/// The addresses.
pub fn routes(sandbox: &Arc<Sandbox>) -> Router<Arc<Sandbox>> {
    let gated = Gated(sandbox);
    Router::new()
        .route("/v3/bill/tradebill", gated.behind(get(bill::apply), Some(Operation::Bill)))
        .route("/v3/billdownload/file", gated.unsigned(get(bill::download)))
        .route("/v3/certificates", gated.behind(get(certificates::list), None))
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
}
