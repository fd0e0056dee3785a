//! Payment gateways.

use async_trait::async_trait;
use domain::{
    money::Money,
    order::{Capture, Gateway},
    time::Timestamp,
};

/// What a gateway needs to take a payment. Repeating it with the same content gives the same payment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CreatePayment {
    /// Our number for the attempt.
    pub number: String,
    /// What the payer reads, cut to the gateway's limit at a character boundary.
    pub description: String,
    /// What is to be paid.
    pub amount: Money,
    /// The last moment to pay, by the business clock.
    pub expires_at: Timestamp,
}

/// How the gateway answered a creation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CreateAnswer {
    /// It waits for the payer.
    Open {
        /// What the payer scans, byte for byte.
        code_url: String,
    },
    /// This number is paid already: query it.
    AlreadyPaid,
    /// This number is closed.
    Closed,
    /// The gateway refuses this payment for good.
    Refused {
        /// The gateway's own code.
        code: String,
    },
}

/// How the gateway answered a query.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum QueryAnswer {
    /// The money was captured.
    Paid(Capture),
    /// Nobody has paid yet.
    Waiting,
    /// It will take no money for this number.
    Closed,
    /// It does not know the number.
    Unknown,
}

/// How the gateway answered a close.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CloseAnswer {
    /// It will take no money for this number, or never knew it.
    Closed,
    /// Somebody paid in between: query it.
    AlreadyPaid,
}

/// What a gateway needs to send money back. The same refund number twice is one refund.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RefundRequest {
    /// The attempt's number.
    pub number: String,
    /// The refund's own number.
    pub refund_number: String,
    /// How much goes back.
    pub amount: Money,
    /// How much was captured.
    pub captured: Money,
}

/// How the gateway answered about a refund.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RefundAnswer {
    /// Accepted, under way.
    Processing,
    /// The money is back.
    Succeeded {
        /// When.
        at: Timestamp,
    },
    /// A person must look at it.
    Abnormal,
    /// It does not know the refund: ask for it again under the same number.
    Unknown,
}

/// The gateway could not be asked, or its answer could not be trusted. What it did is unknown: ask again.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum GatewayFault {
    /// No answer in time.
    #[error("the gateway did not answer")]
    NoAnswer,
    /// An answer whose signature or form is wrong.
    #[error("the gateway's answer could not be verified")]
    Untrusted,
    /// The gateway says it is in trouble or we ask too often.
    #[error("the gateway is in trouble ({code})")]
    Trouble {
        /// The gateway's own code.
        code: String,
    },
    /// Our own request was refused in a way that retrying will not change.
    #[error("the gateway refused our request ({code})")]
    Refused {
        /// The gateway's own code.
        code: String,
    },
}

/// The headers of a notification, name in lower case first.
#[derive(Clone, Copy, Debug)]
pub struct NotificationHeaders<'a>(pub &'a [(&'a str, &'a str)]);

impl<'a> NotificationHeaders<'a> {
    /// The value of a header by its lower-case name.
    pub fn get(&self, name: &str) -> Option<&'a str> {
        self.0.iter().find(|(known, _)| *known == name).map(|(_, value)| *value)
    }
}

/// A verified notification.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Notification {
    /// Money was captured for one of our numbers.
    Paid {
        /// The gateway's identifier of this event; the same on every resend.
        event_id: String,
        /// Our number.
        number: String,
        /// What was captured.
        capture: Capture,
    },
    /// Something changed with a refund of ours.
    Refund {
        /// The gateway's identifier of this event.
        event_id: String,
        /// Our refund number.
        refund_number: String,
        /// What the gateway says.
        answer: RefundAnswer,
    },
    /// An event of a kind we do not act on.
    Ignored {
        /// The gateway's identifier of this event.
        event_id: String,
    },
}

/// Why a notification was refused. Nothing of it is acted on, and the gateway is told to try again.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotificationRefused {
    /// A header is missing or malformed.
    #[error("a signature header is missing or malformed")]
    Headers,
    /// The signature is wrong; also the gateway's own probes.
    #[error("the signature is wrong")]
    Signature,
    /// Too old or from the future.
    #[error("the notification is too old or from the future")]
    Age,
    /// Signed by a key we do not know.
    #[error("the signing key is unknown")]
    UnknownKey,
    /// Signed, but not what the protocol promises.
    #[error("the notification cannot be read")]
    Malformed,
    /// Signed, but for another merchant or application.
    #[error("the notification is for another merchant")]
    OtherMerchant,
}

/// A payment gateway. Every answer has been verified; no method is called inside a unit of work.
#[async_trait]
pub trait PaymentGateway: Send + Sync {
    /// Which one it is.
    fn gateway(&self) -> Gateway;
    /// Creates a payment, or finds the one this number already made.
    async fn create(&self, payment: &CreatePayment) -> Result<CreateAnswer, GatewayFault>;
    /// Asks what became of a number.
    async fn query(&self, number: &str) -> Result<QueryAnswer, GatewayFault>;
    /// Asks that no money be taken for a number any more.
    async fn close(&self, number: &str) -> Result<CloseAnswer, GatewayFault>;
    /// Sends money back.
    async fn refund(&self, refund: &RefundRequest) -> Result<RefundAnswer, GatewayFault>;
    /// Asks what became of a refund.
    async fn query_refund(&self, refund_number: &str) -> Result<RefundAnswer, GatewayFault>;
    /// Verifies and decrypts a notification from its raw bytes. `now` is the system clock.
    fn parse_notification(
        &self,
        headers: NotificationHeaders<'_>,
        body: &[u8],
        now: Timestamp,
    ) -> Result<Notification, NotificationRefused>;
}
