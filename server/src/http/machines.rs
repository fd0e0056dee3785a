//! What machines ask: alive, ready, counts; and the plain answers when pages cannot be made.

use std::any::Any;

use axum::{
    body::Body,
    extract::State,
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};

use super::{Shared, assets};

/// What machines ask without a session; they must be answered even when people cannot be.
pub const PATHS: [&str; 3] = ["/healthz", "/readyz", "/metrics"];

/// Open items of the review queue are counted up to here: whoever looks at the counters must not cost more with each of them.
const MOST_REVIEWS: u32 = 10_000;

/// `/healthz`: the process answers.
pub async fn alive() -> &'static str {
    "alive\n"
}

/// `/readyz`: both databases answer.
pub async fn ready(State(shared): State<Shared>) -> Response {
    let (people, commerce) = tokio::join!(shared.services.people.ping(), shared.services.commerce.ping());
    match people.and(commerce) {
        Ok(()) => "ready\n".into_response(),
        Err(fault) => {
            tracing::error!(%fault, "not ready");
            (StatusCode::SERVICE_UNAVAILABLE, "a database does not answer\n").into_response()
        }
    }
}

/// `/metrics`, in the text format of OpenMetrics. Counts only, but keep it inside your network all the same.
pub async fn metrics(State(shared): State<Shared>) -> Response {
    let mut text = String::new();
    // Without an answer the last counts stand: the page of counters must not fail with a database.
    let engine = &shared.services.engine;
    let count = |count| i64::try_from(count).unwrap_or(i64::MAX);
    shared.metrics.payout_contradictions.set(count(engine.contradictions()));
    shared.metrics.payout_not_readable.set(count(engine.not_readable()));
    if let Ok(counts) = shared.services.messages.outbox().await {
        shared.metrics.outbox_waiting.set(counts.waiting);
        shared.metrics.outbox_dead.set(counts.dead);
    }
    if let Ok(open) = shared.services.commerce.count_open_reviews(MOST_REVIEWS).await {
        shared.metrics.review_open.set(i64::from(open));
    }
    match prometheus_client::encoding::text::encode(&mut text, &shared.metrics.registry) {
        Ok(()) => {
            let kind = "application/openmetrics-text; version=1.0.0; charset=utf-8";
            ([(header::CONTENT_TYPE, kind)], text).into_response()
        }
        Err(_) => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    }
}

/// When the database cannot be asked who somebody is.
pub fn unavailable() -> impl IntoResponse {
    let text = "We cannot reach our database right now. Nothing was changed and no money moved. Try again in a minute. \
                (JN-STORE)\n我们暂时无法访问数据库。没有任何更改，也没有扣款。请稍后再试。(JN-STORE)\n";
    (StatusCode::SERVICE_UNAVAILABLE, [(header::RETRY_AFTER, "30")], text)
}

/// A bug: logged with its place by the panic hook, told without any detail. The page is a fixed text with the style of
/// the others, in both languages: whatever made it necessary must not be asked for anything again.
pub fn panicked(_: Box<dyn Any + Send + 'static>) -> http::Response<Body> {
    tracing::error!("a request ended in a panic");
    let sheet = format!("/{}/{}.css", assets::package_folder(), assets::OUTPUT_NAME);
    let page = include_str!("panic.html").replace("{sheet}", &sheet);
    let headers = [
        (header::CONTENT_TYPE, "text/html; charset=utf-8"),
        (header::CACHE_CONTROL, "no-store"),
        (header::CONTENT_SECURITY_POLICY, PANIC_POLICY),
    ];
    (StatusCode::INTERNAL_SERVER_ERROR, headers, page).into_response()
}

/// Style of our own and links; nothing runs.
const PANIC_POLICY: &str = "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

#[cfg(test)]
mod tests {
    use axum::{Router, body::to_bytes, extract::Request, routing::get};
    use tower::ServiceExt as _;
    use tower_http::catch_panic::CatchPanicLayer;

    use super::*;

    async fn breaks() -> &'static str {
        panic!("the order ord_secret of canary@example.com has no price")
    }

    #[tokio::test]
    async fn a_handler_that_panics_is_answered_with_a_page_that_has_a_code_and_no_detail() {
        let router = Router::new()
            .route("/breaks", get(breaks))
            .route("/works", get(alive))
            .layer(CatchPanicLayer::custom(panicked));
        let ask = async |path: &str| {
            let request = Request::get(path).body(Body::empty()).unwrap();
            router.clone().oneshot(request).await.unwrap()
        };
        let answer = ask("/breaks").await;
        assert_eq!(answer.status(), StatusCode::INTERNAL_SERVER_ERROR);
        assert_eq!(answer.headers()[header::CONTENT_TYPE], "text/html; charset=utf-8");
        assert_eq!(answer.headers()[header::CACHE_CONTROL], "no-store");
        let page = to_bytes(answer.into_body(), 64 * 1024).await.unwrap();
        let page = String::from_utf8(page.to_vec()).unwrap();
        assert!(page.contains("<code class=\"code\">JN-PANIC</code>"), "{page}");
        assert!(page.contains("do not pay again") && page.contains("请勿重复付款"), "{page}");
        for secret in ["ord_secret", "canary", "machines.rs", "{sheet}"] {
            assert!(!page.contains(secret), "{secret} in {page}");
        }
        assert_eq!(ask("/works").await.status(), StatusCode::OK, "the next request is served");
    }
}
