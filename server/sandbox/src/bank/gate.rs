//! The gate in front of the bank: verifies the request over its raw bytes. Behind it, [`through`] lets faults strike.

use std::sync::Arc;

use axum::{
    body::{self, Body},
    extract::{Request, State},
    middleware::Next,
    response::{IntoResponse, Response},
};

use super::{
    answers::{Refusal, known, refused},
    signature,
};
use crate::{
    gate::{MAX_BODY_BYTES, broken_connection},
    rails::{
        Rail,
        advance::advance,
        faults::{On, RailFault},
    },
    sandbox::Sandbox,
};

/// The middleware itself.
pub async fn pass(State(sandbox): State<Arc<Sandbox>>, request: Request, next: Next) -> Response {
    let (parts, body) = request.into_parts();
    let Ok(body) = body::to_bytes(body, MAX_BODY_BYTES).await else {
        return Refusal::invalid("/", "the body is too long or was cut off").into_response();
    };
    let checked = signature::check(&sandbox.keys.bank, &parts.method, &parts.uri, &parts.headers, &body);
    if let Err(refusal) = checked {
        return refusal.into_response();
    }
    advance(&sandbox);
    next.run(Request::from_parts(parts, Body::from(body))).await
}

/// Does what was asked, as the faults want it. It is done even when the asker has gone away meanwhile.
pub async fn through<A>(sandbox: Arc<Sandbox>, on: On, number: String, act: A) -> Response
where
    A: FnOnce(&Arc<Sandbox>) -> Result<Response, Refusal> + Send + 'static,
{
    let tasks = sandbox.tasks.clone();
    let done = tasks.spawn(async move {
        let fault = sandbox.rail(Rail::Bank).faults.take_for(on, &[number]);
        let (kind, delay) = match &fault {
            Some(struck) => (Some(struck.kind), struck.delay),
            None => (None, std::time::Duration::ZERO),
        };
        match kind {
            Some(RailFault::Drop) => return broken_connection(),
            Some(RailFault::ServerError) => return Refusal::INTERNAL.into_response(),
            Some(RailFault::Unavailable) => return Refusal::TRY_LATER.into_response(),
            Some(RailFault::Refuse) => {
                let code = fault.and_then(|struck| struck.besides.code);
                return refused(known(code.as_deref())).into_response();
            }
            Some(RailFault::Delay) => sandbox.pause(delay).await,
            _ => {}
        }
        let answer = act(&sandbox).unwrap_or_else(Refusal::into_response);
        match kind {
            Some(RailFault::ErrorAfterSuccess) => Refusal::INTERNAL.into_response(),
            Some(RailFault::TimeoutAfterSuccess) => {
                sandbox.pause(delay).await;
                broken_connection()
            }
            _ => answer,
        }
    });
    done.await.unwrap_or_else(|_| Refusal::INTERNAL.into_response())
}
