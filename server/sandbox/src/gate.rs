//! What the gates of all gateways have in common: how much they take, and how they leave somebody without an answer.

use std::io;

use axum::{
    body::Body,
    response::{IntoResponse, Response},
};
use bytes::Bytes;

/// Requests with more are refused.
pub const MAX_BODY_BYTES: usize = 64 * 1024;

/// No answer at all: the body fails before its head is flushed, so the server closes the connection.
pub fn broken_connection() -> Response {
    let failure = io::Error::new(io::ErrorKind::ConnectionAborted, "broken on purpose");
    Body::from_stream(tokio_stream::once(Err::<Bytes, _>(failure))).into_response()
}
