//! HTTP: the router, and everything that stands in front of the pages.

mod assets;
mod connections;
mod csv_file;
mod demo;
mod exports;
mod forgery;
mod forms;
mod front;
mod headers;
mod machines;
mod observe;
mod pages;
mod session;
mod status;
mod streams;
mod wallet;
mod webhooks;

use std::{ops::Deref, sync::Arc};

use axum::{
    Router,
    middleware::from_fn_with_state,
    routing::{get, post},
};
use domain::order::Gateway;
use gateways::sandbox_clock::SandboxClock;
use services::Services;
use tower_http::catch_panic::CatchPanicLayer;

pub use connections::serve;

use crate::{clock::RealClock, metrics::Metrics, settings::Settings, tasks::Tasks};

/// What handlers and layers share: one pointer, because the router copies it for each layer of each request.
#[derive(Clone)]
pub struct Shared(Arc<Everything>);

impl Deref for Shared {
    type Target = Everything;

    fn deref(&self) -> &Everything {
        &self.0
    }
}

/// What handlers and layers need.
pub struct Everything {
    /// The use cases.
    pub services: Arc<Services>,
    /// The clocks; the demo moves one of them.
    pub clock: Arc<RealClock>,
    /// The tasks, to know when to stop waiting.
    pub tasks: Tasks,
    /// The counters.
    pub metrics: Arc<Metrics>,
    /// The streams that pages hold open.
    pub streams: streams::Streams,
    /// The security headers of this installation.
    pub headers: Arc<headers::SecurityHeaders>,
    /// Whether `X-Forwarded-For` is believed.
    pub behind_proxy: bool,
    /// The sandbox's clock, which follows ours in a demo.
    pub sandbox: Option<SandboxClock>,
}

/// The whole site.
pub fn router(
    settings: &Settings,
    services: &Arc<Services>,
    clock: &Arc<RealClock>,
    tasks: &Tasks,
) -> Router {
    let shared = Shared(Arc::new(Everything {
        services: Arc::clone(services),
        clock: Arc::clone(clock),
        tasks: tasks.clone(),
        metrics: Arc::default(),
        streams: streams::Streams::default(),
        headers: Arc::new(headers::SecurityHeaders::new(&services.site)),
        behind_proxy: settings.behind_proxy,
        sandbox: sandbox_clock(settings),
    }));
    let people = pages::router(&shared).merge(
        Router::new()
            .route("/o/{token}/status", get(status::status))
            .route("/o/{token}/events", get(status::events))
            .route("/o/{token}/go", get(wallet::go_on))
            .route("/o/{token}/mini-program", post(wallet::mini_program))
            .route("/o/{token}/wechat", get(wallet::go))
            .route("/o/{token}/wechat/back", get(wallet::come_back))
            .with_state(shared.clone()),
    );
    let mut machines = Router::new()
        .route("/healthz", get(machines::alive))
        .route("/readyz", get(machines::ready))
        .route("/metrics", get(machines::metrics));
    if settings.has_gateway(Gateway::WechatPay) {
        machines = machines.route("/webhooks/wechat-pay", post(webhooks::wechat_pay));
    }
    if settings.has_gateway(Gateway::Alipay) {
        machines = machines.route("/webhooks/alipay", post(webhooks::alipay));
    }
    if settings.sandbox_bank.is_some() {
        machines = machines.route("/webhooks/sandbox-bank", post(webhooks::sandbox_bank));
    }
    if settings.stripe.is_some() || settings.has_gateway(Gateway::Stripe) {
        machines = machines.route("/webhooks/stripe", post(webhooks::stripe));
    }
    let mut all = people.merge(machines.with_state(shared.clone()));
    if services.site.demo {
        all = all.merge(Router::new().route("/demo/clock", post(demo::clock)).with_state(shared.clone()));
    }
    all.layer(CatchPanicLayer::custom(machines::panicked)).layer(from_fn_with_state(shared, front::pass))
}

/// The clock of the sandbox behind a demo.
fn sandbox_clock(settings: &Settings) -> Option<SandboxClock> {
    let account = settings.gateway_accounts().first().map(|account| account.url().to_owned());
    let url = account.or(settings.sandbox_bank.as_ref().map(|bank| bank.url.clone()));
    SandboxClock::new(&url.filter(|_| settings.is_demo())?).ok()
}
