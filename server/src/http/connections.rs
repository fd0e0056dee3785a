//! Connections: how they are accepted, what each may cost, and how they end.
//!
//! A loop of our own instead of `axum::serve`, which sets no limit: thousands of pages wait here at once, and what a
//! waiting connection keeps in memory is most of what the program needs then.

use std::{convert::Infallible, io, net::SocketAddr, time::Duration};

use axum::{
    Router,
    body::{Body, HttpBody as _},
    extract::{ConnectInfo, Request},
    response::Response,
};
use futures::{StreamExt as _, stream};
use hyper::{body::Incoming, server::conn::http1, service::service_fn};
use hyper_util::{
    rt::{TokioIo, TokioTimer},
    server::graceful::{GracefulShutdown, Watcher},
};
use tokio::{
    net::{TcpListener, TcpStream},
    time::{Instant, timeout_at},
};
use tower::Service as _;

use crate::tasks::{SHUTDOWN_DEADLINE, Tasks};

/// The largest head of a request, in bytes; a longer one is refused with 431.
const MAX_HEAD_BYTES: usize = 32 * 1024;
/// How long a connection may take for a head, and how long it may be silent between two requests. Longer than proxies
/// keep connections (60 s is usual), so that it is they who close.
const HEAD_PATIENCE: Duration = Duration::from_secs(75);
/// How long a body may take after its head. A form is one packet or two, and an agreement a few hundred; whoever never
/// comes to an end would keep a connection and what it has sent for ever.
const BODY_PATIENCE: Duration = Duration::from_secs(75);
/// How long to wait after a connection could not be accepted: with no file descriptors left, trying at once is a busy
/// loop.
const ACCEPT_PAUSE: Duration = Duration::from_millis(100);

/// Serves until the tasks are asked to stop, then waits for requests that are under way, but not for ever.
pub async fn serve(listener: TcpListener, router: Router, tasks: &Tasks) {
    let open = GracefulShutdown::new();
    loop {
        let accepted = tokio::select! {
            accepted = listener.accept() => accepted,
            () = tasks.stopping() => break,
        };
        match accepted {
            Ok((stream, address)) => begin(answer(stream, address, router.clone(), open.watcher())),
            Err(error) => not_accepted(&error).await,
        }
    }
    drop(listener);
    // A connection that never ends must not keep the process: open waits have been ended by the same signal.
    if tokio::time::timeout(SHUTDOWN_DEADLINE, open.shutdown()).await.is_err() {
        tracing::warn!("some connections did not end in time");
    }
}

#[expect(clippy::disallowed_methods, reason = "`serve` waits for it, by its watcher")]
fn begin(connection: impl Future<Output = ()> + Send + 'static) {
    tokio::spawn(connection);
}

async fn answer(stream: TcpStream, address: SocketAddr, router: Router, watcher: Watcher) {
    // Answers are small and written whole: nothing is gained by waiting for more. A refusal changes nothing else.
    let _ = stream.set_nodelay(true);
    let service = service_fn(move |request: Request<Incoming>| pass(router.clone(), request, address));
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(HEAD_PATIENCE)
        .max_buf_size(MAX_HEAD_BYTES)
        .serve_connection(TokioIo::new(stream), service);
    if let Err(error) = watcher.watch(connection).await {
        tracing::debug!(%error, "a connection ended in the middle");
    }
}

async fn pass(
    mut router: Router,
    request: Request<Incoming>,
    address: SocketAddr,
) -> Result<Response, Infallible> {
    let mut request = request.map(|body| in_time(Body::new(body), BODY_PATIENCE));
    request.extensions_mut().insert(ConnectInfo(address));
    router.call(request).await
}

/// A body that ends with an error when its time is up.
fn in_time(body: Body, patience: Duration) -> Body {
    if body.is_end_stream() {
        return body;
    }
    let until = Instant::now() + patience;
    let chunks = stream::unfold(body.into_data_stream(), move |mut chunks| async move {
        match timeout_at(until, chunks.next()).await {
            Ok(chunk) => Some((chunk?, chunks)),
            Err(late) => Some((Err(axum::Error::new(late)), chunks)),
        }
    });
    Body::from_stream(chunks)
}

/// A caller who left before we answered is no news; anything else is, and may last.
async fn not_accepted(error: &io::Error) {
    use io::ErrorKind::{ConnectionAborted, ConnectionRefused, ConnectionReset};
    if matches!(error.kind(), ConnectionAborted | ConnectionRefused | ConnectionReset) {
        return;
    }
    tracing::error!(%error, "no connection can be accepted");
    tokio::time::sleep(ACCEPT_PAUSE).await;
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use axum::body::{Body, Bytes, to_bytes};
    use futures::{StreamExt as _, stream};

    use super::{BODY_PATIENCE, in_time};

    #[tokio::test]
    async fn a_body_is_read_to_its_end_and_one_without_an_end_is_given_up() {
        let pieces = || stream::iter(["a=", "b"]).map(|piece| Ok::<_, std::io::Error>(Bytes::from(piece)));
        let whole = in_time(Body::from_stream(pieces()), BODY_PATIENCE);
        assert_eq!(to_bytes(whole, 9).await.unwrap(), "a=b");
        let silent = in_time(Body::from_stream(pieces().chain(stream::pending())), Duration::from_millis(1));
        assert!(to_bytes(silent, 9).await.is_err());
        assert!(to_bytes(in_time(Body::empty(), Duration::ZERO), 9).await.unwrap().is_empty());
    }
}
