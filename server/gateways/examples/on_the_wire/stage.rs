//! A sandbox of this program's own, with a wire-tap in front of it; time, chance and numbers for whoever plays there.

use std::{
    num::NonZeroU32,
    path::Path,
    sync::{
        Arc,
        atomic::{AtomicI64, AtomicU64, Ordering},
    },
    time::{SystemTime, UNIX_EPOCH},
};

use aws_lc_rs::rand::{SecureRandom as _, SystemRandom};
use domain::{
    money::{Currency, Money},
    order::{Capture, Channel, PayWay},
    time::Timestamp,
};
use gateways::http::{Answer, HttpClient, Limits};
use reqwest::{Method, Request, header};
use serde_json::{Value, json};
use services::ports::{
    Clock, CreateAnswer, CreatePayment, Entropy, PaymentGateway, PaymentReference, QueryAnswer, RefundRequest,
};
use tokio::{net::TcpListener, task::JoinSet};

use crate::{Outcome, line, recorder::Recorder};

/// What everything costs.
pub const PRICE: Money = Money::new(990, Currency::Cny);
/// What goes back of it.
const PART: Money = Money::new(400, Currency::Cny);
/// Letters of two scripts, and signs that forms, addresses and headers have opinions about.
const DESCRIPTION: &str = "入会费 50% off + 'gift'";
/// Nobody listens there, and nobody has to.
pub const NOTIFY_URL: &str = "http://127.0.0.1:1/webhooks/gateway";
/// Refunds arrive at once, or nearly.
const TIME_SCALE: NonZeroU32 = match NonZeroU32::new(1000) {
    Some(scale) => scale,
    None => NonZeroU32::MIN,
};

/// The real time; business may be ahead of it.
#[derive(Default)]
pub struct Watch {
    ahead_ms: AtomicI64,
}

impl Clock for Watch {
    fn business(&self) -> Timestamp {
        self.system().plus_ms(self.ahead_ms.load(Ordering::Relaxed))
    }

    #[expect(clippy::disallowed_methods, reason = "a program of its own reads the real time")]
    fn system(&self) -> Timestamp {
        let since_epoch = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        Timestamp::from_unix_ms(i64::try_from(since_epoch.as_millis()).unwrap_or_default())
    }
}

/// Real randomness. Where there is none, nonces are all the same, which here harms nobody.
pub struct Draws;

impl Entropy for Draws {
    fn fill(&self, buffer: &mut [u8]) {
        let _filled = SystemRandom::new().fill(buffer);
    }
}

/// A payment that waits for its payer.
pub struct Open {
    pub answer: CreateAnswer,
    pub reference: PaymentReference,
}

/// Where payments are played. Stops when dropped.
pub struct Stage {
    pub clock: Arc<Watch>,
    recorder: Recorder,
    sandbox_url: String,
    control: HttpClient,
    numbers: AtomicU64,
    _tasks: JoinSet<()>,
}

impl Stage {
    /// A sandbox with these keys.
    pub async fn set(keys: &Path) -> Outcome<Self> {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let address = listener.local_addr()?;
        let config = sandbox::Config { keys: keys.to_path_buf(), time_scale: TIME_SCALE };
        let mut tasks = JoinSet::new();
        tasks.spawn(async move {
            // If it ends, whoever asks it gets no answer and says so.
            let _ended = sandbox::serve(listener, config, std::future::pending()).await;
        });
        Ok(Self {
            clock: Arc::default(),
            recorder: Recorder::before(address).await?,
            sandbox_url: format!("http://{address}"),
            control: HttpClient::new(Limits::default())?,
            numbers: AtomicU64::default(),
            _tasks: tasks,
        })
    }

    /// Where adapters ask.
    pub fn base_url(&self) -> &str {
        &self.recorder.base_url
    }

    /// Prints a step: its name, what there is to say about it, and what was asked since the last one.
    pub fn step(&self, name: &str, more: Value) -> Outcome {
        line::print(&json!({ "step": name, "requests": self.recorder.take()?, "more": more }))
    }

    /// A payment that nobody has asked for yet.
    pub fn payment(&self, channel: Channel, way: PayWay) -> CreatePayment {
        CreatePayment {
            number: self.number("J"),
            description: DESCRIPTION.to_owned(),
            amount: PRICE,
            expires_at: self.clock.business().plus_seconds(900),
            channel,
            way,
            // One person is somebody else to each application.
            payer: way.needs_payer().then(|| format!("oPayerOf{}", way.code())),
            return_url: "https://shop.test/o/1?from=wallet".to_owned(),
            client_address: "203.0.113.7".to_owned(),
            language: "zh",
        }
    }

    /// Asks for a payment.
    pub async fn open(&self, gateway: &dyn PaymentGateway, payment: &CreatePayment) -> Outcome<Open> {
        let answer = gateway.create(payment).await?;
        let CreateAnswer::Open { reference, .. } = &answer else {
            return Err(format!("{payment:?}: {answer:?}").into());
        };
        let reference = PaymentReference { number: payment.number.clone(), reference: reference.clone() };
        Ok(Open { answer, reference })
    }

    /// What was captured.
    pub async fn captured(&self, gateway: &dyn PaymentGateway, open: &Open) -> Outcome<Capture> {
        match gateway.query(&open.reference).await? {
            QueryAnswer::Paid(capture) => Ok(capture),
            other => Err(format!("{} is not paid: {other:?}", open.reference.number).into()),
        }
    }

    /// A part of it, to go back.
    pub fn refund(&self, open: &Open, capture: &Capture) -> RefundRequest {
        RefundRequest {
            number: open.reference.number.clone(),
            refund_number: self.number("R"),
            amount: PART,
            captured: capture.amount,
            gateway_transaction: capture.gateway_transaction.clone(),
        }
    }

    /// Asks the sandbox's control interface for something. It is not recorded.
    pub async fn control(&self, path: &str, body: &Value) -> Outcome {
        let mut request =
            Request::new(Method::POST, format!("{}/_sandbox/{path}", self.sandbox_url).parse()?);
        request.headers_mut().insert(header::CONTENT_TYPE, "application/json".parse()?);
        *request.body_mut() = Some(body.to_string().into());
        done(path, self.control.exchange(request).await?)
    }

    /// Opens a page of the sandbox, as a payer. It is not recorded.
    pub async fn visit(&self, path: &str, query: &[(&str, &str)]) -> Outcome {
        let url = reqwest::Url::parse_with_params(&format!("{}{path}", self.sandbox_url), query)?;
        done(path, self.control.exchange(Request::new(Method::GET, url)).await?)
    }

    /// Lets a day and a half go by, here and at the gateway: today's bill is there.
    pub async fn pass_the_day(&self) -> Outcome {
        const MILLISECONDS: i64 = 36 * 3_600_000;
        self.clock.ahead_ms.fetch_add(MILLISECONDS, Ordering::Relaxed);
        self.control("clock", &json!({ "advance_ms": MILLISECONDS })).await
    }

    fn number(&self, letter: &str) -> String {
        let count = self.numbers.fetch_add(1, Ordering::Relaxed);
        format!("{letter}{}{count:02}", self.clock.system().unix_ms())
    }
}

fn done(path: &str, answer: Answer) -> Outcome {
    if answer.status.is_success() { Ok(()) } else { Err(format!("{path}: {answer:?}").into()) }
}
