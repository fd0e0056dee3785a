//! What a payment by Checkout consists of.

use std::collections::BTreeMap;

/// Texts of the merchant's own.
pub type Metadata = BTreeMap<String, String>;

/// Where a session stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// It waits for its payer.
    Open,
    /// The payer did their part.
    Complete,
    /// Nobody can pay by it any more.
    Expired,
}

impl Standing {
    /// Stripe's word.
    pub fn word(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Complete => "complete",
            Self::Expired => "expired",
        }
    }
}

/// A Checkout Session. Moments are milliseconds of the business clock, amounts Stripe's smallest units.
#[derive(Debug, Clone)]
pub struct Session {
    pub id: String,
    /// Whose it is.
    pub account: String,
    /// Where Stripe was reached, for the page's address.
    pub host: String,
    pub created_ms: i64,
    pub expires_ms: i64,
    pub standing: Standing,
    /// What was asked for, or captured when the script says otherwise.
    pub amount: i64,
    /// Lower case.
    pub currency: String,
    /// What is bought.
    pub name: String,
    pub methods: Vec<String>,
    pub reference: Option<String>,
    pub metadata: Metadata,
    pub intent_metadata: Metadata,
    pub success_url: String,
    pub cancel_url: Option<String>,
    pub locale: Option<String>,
    /// Once somebody paid.
    pub intent: Option<String>,
    /// What faults know it by, besides its id.
    pub names: Vec<String>,
}

/// How far a payment is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    /// The wallet has not decided yet.
    Processing,
    /// The money is there.
    Succeeded,
    /// The wallet said no.
    Failed,
}

impl Stage {
    /// Stripe's word for the payment intent.
    pub fn word(self) -> &'static str {
        match self {
            Self::Processing => "processing",
            Self::Succeeded => "succeeded",
            Self::Failed => "requires_payment_method",
        }
    }
}

/// How a refund of a payment ends when no script says otherwise.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Back {
    /// At once, as with most cards.
    AtOnce,
    /// A little later, as with wallets.
    Later,
    /// Not at all: the bank sends it back.
    Never,
}

/// A payment intent and its only charge.
#[derive(Debug, Clone)]
pub struct Intent {
    pub id: String,
    pub charge: String,
    pub session: String,
    pub account: String,
    pub method: String,
    pub amount: i64,
    pub currency: String,
    pub metadata: Metadata,
    pub stage: Stage,
    pub created_ms: i64,
    /// When the wallet decides, and how; never by itself when the script holds it.
    pub decides: Option<(i64, bool)>,
    pub back: Back,
    /// Its balance transaction.
    pub movement: Option<String>,
    pub dispute: Option<String>,
}

/// Where a refund stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RefundStage {
    Pending,
    RequiresAction,
    Succeeded,
    Failed,
    Canceled,
}

impl RefundStage {
    /// Stripe's word.
    pub fn word(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::RequiresAction => "requires_action",
            Self::Succeeded => "succeeded",
            Self::Failed => "failed",
            Self::Canceled => "canceled",
        }
    }

    /// Whether the money is with the merchant again.
    pub fn came_back(self) -> bool {
        matches!(self, Self::Failed | Self::Canceled)
    }
}

/// A refund.
#[derive(Debug, Clone)]
pub struct Refund {
    pub id: String,
    pub intent: String,
    pub charge: String,
    pub account: String,
    pub amount: i64,
    pub currency: String,
    pub metadata: Metadata,
    pub reason: Option<String>,
    pub stage: RefundStage,
    pub failure: Option<String>,
    pub created_ms: i64,
    /// When it ends by itself, and with which failure.
    pub ends: Option<(i64, Option<String>)>,
    pub movement: String,
}

/// Where a dispute stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DisputeStage {
    NeedsResponse,
    UnderReview,
    Won,
    Lost,
}

impl DisputeStage {
    /// Stripe's word.
    pub fn word(self) -> &'static str {
        match self {
            Self::NeedsResponse => "needs_response",
            Self::UnderReview => "under_review",
            Self::Won => "won",
            Self::Lost => "lost",
        }
    }

    /// Whether the bank has decided.
    pub fn is_over(self) -> bool {
        matches!(self, Self::Won | Self::Lost)
    }
}

/// A dispute.
#[derive(Debug, Clone)]
pub struct Dispute {
    pub id: String,
    pub intent: String,
    pub charge: String,
    pub account: String,
    pub amount: i64,
    pub currency: String,
    pub reason: String,
    pub stage: DisputeStage,
    /// What the merchant wrote.
    pub evidence: Metadata,
    pub submissions: u32,
    pub created_ms: i64,
    pub due_ms: i64,
}

/// A balance transaction.
#[derive(Debug, Clone)]
pub struct Movement {
    pub id: String,
    pub account: String,
    /// Stripe's type.
    pub kind: &'static str,
    /// The id of the charge, refund or dispute behind it.
    pub source: String,
    /// Negative when it goes out.
    pub amount: i64,
    pub fee: i64,
    pub currency: String,
    pub created_ms: i64,
}
