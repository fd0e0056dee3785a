//! Gateways for demos and tests, on the wire: WeChat Pay API v3 for direct merchants, Alipay's OpenAPI, Stripe's Checkout
//! and its payouts of connected accounts, and a small asynchronous bank of the sandbox's own.
//!
//! Real signatures, real encryption, real HTTP and the real resend ladder, with keys of its own; a merchant's program
//! needs only another base address and another key folder. It holds its state in memory, moves no money, and depends on
//! no crate of the house: that a second, separately written signer agrees with ours is what makes it worth asking.
//!
//! Each gateway, the bank and the wallet have a folder; what lies beside the folders is common to all of them.
//!
//! It does not speak TLS, does not rate-limit, and does not check that a nonce is fresh.

mod address;
pub mod alipay;
mod attempt;
mod bank;
mod certificate;
mod clock;
mod control;
mod entropy;
mod error;
mod gate;
pub mod keys;
mod mac;
mod rail_keys;
mod rails;
mod routes;
mod rsa;
mod sandbox;
mod script;
mod stripe;
mod unpayable;
mod wallet;
mod wechat;

use std::{future::Future, num::NonZeroU32, path::PathBuf, sync::Arc, time::Duration};

use tokio::net::TcpListener;

pub use crate::error::Error;
use crate::rails::Rail;

/// How a sandbox is set up.
#[derive(Debug, Clone)]
pub struct Config {
    /// The folder with the keys; see [`keys::create_if_missing`].
    pub keys: PathBuf,
    /// How many times faster than real the resend ladder and the refunds run.
    pub time_scale: NonZeroU32,
}

/// Where the payout rails send their events. The control interface can change it later.
#[derive(Debug, Clone, Default)]
pub struct Endpoints {
    /// The bank's, if it has one.
    pub bank: Option<String>,
    /// Stripe's, if it has one.
    pub stripe: Option<String>,
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
    serve_telling(listener, config, Endpoints::default(), shutdown).await
}

/// [`serve`], with rails that know from the start where to send their events.
pub async fn serve_telling<S>(
    listener: TcpListener,
    config: Config,
    endpoints: Endpoints,
    shutdown: S,
) -> Result<(), Error>
where
    S: Future<Output = ()> + Send + 'static,
{
    let sandbox = Arc::new(sandbox::Sandbox::open(&config)?);
    for (rail, url) in [(Rail::Bank, endpoints.bank), (Rail::Stripe, endpoints.stripe)] {
        if let Some(url) = url.as_ref().filter(|url| !rails::control::is_endpoint(url)) {
            return Err(Error::BadEndpoint(url.clone()));
        }
        sandbox.rail(rail).events.endpoint = url;
    }
    let stopping = sandbox.stopping.clone();
    let routes = routes::routes(Arc::clone(&sandbox));
    sandbox.tasks.spawn(rails::advance::keep_advancing(Arc::clone(&sandbox)));
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
