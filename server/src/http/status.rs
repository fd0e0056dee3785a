//! `GET /o/{token}/status` and `/events`: what a waiting page asks for.

use std::{convert::Infallible, sync::Arc, time::Duration};

use axum::{
    Extension, Json,
    extract::{Path, Query, State},
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse as _, Response, Sse, sse},
};
use domain::id::OrderToken;
use futures::{Stream, stream};
use serde::Deserialize;
use services::{Fault, actor::Session, feed::Watch};

use super::{Shared, machines, streams};
use crate::metrics::Metrics;

/// The longest wait one request may ask for, in seconds.
const MAX_WAIT_SECONDS: u64 = 25;
/// How often a stream says that it is alive.
const HEARTBEAT: Duration = Duration::from_secs(15);

/// How long to wait for news.
#[derive(Debug, Deserialize)]
pub struct Wait {
    /// Seconds; none answers at once.
    #[serde(default)]
    wait: u64,
}

/// Counts a waiting page for as long as it waits: whoever goes away meanwhile is dropped in the middle of the wait.
struct Waiting(Arc<Metrics>);

impl Waiting {
    fn begin(shared: &Shared) -> Self {
        shared.metrics.waiting.inc();
        Self(Arc::clone(&shared.metrics))
    }
}

impl Drop for Waiting {
    fn drop(&mut self) {
        self.0.waiting.dec();
    }
}

/// The status as JSON, or 304 while nothing has changed.
pub async fn status(
    State(shared): State<Shared>,
    session: Option<Extension<Arc<Session>>>,
    Path(token): Path<String>,
    Query(Wait { wait }): Query<Wait>,
    headers: HeaderMap,
) -> Response {
    let mut watch = match find(&shared, session, token).await {
        Ok(Some(watch)) => watch,
        Ok(None) => return StatusCode::NOT_FOUND.into_response(),
        Err(fault) => return failed(&fault),
    };
    let known = headers.get(header::IF_NONE_MATCH).map(|known| known.as_bytes().to_vec());
    // The head is a part of the connection's 8 KB buffer: held by thousands of waiting pages, it would add up.
    drop(headers);
    let unchanged = |version: i64| known.as_ref().is_some_and(|known| known == tag(version).as_bytes());
    if wait > 0 && unchanged(watch.version()) {
        let patience = Duration::from_secs(wait.min(MAX_WAIT_SECONDS));
        let _counted = Waiting::begin(&shared);
        watch.see();
        tokio::select! {
            () = watch.changed() => {}
            () = tokio::time::sleep(patience) => {}
            () = shared.tasks.stopping() => {}
        }
    }
    let version = watch.version();
    let mut response = if unchanged(version) {
        StatusCode::NOT_MODIFIED.into_response()
    } else {
        Json(shared.services.till.status_view(&watch.status())).into_response()
    };
    if let Ok(value) = HeaderValue::from_str(&tag(version)) {
        response.headers_mut().insert(header::ETAG, value);
    }
    response
}

/// The same as a stream: one event now, one for each change, none after the end state. It ends after a while by itself,
/// and a page then polls and tries again; so does one whose reader has too many.
pub async fn events(
    State(shared): State<Shared>,
    session: Option<Extension<Arc<Session>>>,
    Path(token): Path<String>,
) -> Response {
    let place = session.as_ref().map(|Extension(session)| shared.streams.enter(&session.user.id));
    match find(&shared, session, token).await {
        Ok(Some(watch)) => {
            let Some(place) = place.flatten() else {
                return StatusCode::TOO_MANY_REQUESTS.into_response();
            };
            let keep_alive = sse::KeepAlive::new().interval(HEARTBEAT);
            let events = streams::for_a_while(stream_of(shared, watch), place, streams::LIFE);
            let mut response = Sse::new(events).keep_alive(keep_alive).into_response();
            // Proxies that buffer would hold the news back.
            response.headers_mut().insert("x-accel-buffering", HeaderValue::from_static("no"));
            response
        }
        Ok(None) => StatusCode::NOT_FOUND.into_response(),
        Err(fault) => failed(&fault),
    }
}

fn stream_of(shared: Shared, watch: Watch) -> impl Stream<Item = Result<sse::Event, Infallible>> {
    stream::unfold(Some((shared, watch, true)), |state| async move {
        let (shared, mut watch, first) = state?;
        if !first {
            tokio::select! {
                () = watch.changed() => {}
                () = shared.tasks.stopping() => return None,
            }
        }
        let view = shared.services.till.status_view(&watch.see());
        let event =
            sse::Event::default().id(view.version.to_string()).event("status").json_data(&view).ok()?;
        let next = (view.next_poll_ms > 0).then_some((shared, watch, false));
        Some((Ok(event), next))
    })
}

async fn find(
    shared: &Shared,
    session: Option<Extension<Arc<Session>>>,
    token: String,
) -> Result<Option<Watch>, Fault> {
    let (Some(Extension(session)), Ok(token)) = (session, OrderToken::try_from(token)) else {
        return Ok(None);
    };
    shared.services.till.watch(&session.member(), &token).await
}

fn tag(version: i64) -> String {
    format!("\"{version}\"")
}

fn failed(fault: &Fault) -> Response {
    tracing::error!(error.code = fault.code(), %fault, "a status could not be read");
    machines::unavailable().into_response()
}
