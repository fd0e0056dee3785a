//! What stands on the wire.

use std::collections::BTreeMap;

use domain::{
    money::Money,
    order::{Capture, DisputeNews, DisputeState},
    time::Timestamp,
};
use serde::{Deserialize, de::DeserializeOwned};
use services::ports::{GatewayFault, RefundAnswer, RefundRequest};

use super::{NUMBER, REFUND_NUMBER};
use crate::stripe::{amount, exchange::is_identifier};

type Metadata = Option<BTreeMap<String, String>>;

fn entry<'a>(metadata: &'a Metadata, name: &str) -> Option<&'a str> {
    metadata.as_ref()?.get(name).map(String::as_str)
}

/// A moment as Stripe writes it: seconds.
pub(super) fn moment(seconds: i64) -> Timestamp {
    Timestamp::default().plus_seconds(seconds)
}

/// Reads an answer.
pub(super) fn read<T: DeserializeOwned>(body: &[u8]) -> Result<T, GatewayFault> {
    serde_json::from_slice(body).map_err(|_| GatewayFault::Untrusted)
}

/// A page of a list.
#[derive(Debug, Deserialize)]
pub(super) struct List<T> {
    pub data: Vec<T>,
    pub has_more: bool,
}

/// Something that Stripe only names unless it is asked to show it.
#[derive(Debug, Deserialize)]
#[serde(untagged)]
pub(super) enum Linked<T> {
    Whole(T),
    Name(String),
}

/// A Checkout Session.
#[derive(Debug, Deserialize)]
pub(super) struct Session {
    pub id: String,
    client_reference_id: Option<String>,
    #[serde(default)]
    metadata: Metadata,
    status: Option<String>,
    payment_status: String,
    amount_total: Option<i64>,
    currency: Option<String>,
    pub url: Option<String>,
    payment_intent: Option<Linked<Intent>>,
}

/// Where a session stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Standing {
    /// It waits for its payer.
    Open,
    /// The money was captured.
    Paid,
    /// The payer did their part, and the money is not there yet.
    Underway,
    /// It will take no money any more.
    Over,
}

impl Session {
    /// Our number for it, if it is one of ours. A payer can write any `client_reference_id` into the address of a payment
    /// link of the same account; nobody but us writes metadata.
    pub(super) fn number(&self) -> Option<&str> {
        let number = entry(&self.metadata, NUMBER)?;
        (self.client_reference_id.as_deref() == Some(number)).then_some(number)
    }

    pub(super) fn asks_for(&self, amount: Money) -> bool {
        self.amount() == Some(amount)
    }

    fn amount(&self) -> Option<Money> {
        amount::read(self.amount_total?, self.currency.as_deref()?)
    }

    pub(super) fn is_paid(&self) -> bool {
        self.status.as_deref() == Some("complete") && self.payment_status == "paid"
    }

    /// None when Stripe uses a word that we do not know.
    pub(super) fn standing(&self) -> Option<Standing> {
        match (self.status.as_deref()?, self.payment_status.as_str()) {
            ("open", "unpaid") => Some(Standing::Open),
            ("expired", "unpaid") => Some(Standing::Over),
            ("complete", "paid") => Some(Standing::Paid),
            ("complete", "unpaid") => match &self.payment_intent {
                // The wallet took its time and said no: a complete session lets nobody try again.
                Some(Linked::Whole(intent)) if intent.is_over() => Some(Standing::Over),
                _ => Some(Standing::Underway),
            },
            _ => None,
        }
    }

    /// What was captured, told by a session that is shown with its payment intent and charge.
    pub(super) fn capture(&self) -> Option<Capture> {
        let Some(Linked::Whole(intent)) = &self.payment_intent else { return None };
        let Some(Linked::Whole(charge)) = &intent.latest_charge else { return None };
        let paid = intent.status == "succeeded" && is_identifier(&intent.id);
        Some(Capture {
            gateway_transaction: paid.then(|| intent.id.clone())?,
            amount: amount::read(intent.amount_received, &intent.currency)?,
            captured_at: moment(charge.created),
        })
    }

    /// What was captured at a moment, told by a session that only names its payment intent.
    pub(super) fn captured_at(&self, captured_at: Timestamp) -> Option<Capture> {
        let name = match self.payment_intent.as_ref()? {
            Linked::Name(name) => name,
            Linked::Whole(intent) => &intent.id,
        };
        let gateway_transaction = is_identifier(name).then(|| name.clone())?;
        Some(Capture { gateway_transaction, amount: self.amount()?, captured_at })
    }
}

/// A payment intent.
#[derive(Debug, Deserialize)]
pub(super) struct Intent {
    id: String,
    status: String,
    amount_received: i64,
    currency: String,
    #[serde(default)]
    metadata: Metadata,
    latest_charge: Option<Linked<Charge>>,
}

impl Intent {
    fn is_over(&self) -> bool {
        matches!(self.status.as_str(), "requires_payment_method" | "canceled")
    }

    pub(super) fn number(&self) -> Option<&str> {
        entry(&self.metadata, NUMBER)
    }
}

/// A charge.
#[derive(Debug, Deserialize)]
pub(super) struct Charge {
    amount_captured: i64,
    currency: String,
    created: i64,
    #[serde(default)]
    metadata: Metadata,
    pub payment_intent: Option<String>,
    /// Only in the events of older versions of the interface.
    pub refunds: Option<List<Refund>>,
}

impl Charge {
    pub(super) fn number(&self) -> Option<&str> {
        entry(&self.metadata, NUMBER)
    }

    pub(super) fn amount(&self) -> Option<Money> {
        amount::read(self.amount_captured, &self.currency)
    }
}

/// A refund.
#[derive(Debug, Deserialize)]
pub(super) struct Refund {
    amount: i64,
    currency: String,
    status: Option<String>,
    created: i64,
    #[serde(default)]
    metadata: Metadata,
    pub payment_intent: Option<String>,
    pub id: String,
}

impl Refund {
    pub(super) fn number(&self) -> Option<&str> {
        entry(&self.metadata, NUMBER)
    }

    pub(super) fn refund_number(&self) -> Option<&str> {
        entry(&self.metadata, REFUND_NUMBER)
    }

    pub(super) fn amount(&self) -> Option<Money> {
        amount::read(self.amount, &self.currency)
    }

    /// Whether it is the refund that was asked for.
    pub(super) fn is(&self, asked: &RefundRequest) -> bool {
        self.refund_number() == Some(asked.refund_number.as_str()) && self.amount() == Some(asked.amount)
    }

    /// How it stands. None when Stripe uses a word that we do not know.
    pub(super) fn answer(&self) -> Option<RefundAnswer> {
        match self.status.as_deref()? {
            // Also while our balance is too low: it goes out by itself as soon as it can (`pending_reason`).
            "pending" | "requires_action" => Some(RefundAnswer::Processing),
            "succeeded" => Some(RefundAnswer::Succeeded { at: moment(self.created) }),
            // The money is back with us, and the same number will not send it again.
            "failed" | "canceled" => Some(RefundAnswer::Abnormal),
            _ => None,
        }
    }
}

/// A dispute.
#[derive(Debug, Deserialize)]
pub(super) struct Dispute {
    pub id: String,
    amount: i64,
    currency: String,
    payment_intent: Option<String>,
    reason: String,
    status: String,
    evidence_details: Option<EvidenceDetails>,
}

#[derive(Debug, Deserialize)]
struct EvidenceDetails {
    due_by: Option<i64>,
}

impl Dispute {
    /// Where it stands. None for a bank's question that has taken no money (`warning_…`), for one that was settled before
    /// it began (`prevented`), and for words that we do not know.
    pub(super) fn state(&self) -> Option<DisputeState> {
        match self.status.as_str() {
            "needs_response" => Some(DisputeState::Open),
            "under_review" => Some(DisputeState::UnderReview),
            "won" => Some(DisputeState::Won),
            "lost" => Some(DisputeState::Lost),
            _ => None,
        }
    }

    /// What there is to tell. None when it is about no payment intent, or unreadable.
    pub(super) fn news(self, state: DisputeState) -> Option<DisputeNews> {
        let gateway_transaction = self.payment_intent.filter(|name| is_identifier(name))?;
        let due_by = self.evidence_details.and_then(|details| details.due_by);
        Some(DisputeNews {
            reference: Some(self.id).filter(|name| is_identifier(name))?,
            gateway_transaction,
            amount: amount::read(self.amount, &self.currency)?,
            state,
            reason: Some(self.reason).filter(|reason| is_identifier(reason))?,
            evidence_until: due_by.map(moment),
        })
    }
}
