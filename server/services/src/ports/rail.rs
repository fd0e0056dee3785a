//! Payout rails: the ways money leaves for creators' banks.

use async_trait::async_trait;
use domain::{
    id::{DestinationId, PayoutId},
    money::{Currency, Money},
    payouts::{FailureReason, PayoutKind, Rail, RailNews},
    time::{Day, Timestamp},
};

use super::gateway::{GatewayFault, NotificationHeaders, NotificationRefused};

/// Where the money goes, in the rail's own terms. Read from the people database and decrypted for one call; never
/// logged and never printed.
#[derive(Clone, PartialEq, Eq)]
pub struct BankDetails {
    /// Which destination they belong to.
    pub destination: DestinationId,
    /// Who owns the account.
    pub holder: String,
    /// The account: an IBAN or account number; at Stripe the external account's identifier.
    pub account: String,
    /// The bank: a BIC or bank number; at Stripe the connected account's identifier. Empty where the rail needs none.
    pub bank: String,
}

impl std::fmt::Debug for BankDetails {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("BankDetails").field("destination", &self.destination).finish_non_exhaustive()
    }
}

/// One payout as a rail sees it. Sending it twice under its number is one payout.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PayoutOrder {
    /// Our number for it: the payout's identifier, for ever.
    pub number: PayoutId,
    /// What is to arrive: the payout's net amount.
    pub amount: Money,
    /// How it travels.
    pub kind: PayoutKind,
    /// The UTC day of its run.
    pub day: Day,
    /// Since when the rail can know the number; one that remembers numbers only for a while must not be sent an older one.
    pub created_at: Timestamp,
    /// Where it goes.
    pub to: BankDetails,
    /// The rail's own name for it, once it gave one.
    pub reference: Option<String>,
}

/// A rail's event about one payout, verified.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RailEvent {
    /// Something became of a payout of ours.
    Payout {
        /// The rail's identifier of this event; the same on every resend.
        event_id: String,
        /// Our number.
        number: String,
        /// What the rail says.
        news: RailNews,
    },
    /// Something may have become of a payout of ours: the rail is asked, because this event's word could be somebody
    /// else's (a connected account can name our number in a payout of its own), or be overtaken.
    Ask {
        /// The rail's identifier of this event; the same on every resend.
        event_id: String,
        /// Our number.
        number: String,
    },
    /// An event of a kind we do not act on.
    Ignored {
        /// The rail's identifier of this event.
        event_id: String,
    },
}

/// What a destination can do, as the rail says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DestinationFacts {
    /// Whether it takes instant payouts.
    pub takes_instant: bool,
    /// Why it cannot be paid at all, if so.
    pub unusable: Option<FailureReason>,
}

/// A payout rail. Every answer has been verified; no method is called inside a unit of work.
///
/// Conformance (one suite, every rail): the same number twice is one payout; a number with other content is refused;
/// [`RailNews::TryLater`] is only said when the rail has certainly **not** taken the payout; [`RailNews::NotKnown`] only
/// by a query, when the rail certainly never had it; everything doubtful is [`RailNews::NoAnswer`].
#[async_trait]
pub trait PayoutRail: Send + Sync {
    /// Which one it is.
    fn rail(&self) -> Rail;
    /// Whether it carries payouts of a kind in a currency.
    fn carries(&self, kind: PayoutKind, currency: Currency) -> bool;
    /// Sends a payout, or finds the one this number already made. Never fails: what cannot be told is `NoAnswer`.
    async fn submit(&self, order: &PayoutOrder) -> RailNews;
    /// Asks what became of it.
    async fn query(&self, order: &PayoutOrder) -> RailNews;
    /// Asks to call it off; `InTransit` means that it is too late.
    async fn cancel(&self, order: &PayoutOrder) -> RailNews;
    /// What can be sent now in a currency; `None` when the rail cannot tell.
    async fn available(&self, currency: Currency) -> Result<Option<Money>, GatewayFault>;
    /// What a destination can do, asked when it is added and refreshed by a worker, never while a page is rendered.
    async fn look_at(&self, details: &BankDetails) -> Result<DestinationFacts, GatewayFault>;
    /// Verifies an event from its raw bytes. `now` is the system clock.
    fn parse_event(
        &self,
        headers: NotificationHeaders<'_>,
        body: &[u8],
        now: Timestamp,
    ) -> Result<RailEvent, NotificationRefused>;
}
