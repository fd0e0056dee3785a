//! External accounts: the bank accounts and debit cards that payouts go to.

use serde_json::{Value, json};

use crate::{Error, entropy, rails::life::Plan};

/// Stripe's test numbers for payouts that fail, and the codes they fail with.
const FAILING: [(&str, &str); 5] = [
    ("000111111116", "no_account"),
    ("000111111113", "account_closed"),
    ("000222222227", "insufficient_funds"),
    ("000333333335", "debit_not_authorized"),
    ("000444444440", "invalid_currency"),
];
/// The test number of an account that takes everything.
const ORDINARY: &str = "000123456789";

/// Where payouts go.
#[derive(Debug, Clone)]
pub struct External {
    /// `ba_…` or `card_…`
    pub id: String,
    /// A debit card, or a bank account.
    pub card: bool,
    /// Three lower-case letters.
    pub currency: String,
    /// The whole number; only its end is ever shown.
    pub number: String,
    /// Who holds it.
    pub holder: String,
    /// Whether it takes instant payouts; standard ones it always does.
    pub instant: bool,
}

impl External {
    /// A bank account that takes everything.
    pub fn ordinary(currency: String) -> Result<Self, Error> {
        Ok(Self {
            id: Self::new_id(false)?,
            card: false,
            currency,
            number: ORDINARY.to_owned(),
            holder: "Jenny Rosen".to_owned(),
            instant: true,
        })
    }

    /// A name for a new one.
    pub fn new_id(card: bool) -> Result<String, Error> {
        let prefix = if card { "card_1" } else { "ba_1" };
        Ok(format!("{prefix}{}", entropy::text(entropy::ALPHANUMERIC, 23)?))
    }

    /// What it is, as Stripe calls it.
    pub fn object(&self) -> &'static str {
        if self.card { "card" } else { "bank_account" }
    }

    /// How a payout to it ends.
    pub fn plan(&self) -> Plan {
        let failing = FAILING.into_iter().find(|(number, _)| *number == self.number);
        failing.map_or(Plan::Pay, |(_, code)| Plan::Fail(code.to_owned()))
    }

    /// As Stripe writes it.
    pub fn document(&self, account: &str, country: &str, default_for_currency: bool) -> Value {
        let hidden = self.number.chars().count().saturating_sub(4);
        let last_four: String = self.number.chars().skip(hidden).collect();
        let methods: &[&str] = if self.instant { &["standard", "instant"] } else { &["standard"] };
        let mut document = json!({
            "id": self.id,
            "object": self.object(),
            "account": account,
            "available_payout_methods": methods,
            "country": country,
            "currency": self.currency,
            "default_for_currency": default_for_currency,
            "fingerprint": format!("fp{last_four}{}", self.currency),
            "last4": last_four,
            "metadata": {},
        });
        let more = if self.card {
            json!({ "brand": "Visa", "exp_month": 12, "exp_year": 2099, "funding": "debit", "name": self.holder })
        } else {
            json!({
                "account_holder_name": self.holder,
                "account_holder_type": "individual",
                "account_type": null,
                "bank_name": "STRIPE TEST BANK",
                "routing_number": "110000000",
                "status": "new",
            })
        };
        if let (Some(fields), Value::Object(more)) = (document.as_object_mut(), more) {
            fields.extend(more);
        }
        document
    }
}
