//! Forms that no page of ours sends: too large, of another kind, or unreadable.

use axum::{
    body::{Body, to_bytes},
    extract::Request,
    http::{HeaderMap, HeaderValue, StatusCode, header},
    middleware::Next,
    response::{IntoResponse as _, Response},
};
use futures::StreamExt as _;

use super::MAX_BODY_BYTES;

/// Below this stand the server functions.
const FUNCTIONS: &str = "/api/";
/// The only encoding that our forms have.
const FORM: &str = "application/x-www-form-urlencoded";
/// What a server function says of a form that it cannot read.
const UNREADABLE: &str = "JN-FORM";
/// Where a browser is led that sent one.
const TROUBLE: &str = "/trouble?code=JN-FORM";
/// How much of a body that is too large is read and thrown away.
const MAX_DISCARDED_BYTES: usize = 1024 * 1024;
/// The longest error a server function writes, in bytes.
const MAX_ERROR_BYTES: usize = 1024;

/// Whether it says itself that it is too large.
pub fn is_too_large(request: &Request) -> bool {
    let length = request.headers().get(header::CONTENT_LENGTH).and_then(|value| value.to_str().ok());
    length.and_then(|length| length.parse::<usize>().ok()).is_some_and(|length| length > MAX_BODY_BYTES)
}

/// Refuses it before any of it is looked at.
pub async fn refuse_too_large(request: Request) -> Response {
    discard(request.into_body()).await;
    let text = "This is more than a form of ours can hold, so nothing was done and no money moved. (JN-LARGE)\n\
                内容超出表单上限，没有任何更改，也没有扣款。(JN-LARGE)\n";
    (StatusCode::PAYLOAD_TOO_LARGE, text).into_response()
}

/// Reads what is on its way, up to a limit: an answer before the end of a request is lost with its connection.
async fn discard(body: Body) {
    let mut chunks = body.into_data_stream();
    let mut left = MAX_DISCARDED_BYTES;
    while let Some(Ok(chunk)) = chunks.next().await {
        left = left.saturating_sub(chunk.len());
        if left == 0 {
            return;
        }
    }
}

/// Whether a server function is asked.
pub fn is_for_a_function(request: &Request) -> bool {
    request.uri().path().starts_with(FUNCTIONS)
}

/// Answers an unreadable form in our own words. Leptos would send a browser back to whatever page it says it came from,
/// with the error in the address, and would tell a program that the fault is ours.
pub async fn answer_unreadable(request: Request, next: Next) -> Response {
    if !is_form(request.headers()) {
        return (StatusCode::UNSUPPORTED_MEDIA_TYPE, "Send a form. (JN-FORM)\n").into_response();
    }
    let response = next.run(request).await;
    match response.status() {
        // Our own functions always answer a browser with 303.
        StatusCode::FOUND => {
            (StatusCode::SEE_OTHER, [(header::LOCATION, HeaderValue::from_static(TROUBLE))]).into_response()
        }
        StatusCode::INTERNAL_SERVER_ERROR => blame_the_form(response).await,
        _ => response,
    }
}

/// A request without a body needs no kind.
fn is_form(headers: &HeaderMap) -> bool {
    let kind = headers.get(header::CONTENT_TYPE).map(|value| value.to_str().unwrap_or_default());
    kind.is_none_or(|kind| kind.split(';').next().is_some_and(|kind| kind.trim().eq_ignore_ascii_case(FORM)))
}

async fn blame_the_form(response: Response) -> Response {
    let (mut head, body) = response.into_parts();
    let body = to_bytes(body, MAX_ERROR_BYTES).await.unwrap_or_default();
    if body.windows(UNREADABLE.len()).any(|part| part == UNREADABLE.as_bytes()) {
        head.status = StatusCode::BAD_REQUEST;
    }
    Response::from_parts(head, Body::from(body))
}
