//! A payment gateway for demos and tests: WeChat Pay API v3 for direct merchants, on the wire.
//!
//! Real signatures, real encryption, real HTTP and the real resend ladder, with keys of its own; a merchant's program
//! needs only another base address and another key folder. It holds its state in memory, moves no money, and depends on
//! no crate of the house: that a second, separately written signer agrees with ours is what makes it worth asking.
//!
//! It does not speak TLS, does not rate-limit, and does not check that a nonce is fresh.

mod answers;
mod authorization;
mod book;
mod clock;
mod close;
mod control;
mod entropy;
mod error;
mod faults;
mod fields;
mod gate;
pub mod keys;
mod native;
mod notification;
mod notifier;
mod pay;
mod query;
mod refund_fields;
mod refunds;
mod routes;
mod sandbox;
mod seal;
mod signing;
mod trades;
mod wallet;

use std::{future::Future, num::NonZeroU32, path::PathBuf, sync::Arc, time::Duration};

use tokio::net::TcpListener;

pub use crate::error::Error;

/// How a sandbox is set up.
#[derive(Debug, Clone)]
pub struct Config {
    /// The folder with the keys; see [`keys::create_if_missing`].
    pub keys: PathBuf,
    /// How many times faster than real the resend ladder and the refunds run.
    pub time_scale: NonZeroU32,
}

/// A connection that is still open this long after the stop was asked for is cut: its peer may never finish its request.
const PATIENCE: Duration = Duration::from_secs(2);

/// Serves the gateway, the wallet and the control interface on `listener` until `shutdown` is ready; then lets requests
/// finish, cuts every artificial delay short and stops sending notifications.
///
/// Anybody who can connect may pay orders and move the clock: listen on a loopback address.
pub async fn serve<S>(listener: TcpListener, config: Config, shutdown: S) -> Result<(), Error>
where
    S: Future<Output = ()> + Send + 'static,
{
    let sandbox = Arc::new(sandbox::Sandbox::open(&config)?);
    let stopping = sandbox.stopping.clone();
    let routes = routes::routes(Arc::clone(&sandbox));
    let serving = axum::serve(listener, routes).with_graceful_shutdown(async move {
        shutdown.await;
        stopping.cancel();
    });
    let served = tokio::select! {
        served = serving.into_future() => served,
        () = patience(&sandbox) => Ok(()),
    };
    sandbox.stopping.cancel();
    sandbox.tasks.close();
    sandbox.tasks.wait().await;
    Ok(served?)
}

async fn patience(sandbox: &sandbox::Sandbox) {
    sandbox.stopping.cancelled().await;
    tokio::time::sleep(PATIENCE).await;
}
