//! A running sandbox, its control interface, and a door where its events arrive.

use std::{
    num::NonZeroU32,
    path::{Path, PathBuf},
    sync::{Arc, OnceLock},
    time::{SystemTime, UNIX_EPOCH},
};

use domain::time::Timestamp;
use gateways::{
    http::{HttpClient, Limits},
    stripe::{StripePayments, StripePaymentsConfig},
};
use reqwest::{Method, Request};
use serde_json::{Value, json};
use services::ports::{
    Clock, CreateAnswer, CreatePayment, Notification, NotificationHeaders, NotificationRefused,
    PaymentGateway as _, PaymentReference,
};
use tokio::{net::TcpListener, task::JoinSet};

use super::support::{
    payment,
    server::{Received, Script, Server},
};

/// The sandbox's time, and ours.
pub struct Real;

impl Clock for Real {
    fn business(&self) -> Timestamp {
        self.system()
    }

    #[expect(
        clippy::disallowed_methods,
        reason = "the sandbox signs with the real time, so its partner needs it"
    )]
    fn system(&self) -> Timestamp {
        let since_epoch = SystemTime::now().duration_since(UNIX_EPOCH).unwrap();
        Timestamp::from_unix_ms(i64::try_from(since_epoch.as_millis()).unwrap())
    }
}

/// Stops when dropped.
pub struct Sandbox {
    pub adapter: StripePayments,
    pub door: Server,
    base_url: String,
    control: HttpClient,
    _tasks: JoinSet<()>,
}

impl Sandbox {
    /// One whose door answers every event with a status.
    pub async fn start(status: u16) -> Self {
        let door =
            Server::start(move |_: &Received| Script::Answer { status, headers: vec![], body: vec![] }).await;
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let base_url = format!("http://{}", listener.local_addr().unwrap());
        // Refunds and wallets take a moment of the sandbox's clock, which a test moves.
        let config = sandbox::Config { keys: keys().to_path_buf(), time_scale: NonZeroU32::MIN };
        let mut tasks = JoinSet::new();
        tasks.spawn(async move { sandbox::serve(listener, config, std::future::pending()).await.unwrap() });
        let control = HttpClient::new(Limits::default()).unwrap();
        let config = StripePaymentsConfig::from_folder(&keys().join("stripe"), base_url.as_str()).unwrap();
        let adapter = StripePayments::new(config, Arc::new(Real)).unwrap();
        let sandbox = Self { adapter, door, base_url, control, _tasks: tasks };
        let url = format!("{}/webhooks/stripe", sandbox.door.base_url);
        sandbox.post("rails/stripe/endpoint", &json!({ "url": url })).await;
        sandbox
    }

    pub async fn post(&self, path: &str, body: &Value) -> Value {
        let url = format!("{}/_sandbox/{path}", self.base_url).parse().unwrap();
        let mut request = Request::new(Method::POST, url);
        request.headers_mut().insert("content-type", "application/json".parse().unwrap());
        *request.body_mut() = Some(body.to_string().into());
        let answer = self.control.exchange(request).await.unwrap();
        assert!(answer.status.is_success(), "{path}: {} {:?}", answer.status, answer.body);
        serde_json::from_slice(&answer.body).unwrap_or_default()
    }

    pub async fn fault(&self, on: &str, kind: &str) {
        let rule = json!({ "rail": "stripe", "on": on, "kind": kind, "delay_ms": 1 });
        self.post("faults", &rule).await;
    }

    /// A session of a number.
    pub async fn open(&self, payment: &CreatePayment) -> PaymentReference {
        match self.adapter.create(payment).await {
            Ok(CreateAnswer::Open { reference, .. }) => {
                PaymentReference { number: payment.number.clone(), reference }
            }
            other => panic!("{other:?}"),
        }
    }

    /// Pays by the control interface.
    pub async fn pay(&self, number: &str, how: Value) {
        self.post(&format!("stripe/sessions/{number}/pay"), &how).await;
    }

    /// The next event, read.
    pub async fn told(&mut self) -> Result<Notification, NotificationRefused> {
        let received = self.door.next().await;
        read(&self.adapter, &received)
    }

    /// The next event that we act on.
    pub async fn news(&mut self) -> Notification {
        loop {
            match self.told().await {
                Ok(Notification::Ignored { .. }) => {}
                Ok(news) => return news,
                Err(refused) => panic!("{refused:?}"),
            }
        }
    }
}

/// Reads an event.
pub fn read(adapter: &StripePayments, received: &Received) -> Result<Notification, NotificationRefused> {
    let headers: Vec<(&str, &str)> =
        received.headers.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    adapter.parse_notification(NotificationHeaders(&headers), &received.body, Real.system())
}

/// A payment of a number, by now.
pub fn payment_of(number: &str) -> CreatePayment {
    CreatePayment { number: number.to_owned(), expires_at: Real.system().plus_seconds(900), ..payment() }
}

/// One folder of keys for all tests of this run.
pub fn keys() -> &'static Path {
    static KEYS: OnceLock<PathBuf> = OnceLock::new();
    KEYS.get_or_init(|| {
        let folder =
            Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("stripe-keys-{}", std::process::id()));
        sandbox::keys::create_if_missing(&folder).unwrap();
        folder
    })
}
