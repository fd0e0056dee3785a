//! Accounts: `GET /v1/accounts/{id}` and their external accounts, which only the control interface makes.

pub mod external;

use std::sync::Arc;

use axum::{
    Extension, Json,
    extract::{Path, State},
};
use serde_json::{Value, json};

use self::external::External;
use super::{
    failure::Failure,
    gate::Call,
    list::{self, Window},
};
use crate::sandbox::Sandbox;

/// An account of the platform, or the platform's own.
#[derive(Debug, Clone)]
pub struct Account {
    /// `acct_…`
    pub id: String,
    /// Two letters.
    pub country: String,
    /// Whether payouts are allowed at all.
    pub payouts_enabled: bool,
    /// Where payouts can go. The first of a currency is the default for it.
    pub external: Vec<External>,
}

impl Account {
    /// The external account that takes a currency when none is named.
    pub fn default_for(&self, currency: &str) -> Option<&External> {
        self.external.iter().find(|external| external.currency == currency)
    }

    /// An external account by its id.
    pub fn destination(&self, id: &str) -> Option<&External> {
        self.external.iter().find(|external| external.id == id)
    }

    fn written(&self, external: &External) -> Value {
        let default = self.default_for(&external.currency).is_some_and(|first| first.id == external.id);
        external.document(&self.id, &self.country, default)
    }
}

/// An account as Stripe writes it.
pub fn document(account: &Account) -> Value {
    let external: Vec<Value> = account.external.iter().map(|external| account.written(external)).collect();
    let currency = account.external.first().map_or("usd", |external| external.currency.as_str());
    json!({
        "id": account.id,
        "object": "account",
        "business_type": "individual",
        "capabilities": { "card_payments": "active", "transfers": "active" },
        "charges_enabled": true,
        "country": account.country,
        "default_currency": currency,
        "details_submitted": true,
        "external_accounts": {
            "object": "list",
            "data": external,
            "has_more": false,
            "url": format!("/v1/accounts/{}/external_accounts", account.id),
        },
        "metadata": {},
        "payouts_enabled": account.payouts_enabled,
        "requirements": { "currently_due": [], "disabled_reason": null, "errors": [], "past_due": [] },
        "settings": { "payouts": { "debit_negative_balances": false, "schedule": { "interval": "manual" } } },
        "type": "custom",
    })
}

fn found(sandbox: &Sandbox, id: &str) -> Result<Account, Failure> {
    sandbox.desk().account(id).cloned().ok_or_else(|| Failure::foreign_account(id))
}

/// Shows an account.
pub async fn retrieve(
    State(sandbox): State<Arc<Sandbox>>,
    Path(id): Path<String>,
) -> Result<Json<Value>, Failure> {
    Ok(Json(document(&found(&sandbox, &id)?)))
}

/// Lists where an account's payouts can go.
pub async fn list_external(
    State(sandbox): State<Arc<Sandbox>>,
    Extension(call): Extension<Call>,
    Path(id): Path<String>,
) -> Result<Json<Value>, Failure> {
    call.form.only(&["object", "limit", "starting_after", "ending_before", "expand"])?;
    let account = found(&sandbox, &id)?;
    let wanted = call.form.text("object");
    let all =
        account.external.iter().filter(|external| wanted.is_none_or(|wanted| external.object() == wanted));
    let documents: Vec<Value> = all.map(|external| account.written(external)).collect();
    Ok(Json(list::page(&call.path, documents, &Window::read(&call.form)?)))
}

/// Shows one of them.
pub async fn retrieve_external(
    State(sandbox): State<Arc<Sandbox>>,
    Path((id, external)): Path<(String, String)>,
) -> Result<Json<Value>, Failure> {
    let account = found(&sandbox, &id)?;
    let known = account.destination(&external);
    let known = known.ok_or_else(|| Failure::missing("external account", "id", &external))?;
    Ok(Json(account.written(known)))
}
