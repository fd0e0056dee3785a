//! The gate in front of every address below `/v3/`: verifies the request over its raw bytes, lets faults strike, and signs
//! whatever is answered.

use std::{io, sync::Arc};

use axum::{
    body::{self, Body},
    extract::{Request, State},
    middleware::{self, Next},
    response::{IntoResponse, Response},
    routing::MethodRouter,
};
use bytes::Bytes;
use http::{HeaderName, header, request::Parts};

use super::{
    answers::Refusal,
    authorization,
    faults::{Kind, Operation},
    seal::{self, By, Seal},
};
use crate::{
    Error, clock,
    gate::{MAX_BODY_BYTES, broken_connection},
    sandbox::Sandbox,
    script::Fault,
};

/// What stands behind a gate.
#[derive(Clone)]
pub struct Gate {
    /// The sandbox.
    pub sandbox: Arc<Sandbox>,
    /// Which faults strike here; none do at addresses that do not exist.
    pub operation: Option<Operation>,
    /// Whether answers are signed. Files are not.
    pub signs: bool,
}

/// Puts ways behind gates.
#[derive(Clone, Copy)]
pub struct Gated<'a>(pub &'a Arc<Sandbox>);

type Way = MethodRouter<Arc<Sandbox>>;

impl Gated<'_> {
    /// Whose requests and answers are signed, and where faults of an operation strike.
    pub fn behind(self, way: Way, operation: Option<Operation>) -> Way {
        gated(way, Gate { sandbox: Arc::clone(self.0), operation, signs: true })
    }

    /// Whose requests are signed and whose answers are not.
    pub fn unsigned(self, way: Way) -> Way {
        gated(way, Gate { sandbox: Arc::clone(self.0), operation: None, signs: false })
    }
}

fn gated(way: Way, gate: Gate) -> Way {
    way.fallback(nowhere).layer(middleware::from_fn_with_state(gate, pass))
}

/// No such address.
pub async fn nowhere() -> Refusal {
    Refusal::no_such_resource()
}

/// The middleware itself.
pub async fn pass(State(gate): State<Gate>, request: Request, next: Next) -> Response {
    let (parts, body) = request.into_parts();
    let by = signer(&gate.sandbox, &parts);
    let admitted = admit(&gate.sandbox, &parts, body).await;
    let body = match admitted {
        Ok(body) => body,
        Err(refusal) => return sealed(&gate.sandbox, refusal.into_response(), Seal::Honest, by).await,
    };
    let of_the_wire = |kind: Kind, (): &()| !kind.is_of_refunds();
    let fault =
        gate.operation.and_then(|operation| gate.sandbox.wechat().faults.take(operation, of_the_wire));
    match fault.map(|fault| fault.kind) {
        Some(Kind::Drop) => return broken_connection(),
        Some(Kind::ServerError) => {
            return sealed(&gate.sandbox, Refusal::system_error().into_response(), Seal::Honest, by).await;
        }
        Some(Kind::RuleLimit) => {
            return sealed(&gate.sandbox, Refusal::rule_limit().into_response(), Seal::Honest, by).await;
        }
        _ => {}
    }
    let answer = next.run(Request::from_parts(parts, Body::from(body))).await;
    if gate.signs { leave(&gate.sandbox, answer, fault, by).await } else { answer }
}

/// A merchant that names the public key has its answers signed by that, and any other one by the newest certificate.
fn signer(sandbox: &Sandbox, parts: &Parts) -> By {
    let named = parts.headers.get("wechatpay-serial").map(http::HeaderValue::as_bytes);
    if named == Some(sandbox.keys.wechat.merchant.platform_key_id.as_bytes()) {
        By::PublicKey
    } else {
        By::Certificate
    }
}

/// Verifies a request and gives back its body.
async fn admit(sandbox: &Sandbox, parts: &Parts, body: Body) -> Result<Bytes, Refusal> {
    let body = body::to_bytes(body, MAX_BODY_BYTES)
        .await
        .map_err(|_| Refusal::parameter("body", "body", "the body is too long or was cut off"))?;
    let now_seconds = clock::system_ms() / 1000;
    authorization::check(
        &sandbox.keys.wechat,
        now_seconds,
        &parts.method,
        &parts.uri,
        &parts.headers,
        &body,
    )?;
    let says = |name: HeaderName, wanted: &[&str]| {
        let value = parts.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default();
        wanted.iter().any(|wanted| value.contains(wanted))
    };
    if !says(header::ACCEPT, &["application/json", "*/*"]) {
        return Err(Refusal::parameter("Accept", "header", "must be application/json"));
    }
    if !body.is_empty() && !says(header::CONTENT_TYPE, &["application/json"]) {
        return Err(Refusal::parameter("Content-Type", "header", "must be application/json"));
    }
    let named_key = parts.headers.get("wechatpay-serial").map(http::HeaderValue::as_bytes);
    let known = |name: &[u8]| {
        name == sandbox.keys.wechat.merchant.platform_key_id.as_bytes()
            || sandbox.wechat().certificates.knows(name)
    };
    if named_key.is_some_and(|name| !known(name)) {
        return Err(Refusal::parameter("Wechatpay-Serial", "header", "is not the gateway's key"));
    }
    if parts.headers.get(header::USER_AGENT).is_none_or(http::HeaderValue::is_empty) {
        return Err(Refusal::parameter("User-Agent", "header", "is missing"));
    }
    Ok(body)
}

/// Sends an answer out, in the way the fault wants it.
async fn leave(sandbox: &Sandbox, answer: Response, fault: Option<Fault<Kind>>, by: By) -> Response {
    let mut seal = Seal::Honest;
    if let Some(fault) = fault {
        match fault.kind {
            Kind::Delay => sandbox.pause(fault.delay).await,
            Kind::TimeoutAfterSuccess => {
                sandbox.pause(fault.delay).await;
                return broken_connection();
            }
            Kind::BadSignature => seal = Seal::Corrupt,
            Kind::ProbeSignature => seal = Seal::Probe,
            _ => {}
        }
    }
    sealed(sandbox, answer, seal, by).await
}

/// Signs an answer over the bytes it will have on the wire.
async fn sealed(sandbox: &Sandbox, answer: Response, seal: Seal, by: By) -> Response {
    match try_sealed(sandbox, answer, seal, by).await {
        Ok(answer) => answer,
        Err(error) => {
            tracing::error!(%error, "an answer could not be signed");
            broken_connection()
        }
    }
}

async fn try_sealed(sandbox: &Sandbox, answer: Response, seal: Seal, by: By) -> Result<Response, Error> {
    let (mut parts, body) = answer.into_parts();
    let body = body::to_bytes(body, usize::MAX).await.map_err(io::Error::other)?;
    parts.headers.extend(seal::headers(sandbox, &body, seal, by)?);
    Ok(Response::from_parts(parts, Body::from(body)))
}
