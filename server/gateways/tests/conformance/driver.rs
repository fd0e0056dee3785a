//! What the suite asks of a gateway's sandbox, and what the cases share.

use std::{
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use async_trait::async_trait;
use domain::{
    money::Money,
    order::{Capture, PayerAction},
    time::{Day, Timestamp},
};
use services::ports::{
    CreateAnswer, CreatePayment, Notification, NotificationHeaders, NotificationRefused, PaymentGateway,
    PaymentReference, QueryAnswer, RefundAnswer, RefundRequest,
};

/// What a fault strikes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum On {
    Create,
    Query,
    Close,
    Refund,
}

/// What goes wrong with one request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// The connection breaks; nothing happened.
    Drop,
    /// An error of the server; nothing happened.
    ServerError,
    /// Silence; it happened.
    TimeoutAfterSuccess,
}

impl Fault {
    pub const ALL: [Self; 3] = [Self::Drop, Self::ServerError, Self::TimeoutAfterSuccess];
}

/// A notification as it came, its headers' names in lower case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Told {
    pub headers: Vec<(String, String)>,
    pub body: Vec<u8>,
}

/// One merchant's account at one gateway's sandbox, paid by one of its ways.
#[async_trait]
pub trait Driver: Send + Sync {
    /// The adapter.
    fn gateway(&self) -> Arc<dyn PaymentGateway>;

    /// The same account after a restart: nothing of the first adapter is in memory.
    fn restarted(&self) -> Arc<dyn PaymentGateway>;

    /// Adapters that must not believe what this account is told: other accounts, other keys.
    fn strangers(&self) -> Vec<Arc<dyn PaymentGateway>>;

    /// A new payment of a number of its own, by this driver's channel, currency and way.
    fn payment(&self) -> CreatePayment;

    /// The least and the most the gateway takes, and what lies between; in each kind of currency it has.
    fn amounts(&self) -> Vec<Money>;

    /// The payer looks at what they were given, and does not pay yet: scans the code, or opens the page and leaves it open.
    /// From then on every gateway knows the payment.
    async fn seen(&self, payment: &CreatePayment, action: &PayerAction);

    /// Pays as the payer, with what the payer was given: on the page that is still open, or else anew. False when the
    /// gateway does not take the money.
    async fn pay(&self, payment: &CreatePayment, action: &PayerAction) -> bool;

    /// How many payments the gateway has under a number.
    async fn recorded(&self, number: &str) -> usize;

    /// The next such request goes wrong. False when no request of this kind exists (a signed address is made at home).
    async fn goes_wrong(&self, on: On, fault: Fault) -> bool;

    /// The first notification about the captured payment, once it has come.
    async fn told_of_payment(&self, number: &str) -> Told;

    /// Lets the gateway send that notification once more, and hands it on.
    async fn told_again(&self, number: &str) -> Told;

    /// The notification about a finished refund, once it has come. None where refunds are not told.
    async fn told_of_refund(&self, refund: &RefundRequest) -> Option<Told>;

    /// How long a notification is believed, in seconds. None where the protocol has no time.
    fn age_limit_seconds(&self) -> Option<i64>;

    /// Whether a created payment can be asked for before the payer has looked at it (at Alipay it cannot).
    fn is_known_before_it_is_seen(&self) -> bool {
        true
    }

    /// Ends the gateway's day, up to when its bill is ready; gives back the day that is over. The day began when the
    /// driver was started.
    async fn day_is_over(&self) -> Day;
}

/// A payment that waits for its payer.
pub struct Open {
    pub payment: CreatePayment,
    pub action: PayerAction,
    pub reference: PaymentReference,
}

/// Creates a payment.
pub async fn open(driver: &dyn Driver) -> Open {
    opened(driver, driver.payment()).await
}

/// Creates this payment.
pub async fn opened(driver: &dyn Driver, payment: CreatePayment) -> Open {
    match driver.gateway().create(&payment).await {
        Ok(CreateAnswer::Open { action, reference }) => {
            let reference = PaymentReference { number: payment.number.clone(), reference };
            Open { payment, action, reference }
        }
        other => panic!("{} is not open: {other:?}", payment.number),
    }
}

/// Creates this payment and pays it.
pub async fn paid(driver: &dyn Driver, payment: CreatePayment) -> (Open, Capture) {
    let open = opened(driver, payment).await;
    assert!(driver.pay(&open.payment, &open.action).await, "the money was not taken");
    let capture = captured(driver, &open.reference).await;
    (open, capture)
}

/// What was captured.
pub async fn captured(driver: &dyn Driver, reference: &PaymentReference) -> Capture {
    match driver.restarted().query(reference).await {
        Ok(QueryAnswer::Paid(capture)) => capture,
        other => panic!("{} is not paid: {other:?}", reference.number),
    }
}

/// Whether an answer lets the payer pay. Somebody is sent to pay by it, if so.
pub async fn can_be_paid(driver: &dyn Driver, payment: &CreatePayment, answer: &CreateAnswer) -> bool {
    match answer {
        CreateAnswer::Open { action, .. } => driver.pay(payment, action).await,
        CreateAnswer::AlreadyPaid | CreateAnswer::Closed | CreateAnswer::Refused { .. } => false,
    }
}

/// Asks for money of a captured payment back.
pub fn refund_of(open: &Open, capture: &Capture, minor: i64) -> RefundRequest {
    RefundRequest {
        number: open.payment.number.clone(),
        refund_number: number("R"),
        amount: Money::new(minor, capture.amount.currency()),
        captured: capture.amount,
        gateway_transaction: capture.gateway_transaction.clone(),
    }
}

/// When a refund's money was back. It may take a gateway a moment.
pub async fn settled(driver: &dyn Driver, refund: &RefundRequest) -> Timestamp {
    let asking = async {
        loop {
            match driver.gateway().query_refund(refund).await {
                Ok(RefundAnswer::Processing) => {}
                Ok(RefundAnswer::Succeeded { at }) => return at,
                other => panic!("{}: {other:?}", refund.refund_number),
            }
        }
    };
    tokio::time::timeout(Duration::from_secs(20), asking).await.unwrap()
}

/// Reads a notification.
pub fn read(
    gateway: &dyn PaymentGateway,
    told: &Told,
    now: Timestamp,
) -> Result<Notification, NotificationRefused> {
    let headers: Vec<(&str, &str)> =
        told.headers.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    gateway.parse_notification(NotificationHeaders(&headers), &told.body, now)
}

/// A number that no other payment or refund of any test run has.
pub fn number(letter: &str) -> String {
    static COUNT: AtomicU64 = AtomicU64::new(0);
    let count = COUNT.fetch_add(1, Ordering::Relaxed);
    format!("{letter}2026{:06}{count:06}", std::process::id() % 1_000_000)
}
