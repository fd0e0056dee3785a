//! The bank's refusals: `{"code", "message"}`, and `field` where one field is wrong.

use axum::{
    Json,
    response::{IntoResponse, Response},
};
use http::StatusCode;
use serde_json::json;

use crate::Error;

/// A request that was refused. It never has an effect, and its number can be used again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Refusal {
    status: StatusCode,
    code: &'static str,
    message: &'static str,
    field: Option<&'static str>,
}

const fn of(status: StatusCode, code: &'static str, message: &'static str) -> Refusal {
    Refusal { status, code, message, field: None }
}

impl Refusal {
    /// There is nothing at this address.
    pub const NOWHERE: Self = of(StatusCode::NOT_FOUND, "not_found", "there is nothing here");
    /// There is no payout with this number.
    pub const PAYOUT_UNKNOWN: Self =
        of(StatusCode::NOT_FOUND, "payout_unknown", "there is no payout with this number");
    /// The number belongs to another payout.
    pub const NUMBER_REUSED: Self =
        of(StatusCode::CONFLICT, "number_reused", "the number was used before, for something else");
    /// A payout that is under way cannot be called back.
    pub const TOO_LATE: Self = of(StatusCode::CONFLICT, "too_late", "the payout is no longer pending");
    /// The bank has too much to do; the same number may be sent again.
    pub const TRY_LATER: Self =
        of(StatusCode::SERVICE_UNAVAILABLE, "try_later", "the bank is busy; try again later");
    /// The bank failed; whether there was an effect is to be asked.
    pub const INTERNAL: Self =
        of(StatusCode::INTERNAL_SERVER_ERROR, "internal", "the bank failed; ask whether the payout exists");
    /// Money is not enough.
    pub const INSUFFICIENT_FUNDS: Self = refused("insufficient_funds");

    /// The request is not signed as it must be.
    pub fn signature(message: &'static str) -> Self {
        of(StatusCode::UNAUTHORIZED, "signature", message)
    }

    /// A field, or a parameter of the address, is missing or wrong.
    pub fn invalid(field: &'static str, message: &'static str) -> Self {
        Self { field: Some(field), ..of(StatusCode::BAD_REQUEST, "invalid", message) }
    }
}

/// A business refusal, 422; unknown codes are the general `refused`.
pub const fn refused(code: &'static str) -> Refusal {
    of(StatusCode::UNPROCESSABLE_ENTITY, code, "the payout was refused")
}

/// Every code that the bank refuses a payout with, or gives for a failure or a return.
pub const CODES: [&str; 10] = [
    "account_closed",
    "account_unknown",
    "amount_too_large",
    "amount_too_small",
    "currency_not_supported",
    "holder_mismatch",
    "instant_limit_reached",
    "instant_not_supported",
    "insufficient_funds",
    "could_not_process",
];

/// The code as one of ours.
pub fn known(code: Option<&str>) -> &'static str {
    CODES.into_iter().find(|known| code == Some(known)).unwrap_or("could_not_process")
}

impl From<Error> for Refusal {
    fn from(error: Error) -> Self {
        tracing::error!(%error, "a request to the bank failed");
        Self::INTERNAL
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let mut body = json!({ "code": self.code, "message": self.message });
        if let (Some(field), Some(fields)) = (self.field, body.as_object_mut()) {
            fields.insert("field".to_owned(), field.into());
        }
        (self.status, Json(body)).into_response()
    }
}
