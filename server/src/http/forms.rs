//! Forms that no page of ours sends: too large, of another kind, or unreadable.

use axum::{
    body::{Body, to_bytes},
    extract::{DefaultBodyLimit, Request},
    http::{HeaderMap, HeaderValue, StatusCode, header},
    middleware::Next,
    response::{IntoResponse as _, Response},
};
use futures::StreamExt as _;

/// The largest form or notification we read, in bytes.
const MAX_BODY_BYTES: usize = 64 * 1024;
/// The form of an agreement, which is the longest text that people write here.
const AGREEMENT: &str = "/api/publish_agreement";
/// The largest form of an agreement, in bytes. A Chinese character is nine of them in a form, so that the 30,000 characters
/// an agreement may have take 270,000, and those beyond the first plane of Unicode 360,000. What is longer than an
/// agreement may be is read as well, as far as that goes, so that it can be shown again and be shortened.
const MAX_AGREEMENT_BYTES: usize = 512 * 1024;
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

/// How many bytes of a request are read.
fn most_bytes(request: &Request) -> usize {
    if request.uri().path() == AGREEMENT { MAX_AGREEMENT_BYTES } else { MAX_BODY_BYTES }
}

/// Sees to it that no more of a request is read, whatever it says of itself.
pub fn bound(request: &mut Request) {
    DefaultBodyLimit::max(most_bytes(request)).apply(request);
}

/// Whether it says itself that it is too large.
pub fn is_too_large(request: &Request) -> bool {
    let length = request.headers().get(header::CONTENT_LENGTH).and_then(|value| value.to_str().ok());
    length.and_then(|length| length.parse::<usize>().ok()).is_some_and(|length| length > most_bytes(request))
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

#[cfg(test)]
mod tests {
    use axum::{
        RequestExt as _,
        body::{Body, Bytes, to_bytes},
        extract::Request,
    };

    use super::{AGREEMENT, MAX_AGREEMENT_BYTES, MAX_BODY_BYTES, bound};

    /// Whether so much is read of a request that does not say how long it is.
    async fn is_read(path: &str, bytes: usize) -> bool {
        let pieces = vec![Ok::<_, std::io::Error>(Bytes::from(vec![b'a'; bytes]))];
        let body = Body::from_stream(futures::stream::iter(pieces));
        let mut request = Request::builder().uri(path).body(body).unwrap();
        bound(&mut request);
        to_bytes(request.into_limited_body(), usize::MAX).await.is_ok()
    }

    #[test]
    fn the_proxy_of_the_guide_lets_through_what_we_take() {
        let guide = include_str!("../../../docs/guides/behind-a-proxy.md");
        assert!(guide.contains(&format!("client_max_body_size {}k;", MAX_AGREEMENT_BYTES / 1024)));
    }

    #[tokio::test]
    async fn no_more_is_read_than_the_form_may_have_whatever_a_request_says() {
        for (path, most) in [
            ("/api/start_order", MAX_BODY_BYTES),
            ("/webhooks/alipay", MAX_BODY_BYTES),
            (AGREEMENT, MAX_AGREEMENT_BYTES),
        ] {
            assert!(is_read(path, most).await, "{path}");
            assert!(!is_read(path, most + 1).await, "{path}");
        }
    }
}
