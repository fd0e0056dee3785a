//! Stripe's error bodies: `{"error": {"type", "code", "message", "param"}}`.

use axum::{
    Json,
    response::{IntoResponse, Response},
};
use http::{HeaderName, HeaderValue, Method, StatusCode};
use serde_json::{Value, json};

use crate::Error;

/// Tells clients whether trying again makes sense.
pub const SHOULD_RETRY: HeaderName = HeaderName::from_static("stripe-should-retry");

/// An answer that is not kept under the idempotency key: the request was never executed.
#[derive(Debug, Clone, Copy)]
pub struct Unstored;

/// A request that failed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failure {
    status: StatusCode,
    kind: &'static str,
    code: Option<&'static str>,
    message: String,
    param: Option<String>,
    /// Whether the request was executed, so that its answer is repeated under the same key.
    executed: bool,
    should_retry: Option<bool>,
}

impl Failure {
    fn new(status: StatusCode, kind: &'static str, message: String) -> Self {
        Self { status, kind, code: None, message, param: None, executed: false, should_retry: None }
    }

    /// A parameter is missing or wrong, which was seen before anything was executed.
    pub fn parameter(param: &str, message: String) -> Self {
        let param = Some(param.to_owned());
        Self { param, ..Self::new(StatusCode::BAD_REQUEST, "invalid_request_error", message) }
    }

    /// The same, with a code.
    pub fn coded_parameter(code: &'static str, param: &str, message: String) -> Self {
        Self { code: Some(code), ..Self::parameter(param, message) }
    }

    /// The request is understood, and refused for a reason of business. Kept under the idempotency key.
    pub fn refused(code: Option<&'static str>, message: &str) -> Self {
        let failure = Self::new(StatusCode::BAD_REQUEST, "invalid_request_error", message.to_owned());
        Self { code, executed: true, ..failure }
    }

    /// There is no such thing; `param` is the name it was asked for by.
    pub fn missing(what: &str, param: &str, id: &str) -> Self {
        Self { status: StatusCode::NOT_FOUND, ..Self::missing_parameter(what, param, id) }
    }

    /// The same, of a thing that a parameter names.
    pub fn missing_parameter(what: &str, param: &str, id: &str) -> Self {
        Self::coded_parameter("resource_missing", param, format!("No such {what}: '{id}'"))
    }

    /// There is nothing at this address.
    pub fn nowhere(method: &Method, path: &str) -> Self {
        let message = format!("Unrecognized request URL ({method}: {path}).");
        Self::new(StatusCode::NOT_FOUND, "invalid_request_error", message)
    }

    /// The key is missing or wrong.
    pub fn unauthorized(message: &str) -> Self {
        Self::new(StatusCode::UNAUTHORIZED, "invalid_request_error", message.to_owned())
    }

    /// The account is not the platform's.
    pub fn foreign_account(account: &str) -> Self {
        let message = format!(
            "The provided key does not have access to account '{account}' (or that account does not exist)."
        );
        let failure = Self::new(StatusCode::FORBIDDEN, "invalid_request_error", message);
        Self { code: Some("account_invalid"), ..failure }
    }

    /// The idempotency key belongs to another request.
    pub fn idempotency(message: String) -> Self {
        Self::new(StatusCode::BAD_REQUEST, "idempotency_error", message)
    }

    /// A request with this idempotency key is being worked on.
    pub fn in_use(key: &str) -> Self {
        let message = format!("There is currently another in-progress request using this key: {key}");
        Self {
            code: Some("idempotency_key_in_use"),
            should_retry: Some(true),
            ..Self::new(StatusCode::CONFLICT, "idempotency_error", message)
        }
    }

    /// Stripe failed while it executed the request; it will say the same again under the same key.
    pub fn internal() -> Self {
        let message = "An unknown error occurred.".to_owned();
        Self {
            executed: true,
            should_retry: Some(false),
            ..Self::new(StatusCode::INTERNAL_SERVER_ERROR, "api_error", message)
        }
    }

    /// Stripe did not look at the request.
    pub fn unavailable() -> Self {
        let message = "The service is unavailable. Please try again later.".to_owned();
        let should_retry = Some(true);
        Self { should_retry, ..Self::new(StatusCode::SERVICE_UNAVAILABLE, "api_error", message) }
    }
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        tracing::error!(%error, "a request to Stripe failed");
        Self::internal()
    }
}

impl IntoResponse for Failure {
    fn into_response(self) -> Response {
        let mut error = json!({ "message": self.message, "type": self.kind });
        if let Some(fields) = error.as_object_mut() {
            fields.extend(self.code.map(|code| ("code".to_owned(), Value::from(code))));
            fields.extend(self.param.map(|param| ("param".to_owned(), Value::from(param))));
        }
        let mut answer = (self.status, Json(json!({ "error": error }))).into_response();
        if let Some(should_retry) = self.should_retry {
            let value = if should_retry { "true" } else { "false" };
            answer.headers_mut().insert(SHOULD_RETRY, HeaderValue::from_static(value));
        }
        if !self.executed {
            answer.extensions_mut().insert(Unstored);
        }
        answer
    }
}
