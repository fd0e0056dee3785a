//! The ways to the wallet and to the gateway's page, and back. All lead on; what is true stands on the order page. A
//! mini-program's page is told what to ask the wallet with.

use std::sync::Arc;

use axum::{
    Extension, Json,
    extract::{Path, Query, State},
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse as _, Redirect, Response},
};
use domain::{id::OrderToken, locale::Locale};
use serde::Deserialize;
use serde_json::json;
use services::{
    Fault,
    actor::{Origin, Session},
    till::{HandOverOutcome, SignInOutcome, Visit, WayOut},
};

use super::{Shared, machines};

/// What the wallet sends back.
#[derive(Deserialize)]
pub struct Answer {
    #[serde(default)]
    code: String,
    #[serde(default)]
    state: String,
}

/// `/o/{token}/wechat`.
pub async fn go(
    State(shared): State<Shared>,
    session: Option<Extension<Arc<Session>>>,
    Path(token): Path<String>,
) -> Response {
    let (Some(Extension(session)), Ok(token)) = (session, OrderToken::try_from(token)) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    match shared.services.till.wallet_sign_in(&session.member(), &token).await {
        Ok(Some(address)) => Redirect::to(&address).into_response(),
        Ok(None) => back(&token, false),
        Err(fault) => failed(&fault),
    }
}

/// `/o/{token}/wechat/back`.
pub async fn come_back(
    State(shared): State<Shared>,
    session: Option<Extension<Arc<Session>>>,
    origin: Option<Extension<Origin>>,
    Path(token): Path<String>,
    Query(Answer { code, state }): Query<Answer>,
) -> Response {
    let (Some(Extension(session)), Ok(token)) = (session, OrderToken::try_from(token)) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let visit = visit(origin);
    let said = (code.as_str(), state.as_str());
    match shared.services.till.wallet_signed_in(&session.member(), &token, said, &visit).await {
        Ok(SignInOutcome::NotFound) => StatusCode::NOT_FOUND.into_response(),
        Ok(SignInOutcome::NoAnswer | SignInOutcome::Refused) => back(&token, true),
        Ok(SignInOutcome::Opened | SignInOutcome::NotNeeded) => back(&token, false),
        Err(fault) => failed(&fault),
    }
}

/// What a page of a mini-program knows: where it was sent, and what the wallet told it.
#[derive(Deserialize)]
pub struct HandedOver {
    #[serde(default)]
    code: String,
    #[serde(default)]
    ticket: String,
}

/// `POST /o/{token}/mini-program`: the parameters of `wx.requestPayment`, or a word for why there are none.
pub async fn mini_program(
    State(shared): State<Shared>,
    origin: Option<Extension<Origin>>,
    Path(token): Path<String>,
    Json(HandedOver { code, ticket }): Json<HandedOver>,
) -> Response {
    let Ok(token) = OrderToken::try_from(token) else { return StatusCode::NOT_FOUND.into_response() };
    let told = (code.as_str(), ticket.as_str());
    let refused = |status: StatusCode, code: &str| (status, Json(json!({ "code": code }))).into_response();
    match shared.services.till.hand_over(&token, told, &visit(origin)).await {
        Ok(HandOverOutcome::Call(call)) => Json(json!({
            "timeStamp": call.timestamp,
            "nonceStr": call.nonce,
            "package": call.package,
            "signType": call.sign_type,
            "paySign": call.signature,
        }))
        .into_response(),
        Ok(HandOverOutcome::NotWaiting) => refused(StatusCode::CONFLICT, "NOT_WAITING"),
        Ok(HandOverOutcome::Refused) => refused(StatusCode::FORBIDDEN, "WRONG_TICKET"),
        Ok(HandOverOutcome::NoAnswer) => refused(StatusCode::SERVICE_UNAVAILABLE, "NO_ANSWER"),
        Ok(HandOverOutcome::NotFound) => refused(StatusCode::NOT_FOUND, "NOT_FOUND"),
        Err(fault) => failed(&fault),
    }
}

/// `/o/{token}/go`: to the gateway's page, by an address that works now.
pub async fn go_on(
    State(shared): State<Shared>,
    session: Option<Extension<Arc<Session>>>,
    origin: Option<Extension<Origin>>,
    Path(token): Path<String>,
) -> Response {
    let (Some(Extension(session)), Ok(token)) = (session, OrderToken::try_from(token)) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    match shared.services.till.way_out(&session.member(), &token, &visit(origin)).await {
        Ok(WayOut::To(address)) => {
            // WeChat Pay opens its page only for who comes from the merchant's own site; the site is all it is told.
            let referrer = [(header::REFERRER_POLICY, HeaderValue::from_static("origin"))];
            (referrer, Redirect::to(&address)).into_response()
        }
        Ok(WayOut::NotWaiting) => back(&token, false),
        Ok(WayOut::NoAnswer) => back(&token, true),
        Ok(WayOut::NotFound) => StatusCode::NOT_FOUND.into_response(),
        Err(fault) => failed(&fault),
    }
}

fn visit(origin: Option<Extension<Origin>>) -> Visit {
    let Extension(Origin { scene, address, .. }) = origin.unwrap_or_default();
    Visit { scene, address, locale: Locale::default(), from_wallet: false }
}

fn back(token: &OrderToken, unanswered: bool) -> Response {
    let asked = if unanswered { "?asked=unanswered" } else { "" };
    Redirect::to(&format!("/o/{}{asked}", token.as_str())).into_response()
}

fn failed(fault: &Fault) -> Response {
    tracing::error!(error.code = fault.code(), %fault, "a payer could not be sent on");
    machines::unavailable().into_response()
}
