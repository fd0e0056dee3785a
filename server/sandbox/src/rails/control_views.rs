//! What the rails' control interface shows, and how it is asked for an account.

use serde::Deserialize;
use serde_json::{Value, json};

use super::{book::Payout, delivery::Event};
use crate::{
    Error, entropy,
    stripe::{Account, External},
};

/// A payout, the same way for every rail.
pub fn payout(payout: &Payout) -> Value {
    json!({
        "id": payout.id,
        "names": payout.names,
        "owner": payout.owner,
        "destination": payout.destination,
        "amount_minor": payout.amount_minor,
        "currency": payout.currency,
        "method": if payout.instant { "instant" } else { "standard" },
        "state": payout.life.stage,
        "failure": payout.life.failure,
        "created_at_ms": payout.created_ms,
        "changed_at_ms": payout.life.changed_ms,
        "next_at_ms": payout.life.next_ms(),
    })
}

/// An event and how its telling went.
pub fn event(event: &Event) -> Value {
    json!({
        "id": event.id,
        "type": event.kind,
        "names": event.names,
        "url": event.url,
        "acknowledged": event.acknowledged,
        "attempts": event.attempts,
    })
}

/// An account to be made, or replaced.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AccountAsked {
    id: Option<String>,
    country: Option<String>,
    payouts_enabled: Option<bool>,
    external_accounts: Option<Vec<ExternalAsked>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ExternalAsked {
    id: Option<String>,
    currency: String,
    number: Option<String>,
    holder: Option<String>,
    #[serde(default)]
    card: bool,
    instant: Option<bool>,
}

impl AccountAsked {
    /// The account. What was not said is drawn, or as ordinary as possible.
    pub fn account(self) -> Result<Account, Error> {
        let id = match self.id {
            Some(id) => id,
            None => format!("acct_1{}", entropy::text(entropy::ALPHANUMERIC, 15)?),
        };
        let external = match self.external_accounts {
            Some(asked) => asked.into_iter().map(ExternalAsked::external).collect::<Result<_, Error>>()?,
            None => vec![External::ordinary("usd".to_owned())?],
        };
        Ok(Account {
            id,
            country: self.country.unwrap_or_else(|| "US".to_owned()),
            payouts_enabled: self.payouts_enabled.unwrap_or(true),
            external,
        })
    }
}

impl ExternalAsked {
    fn external(self) -> Result<External, Error> {
        let ordinary = External::ordinary(self.currency.to_ascii_lowercase())?;
        Ok(External {
            id: match self.id {
                Some(id) => id,
                None => External::new_id(self.card)?,
            },
            card: self.card,
            number: self.number.unwrap_or_else(|| ordinary.number.clone()),
            holder: self.holder.unwrap_or_else(|| ordinary.holder.clone()),
            instant: self.instant.unwrap_or(true),
            ..ordinary
        })
    }
}
