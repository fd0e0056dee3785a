//! One question to a gateway of one script.

use gateways::wechat_pay::WechatPay;
use serde_json::Value;

use super::support::{
    adapter, config,
    server::{Received, Script, Server},
    signer,
};

/// An adapter whose gateway gives one answer to everything.
pub struct Asked {
    pub adapter: WechatPay,
    pub server: Server,
}

/// The gateway answers with this, unsigned unless `headers` sign it.
pub async fn answered(status: u16, headers: Vec<(String, String)>, body: impl Into<Vec<u8>>) -> Asked {
    let body = body.into();
    let script = move |_: &Received| Script::Answer { status, headers: headers.clone(), body: body.clone() };
    let server = Server::start(script).await;
    Asked { adapter: adapter(config(&server.base_url)), server }
}

/// The gateway answers with this, rightly signed.
pub async fn signed(status: u16, body: &Value) -> Asked {
    let body = if body.is_null() { Vec::new() } else { body.to_string().into_bytes() };
    answered(status, signer::headers(&body), body).await
}

/// The gateway refuses with this code, rightly signed.
pub async fn refuses(status: u16, code: &str) -> Asked {
    signed(status, &serde_json::json!({ "code": code, "message": "说明" })).await
}
