//! The way to the wallet and back, so that it says who pays. Both ends lead on; what is true stands on the order page.

use std::sync::Arc;

use axum::{
    Extension,
    extract::{Path, Query, State},
    http::StatusCode,
    response::{IntoResponse as _, Redirect, Response},
};
use domain::{id::OrderToken, locale::Locale};
use serde::Deserialize;
use services::{
    Fault,
    actor::{Origin, Session},
    till::{SignInOutcome, Visit},
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
    let Extension(Origin { scene, address, .. }) = origin.unwrap_or_default();
    let visit = Visit { scene, address, locale: Locale::default(), from_wallet: false };
    let said = (code.as_str(), state.as_str());
    match shared.services.till.wallet_signed_in(&session.member(), &token, said, &visit).await {
        Ok(SignInOutcome::NotFound) => StatusCode::NOT_FOUND.into_response(),
        Ok(SignInOutcome::NoAnswer | SignInOutcome::Refused) => back(&token, true),
        Ok(SignInOutcome::Opened | SignInOutcome::NotNeeded) => back(&token, false),
        Err(fault) => failed(&fault),
    }
}

fn back(token: &OrderToken, unanswered: bool) -> Response {
    let asked = if unanswered { "?asked=unanswered" } else { "" };
    Redirect::to(&format!("/o/{}{asked}", token.as_str())).into_response()
}

fn failed(fault: &Fault) -> Response {
    tracing::error!(error.code = fault.code(), %fault, "a wallet's sign-in could not be carried out");
    machines::unavailable().into_response()
}
