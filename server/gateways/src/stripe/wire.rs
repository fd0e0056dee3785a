//! What stands on the wire.

use std::collections::BTreeMap;

use domain::payouts::{PayoutKind, RailNews};
use serde::Deserialize;
use services::ports::PayoutOrder;

use super::{amount, exchange::is_identifier, reason};

/// A payout.
#[derive(Debug, Deserialize)]
pub(super) struct Payout {
    /// Stripe's name for it.
    pub id: String,
    amount: i64,
    currency: String,
    method: String,
    status: String,
    failure_code: Option<String>,
    #[serde(default)]
    metadata: BTreeMap<String, String>,
}

impl Payout {
    pub(super) fn read(body: &[u8]) -> Option<Self> {
        serde_json::from_slice(body).ok().filter(|payout: &Self| is_identifier(&payout.id))
    }

    /// Our number for it, if it is one of ours.
    pub(super) fn number(&self) -> Option<&str> {
        self.metadata.get("number").map(String::as_str)
    }

    pub(super) fn has_number(&self, order: &PayoutOrder) -> bool {
        self.number() == Some(order.number.as_str())
    }

    /// Whether it is the payout that the order asked for.
    pub(super) fn is(&self, order: &PayoutOrder) -> bool {
        let method = match order.kind {
            PayoutKind::Instant => "instant",
            PayoutKind::Standard => "standard",
        };
        self.has_number(order)
            && amount::written(order.amount) == Some(self.amount)
            && self.currency == amount::code(order.amount.currency())
            && self.method == method
    }

    /// How it stands. None when Stripe uses a word that we do not know.
    pub(super) fn news(&self) -> Option<RailNews> {
        let reference = Some(self.id.clone());
        match self.status.as_str() {
            "pending" | "in_transit" => Some(RailNews::InTransit { reference }),
            "paid" => Some(RailNews::Paid { reference }),
            // Also what was paid and came back: the payout itself does not remember that it was paid.
            "failed" => {
                Some(RailNews::Failed(reason::of_failure(self.failure_code.as_deref().unwrap_or_default())))
            }
            "canceled" => Some(RailNews::Cancelled),
            _ => None,
        }
    }
}

/// A page of a list.
#[derive(Debug, Deserialize)]
pub(super) struct List {
    pub data: Vec<Payout>,
    pub has_more: bool,
}

/// A bank account or a card of a connected account.
#[derive(Debug, Deserialize)]
pub(super) struct ExternalAccount {
    #[serde(default)]
    available_payout_methods: Vec<String>,
    /// Of bank accounts.
    status: Option<String>,
}

impl ExternalAccount {
    pub(super) fn read(body: &[u8]) -> Option<Self> {
        serde_json::from_slice(body).ok()
    }

    pub(super) fn takes_instant(&self) -> bool {
        self.available_payout_methods.iter().any(|method| method == "instant")
    }

    /// Stripe stops paying to it until its owner corrects it.
    pub(super) fn is_unusable(&self) -> bool {
        let status = self.status.as_deref().unwrap_or_default();
        matches!(status, "errored" | "verification_failed" | "tokenized_account_number_deactivated")
    }
}

/// An event.
#[derive(Debug, Deserialize)]
pub(super) struct Event {
    pub id: String,
    #[serde(rename = "type")]
    pub kind: String,
    /// When it happened, in seconds.
    #[serde(default)]
    pub created: i64,
    /// Whether it is about real money.
    #[serde(default)]
    pub livemode: bool,
    /// The connected account it happened at; none when it happened at our own.
    pub account: Option<String>,
    pub data: EventData,
}

/// What an event is about.
#[derive(Debug, Deserialize)]
pub(super) struct EventData {
    pub object: serde_json::Value,
}
