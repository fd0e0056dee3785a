//! Payment gateways.

use async_trait::async_trait;
use domain::{
    money::{Currency, Money},
    order::{Capture, Channel, DisputeNews, Gateway, PayWay, PayerAction},
    time::{Day, Timestamp},
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
    /// The last moment to pay, by the business clock: a little later than the order's own, see
    /// [`domain::policy::Policy::LATER_AT_GATEWAYS_SECONDS`].
    pub expires_at: Timestamp,
    /// What the payer chose.
    pub channel: Channel,
    /// As which kind of order; one of [`PaymentGateway::ways`].
    pub way: PayWay,
    /// Who pays, as the wallet knows them (an openid), for the ways that need it.
    pub payer: Option<String>,
    /// Where the payer comes back to: the order's own page.
    pub return_url: String,
    /// The payer's address, as some gateways ask for it; never stored.
    pub client_address: String,
    /// The language of the gateway's own pages: `en` or `zh`.
    pub language: &'static str,
}

/// One payment at a gateway.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PaymentReference {
    /// Our number for the attempt.
    pub number: String,
    /// The gateway's own name, where it gave one.
    pub reference: Option<String>,
}

/// How the gateway answered a creation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CreateAnswer {
    /// It waits for the payer.
    Open {
        /// What the payer has to do. Addresses have been checked to be the gateway's own.
        action: PayerAction,
        /// The gateway's own name for the payment, where later questions need it.
        reference: Option<String>,
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
    /// The gateway's own number of the captured payment.
    pub gateway_transaction: String,
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
    /// A person must look at it: it was accepted and could not be carried out.
    Abnormal,
    /// It was carried out, and the money went into our own bank account instead of the payer's.
    BackWithUs,
    /// The gateway will not do it, and repeating will not change that.
    Refused {
        /// The gateway's own code.
        code: String,
    },
    /// Our account there holds too little now: ask for it again later under the same number.
    NotEnough,
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
    /// Something may have become of one of our numbers, and this event's word is not enough: the gateway is asked.
    Ask {
        /// The gateway's identifier of this event.
        event_id: String,
        /// Our number.
        number: String,
    },
    /// A payer's bank took captured money back, or decided about it.
    Dispute {
        /// The gateway's identifier of this event.
        event_id: String,
        /// What the gateway says.
        news: DisputeNews,
    },
    /// An event of a kind we do not act on.
    Ignored {
        /// The gateway's identifier of this event.
        event_id: String,
    },
}

/// What kind of line a bill has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BillKind {
    /// Money that was captured.
    Payment,
    /// Money that went back.
    Refund,
}

/// Whether the money of a bill's line has moved. A bill lists what was asked for on its day, and how that stood when it was
/// made; what was captured has always moved.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BillState {
    /// It has.
    Moved,
    /// Not yet, and it may still fail.
    UnderWay,
    /// It could not be carried out: the gateway keeps the money until somebody says there where it goes.
    Stuck,
    /// It has not, and it will not.
    Void,
}

/// One line of a gateway's own record of a day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BillLine {
    /// Which kind.
    pub kind: BillKind,
    /// Our number of the payment, as the gateway has it.
    pub number: String,
    /// The gateway's own number of the payment.
    pub gateway_transaction: String,
    /// Our number of the refund, for a refund; the gateway's own for one that was made there by hand.
    pub refund_number: Option<String>,
    /// What was captured, or what went back; positive.
    pub amount: Money,
    /// When, as the gateway says.
    pub at: Timestamp,
    /// Whether it has moved.
    pub state: BillState,
}

/// A gateway's own record of one of its days.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Bill {
    /// It has not been made yet (usually until 10:00 of the next day there).
    NotReady,
    /// Everything of that day.
    Lines {
        /// The first moment of the gateway's day.
        from: Timestamp,
        /// The first moment after it.
        until: Timestamp,
        /// In no certain order.
        lines: Vec<BillLine>,
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

/// A number that every gateway takes and none of our attempts has: theirs are longer and have no such sign in them.
const NOBODYS_NUMBER: &str = "JOINERY_DOCTOR";

/// One of our accounts at a payment gateway. Every answer has been verified; no method is called inside a unit of work.
///
/// Conformance (one suite, every adapter: `gateways/tests/conformance`): the same number twice with the same content is
/// one payment; a paid number is never created again; closing what was paid answers [`CloseAnswer::AlreadyPaid`]; one
/// refund number is one refund; everything doubtful is a [`GatewayFault`], never a guess.
#[async_trait]
pub trait PaymentGateway: Send + Sync {
    /// Which one it is.
    fn gateway(&self) -> Gateway;
    /// The ways it has for a channel in a currency; empty when it does not carry it.
    fn ways(&self, channel: Channel, currency: Currency) -> Vec<PayWay>;
    /// For how many seconds the address works that a payer is given for a way, with time to go there. Then creating the
    /// payment again gives another one. `None` where it works for as long as the payment can be paid.
    fn page_life_seconds(&self, way: PayWay) -> Option<i64> {
        let _ = way;
        None
    }
    /// Whether it answers and knows us, for the doctor: its keys are fetched where they change by themselves, and it is asked
    /// about a payment that nobody has made.
    async fn check(&self) -> Result<(), GatewayFault> {
        self.refresh_keys().await?;
        let nobodys = PaymentReference { number: NOBODYS_NUMBER.to_owned(), reference: None };
        self.query(&nobodys).await.map(|_| ())
    }
    /// Creates a payment, or finds the one this number already made.
    async fn create(&self, payment: &CreatePayment) -> Result<CreateAnswer, GatewayFault>;
    /// Asks what became of a payment.
    async fn query(&self, payment: &PaymentReference) -> Result<QueryAnswer, GatewayFault>;
    /// Asks that no money be taken for a payment any more.
    async fn close(&self, payment: &PaymentReference) -> Result<CloseAnswer, GatewayFault>;
    /// Sends money back.
    async fn refund(&self, refund: &RefundRequest) -> Result<RefundAnswer, GatewayFault>;
    /// Asks what became of a refund.
    async fn query_refund(&self, refund: &RefundRequest) -> Result<RefundAnswer, GatewayFault>;
    /// The gateway's own record of one of its days.
    async fn bill(&self, day: Day) -> Result<Bill, GatewayFault>;
    /// Verifies and decrypts a notification from its raw bytes. `now` is the system clock.
    fn parse_notification(
        &self,
        headers: NotificationHeaders<'_>,
        body: &[u8],
        now: Timestamp,
    ) -> Result<Notification, NotificationRefused>;
    /// Fetches the gateway's verification keys where they change by themselves (WeChat Pay's certificates): now and then,
    /// and when a notification is refused as [`NotificationRefused::UnknownKey`]. It bounds how often it asks.
    async fn refresh_keys(&self) -> Result<(), GatewayFault> {
        Ok(())
    }
    /// Where a payer's browser is sent to be known to the wallet (WeChat's silent sign-in), with our `state`; `None` where
    /// the account has no such thing.
    fn sign_in_url(&self, return_url: &str, state: &str) -> Option<String> {
        let _ = (return_url, state);
        None
    }
    /// The page of the account's mini-program that asks for a payment ([`PayWay::MiniProgram`]): a path of its own, without
    /// a query; `None` where the account has no such thing.
    fn native_page(&self) -> Option<&str> {
        None
    }
    /// Who pays that way, by the code that the wallet gave. One person is somebody else to each application.
    async fn payer(&self, way: PayWay, code: &str) -> Result<String, GatewayFault> {
        let _ = (way, code);
        Err(GatewayFault::Refused { code: "NOT_SUPPORTED".to_owned() })
    }
    /// The disputes that began at a moment or later, as they stand now, in no certain order; none where the gateway has
    /// no such thing.
    async fn disputes_since(&self, since: Timestamp) -> Result<Vec<DisputeNews>, GatewayFault> {
        let _ = since;
        Ok(Vec::new())
    }
    /// How a dispute stands now, by the gateway's own name for it; `None` when there is nothing to tell of it.
    async fn dispute(&self, reference: &str) -> Result<Option<DisputeNews>, GatewayFault> {
        let _ = reference;
        Ok(None)
    }
    /// Hands in what speaks for us in a dispute.
    async fn submit_evidence(&self, dispute: &str, text: &str) -> Result<(), GatewayFault> {
        let _ = (dispute, text);
        Err(GatewayFault::Refused { code: "NOT_SUPPORTED".to_owned() })
    }
}
