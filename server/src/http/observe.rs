//! One log line and one count per request, with an id that the answer carries.

use std::time::Duration;

use axum::{
    extract::{MatchedPath, Request},
    http::{HeaderValue, Method, StatusCode},
    response::Response,
};
use domain::time::Timestamp;
use services::ports::{Clock as _, EntropyExt as _};
use tracing::Span;

use super::Shared;
use crate::{entropy::SystemEntropy, metrics::RequestLabels};

/// The method, or one word for all that nobody serves: what visitors invent must not make counters.
fn known(method: &Method) -> &str {
    let served = [
        Method::GET,
        Method::HEAD,
        Method::POST,
        Method::OPTIONS,
        Method::PUT,
        Method::PATCH,
        Method::DELETE,
    ];
    if served.contains(method) { method.as_str() } else { "other" }
}

/// A request from its beginning to its answer. Logs the route's pattern, not the address: order tokens are secrets.
pub struct Watch {
    id: String,
    method: String,
    route: String,
    span: Span,
    started: Timestamp,
}

impl Watch {
    /// Names the request.
    pub fn begin(shared: &Shared, request: &Request) -> Self {
        let id = format!("{:016x}", SystemEntropy.bits() >> 64);
        let method = known(request.method()).to_owned();
        let route = request.extensions().get::<MatchedPath>().map_or("other", MatchedPath::as_str).to_owned();
        let span = tracing::info_span!("request", request.id = id, http.method = method, http.route = route);
        Self { id, method, route, span, started: shared.clock.system() }
    }

    /// What is logged meanwhile belongs to it.
    pub fn span(&self) -> Span {
        self.span.clone()
    }

    /// Counts and logs it, and tells its name.
    pub fn end(self, shared: &Shared, mut response: Response) -> Response {
        let Self { id, method, route, span, started } = self;
        let took_ms = shared.clock.system().ms_since(started).max(0);
        let status = response.status();
        if let Ok(value) = HeaderValue::from_str(&id) {
            response.headers_mut().insert("x-request-id", value);
        }
        if !route.ends_with("/status") && !route.ends_with("/events") {
            shared.metrics.seconds.observe(Duration::from_millis(took_ms.unsigned_abs()).as_secs_f64());
        }
        let _entered = span.enter();
        if status.is_server_error() {
            tracing::error!(http.status = status.as_u16(), took_ms, "answered with a failure of ours");
        } else if status != StatusCode::NOT_MODIFIED {
            tracing::debug!(http.status = status.as_u16(), took_ms, "answered");
        }
        shared
            .metrics
            .requests
            .get_or_create(&RequestLabels { method, route, status: status.as_u16() })
            .inc();
        response
    }
}
