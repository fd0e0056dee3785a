//! What stands on the wire.

use domain::{
    money::{Currency, Money},
    payouts::{PayoutKind, RailNews},
};
use serde::Deserialize;
use serde_json::json;
use services::ports::PayoutOrder;

use super::reason;

/// A payout as the bank is asked for it.
pub(super) fn asked(order: &PayoutOrder) -> Vec<u8> {
    let document = json!({
        "number": order.number.as_str(),
        "amount_minor": order.amount.minor(),
        "currency": order.amount.currency().code(),
        "method": method(order.kind),
        "account": { "holder": order.to.holder, "number": order.to.account },
    });
    document.to_string().into_bytes()
}

fn method(kind: PayoutKind) -> &'static str {
    match kind {
        PayoutKind::Instant => "instant",
        PayoutKind::Standard => "standard",
    }
}

/// A payout as the bank shows it.
#[derive(Debug, Deserialize)]
pub(super) struct Payout {
    /// Our number.
    pub number: String,
    state: String,
    amount_minor: i64,
    currency: String,
    method: String,
    failure: Option<Failure>,
}

#[derive(Debug, Deserialize)]
struct Failure {
    code: String,
}

impl Payout {
    pub(super) fn read(body: &[u8]) -> Option<Self> {
        serde_json::from_slice(body).ok()
    }

    /// Whether it is the payout that the order asked for.
    pub(super) fn is(&self, order: &PayoutOrder) -> bool {
        self.number == order.number.as_str()
            && self.amount_minor == order.amount.minor()
            && self.currency == order.amount.currency().code()
            && self.method == method(order.kind)
    }

    /// How it stands. None when the bank uses a word that we do not know.
    pub(super) fn news(&self) -> Option<RailNews> {
        let why = || reason::of_code(self.failure.as_ref().map_or("", |failure| &failure.code));
        // Our number is the bank's only name for it.
        match self.state.as_str() {
            "pending" | "in_transit" => Some(RailNews::InTransit { reference: None }),
            "paid" => Some(RailNews::Paid { reference: None }),
            "failed" => Some(RailNews::Failed(why())),
            "returned" => Some(RailNews::Returned(why())),
            "cancelled" => Some(RailNews::Cancelled),
            _ => None,
        }
    }
}

#[derive(Deserialize)]
struct Balance {
    currency: String,
    available_minor: i64,
}

/// The balance in a currency.
pub(super) fn balance(body: &[u8], currency: Currency) -> Option<Money> {
    let balance: Balance = serde_json::from_slice(body).ok()?;
    (balance.currency == currency.code()).then(|| Money::new(balance.available_minor, currency))
}

/// An event.
#[derive(Debug, Deserialize)]
pub(super) struct Event {
    #[serde(rename = "event_id")]
    pub id: String,
    #[serde(rename = "type")]
    pub kind: String,
    pub payout: Option<Payout>,
}
