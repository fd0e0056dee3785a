//! The one address of the gateway, `/gateway.do`: verifies the request, lets faults strike, and signs the answer. A
//! browser that is sent here gets the cashier's page instead.

use std::sync::Arc;

use axum::{
    body::{self, Body},
    extract::{Request, State},
    response::{IntoResponse, Response},
};
use http::{HeaderMap, StatusCode, header};
use serde_json::Value;

use super::{
    answers::{Manner, Refusal, sealed},
    bill, cashier, content,
    faults::{Fault, Kind, On},
    instant,
    parameters::{self, Parameters, requested},
    refunds, trade_methods,
};
use crate::{
    gate::{MAX_BODY_BYTES, broken_connection},
    rsa::verifies,
    sandbox::Sandbox,
};

/// A request whose signature is right.
pub async fn gateway(State(sandbox): State<Arc<Sandbox>>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let Some(parameters) = read(parts.uri.query().unwrap_or_default(), body).await else {
        return StatusCode::BAD_REQUEST.into_response();
    };
    let method = parameters.get("method").cloned().unwrap_or_default();
    let page = cashier::Page::of_method(&method);
    let manner = Manner { names_certificate: parameters.contains_key("app_cert_sn"), forged: false };
    if let Err(refusal) = check(&sandbox, &parameters) {
        return match page {
            Some(_) => cashier::refused(&parts.headers, &refusal),
            None => seal(&sandbox, known(&method), &refusal.content(), manner),
        };
    }
    if let Some(page) = page {
        return cashier::show(&sandbox, &parts.headers, &parameters, page);
    }
    let Some((method, on)) = operation(&method) else {
        let refusal = Refusal::invalid("isv.invalid-method", "不存在的方法名");
        return seal(&sandbox, None, &refusal.content(), manner);
    };
    let fault = sandbox.alipay().faults.take(on, |_, _| true);
    match fault.map(|fault| fault.kind) {
        Some(Kind::Drop) => return broken_connection(),
        Some(Kind::ServerError) => {
            return seal(&sandbox, Some(method), &Refusal::unavailable().content(), manner);
        }
        _ => {}
    }
    let poor = fault.is_some_and(|fault| fault.kind == Kind::NotEnough);
    let done = perform(&sandbox, method, &parameters, &parts.headers, poor);
    let answer = done.unwrap_or_else(|refusal| refusal.content());
    leave(&sandbox, method, &answer, manner, fault).await
}

async fn read(query: &str, body: Body) -> Option<Parameters> {
    let body = body::to_bytes(body, MAX_BODY_BYTES).await.ok()?;
    parameters::read(query, std::str::from_utf8(&body).ok()?)
}

/// The methods that programs call, and what faults call them.
fn operation(method: &str) -> Option<(&'static str, On)> {
    let known = [
        ("alipay.trade.precreate", On::Precreate),
        ("alipay.trade.query", On::Query),
        ("alipay.trade.close", On::Close),
        ("alipay.trade.refund", On::Refund),
        ("alipay.trade.fastpay.refund.query", On::Query),
        ("alipay.data.dataservice.bill.downloadurl.query", On::Bill),
    ];
    known.into_iter().find(|(name, _)| *name == method)
}

fn known(method: &str) -> Option<&'static str> {
    operation(method).map(|(name, _)| name)
}

fn perform(
    sandbox: &Arc<Sandbox>,
    method: &str,
    parameters: &Parameters,
    headers: &HeaderMap,
    poor: bool,
) -> Result<Value, Refusal> {
    match method {
        "alipay.trade.precreate" => content::precreate(sandbox, parameters),
        "alipay.trade.query" => trade_methods::query(sandbox, parameters),
        "alipay.trade.close" => trade_methods::close(sandbox, parameters),
        "alipay.trade.refund" => refunds::refund(sandbox, parameters, poor),
        "alipay.trade.fastpay.refund.query" => refunds::query(sandbox, parameters),
        _ => {
            let host = headers.get(header::HOST).and_then(|host| host.to_str().ok()).unwrap_or("localhost");
            bill::place(sandbox, parameters, host)
        }
    }
}

/// Whether the application signed exactly these parameters. The names of most of these refusals are from memory (R).
pub fn check(sandbox: &Sandbox, parameters: &Parameters) -> Result<(), Refusal> {
    let names = &sandbox.keys.alipay.names;
    let is = |name: &str, wanted: &str| parameters.get(name).is_some_and(|value| value == wanted);
    if !parameters.contains_key("method") {
        return Err(Refusal::missing("isv.missing-method", "缺少方法名参数"));
    }
    if !is("app_id", &names.app_id) {
        return Err(Refusal::invalid("isv.invalid-app-id", "无效的AppID参数"));
    }
    if !is("sign_type", "RSA2") {
        return Err(Refusal::invalid("isv.invalid-signature-type", "无效的签名类型"));
    }
    if !parameters.get("charset").is_some_and(|charset| charset.eq_ignore_ascii_case("utf-8")) {
        return Err(Refusal::invalid("isv.invalid-charset", "字符集错误"));
    }
    if parameters.get("timestamp").is_none_or(|timestamp| instant::read(timestamp).is_none()) {
        return Err(Refusal::invalid("isv.invalid-timestamp", "非法的时间戳参数"));
    }
    if !is("version", "1.0") {
        return Err(Refusal::invalid("isv.invalid-version", "非法的版本参数"));
    }
    for (name, wanted) in
        [("app_cert_sn", &names.app_cert_sn), ("alipay_root_cert_sn", &names.alipay_root_cert_sn)]
    {
        if parameters.contains_key("app_cert_sn") && !is(name, wanted) {
            return Err(Refusal::invalid("isv.invalid-cert-sn", "无效的证书序列号"));
        }
    }
    let sign = parameters.get("sign").ok_or(Refusal::missing("isv.missing-signature", "缺少签名参数"))?;
    if verifies(&sandbox.keys.alipay.app_public, requested(parameters).as_bytes(), sign) {
        Ok(())
    } else {
        Err(Refusal::invalid("isv.invalid-signature", "无效签名"))
    }
}

/// Sends an answer out, in the way the fault wants it.
async fn leave(
    sandbox: &Sandbox,
    method: &str,
    content: &Value,
    mut manner: Manner,
    fault: Option<Fault>,
) -> Response {
    match fault.map(|fault| (fault.kind, fault.delay)) {
        Some((Kind::Delay, delay)) => sandbox.pause(delay).await,
        Some((Kind::TimeoutAfterSuccess, delay)) => {
            sandbox.pause(delay).await;
            return broken_connection();
        }
        Some((Kind::BadSignature, _)) => manner.forged = true,
        _ => {}
    }
    seal(sandbox, Some(method), content, manner)
}

fn seal(sandbox: &Sandbox, method: Option<&str>, content: &Value, manner: Manner) -> Response {
    sealed(&sandbox.keys, method, content, manner).unwrap_or_else(|error| {
        tracing::error!(%error, "an answer could not be signed");
        broken_connection()
    })
}
