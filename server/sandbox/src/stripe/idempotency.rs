//! Idempotency keys: the status and the body of the first executed request are repeated to whoever comes with the same
//! key, failures included. Requests that were never executed keep nothing.

use std::collections::HashMap;

use bytes::Bytes;
use http::StatusCode;

use super::form::Form;
use crate::rails::calendar::DAY_MS;

/// Keys are kept for a day of the business clock, and no longer: whoever relies on more is to find out.
const KEPT_MS: i64 = DAY_MS;
/// When there are more than this, the old ones are looked for.
const MANY: usize = 10_000;

/// What was answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answered {
    /// The status.
    pub status: StatusCode,
    /// The body, byte for byte.
    pub body: Bytes,
    /// The id of the request that was executed.
    pub request_id: String,
}

/// What comes of asking with a key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Begun {
    /// It is the first: execute it, then [`IdempotencyKeys::finish`] or [`IdempotencyKeys::release`] the key.
    First,
    /// It was executed; this was the answer.
    Repeated(Answered),
    /// It is being worked on.
    InUse,
    /// The key was used for another address.
    OtherAddress(String),
    /// The key was used with other parameters.
    OtherParameters,
}

#[derive(Debug)]
struct Entry {
    path: String,
    form: Form,
    at_ms: i64,
    answered: Option<Answered>,
}

/// The keys of all accounts.
#[derive(Debug, Default)]
pub struct IdempotencyKeys(HashMap<(String, String), Entry>);

impl IdempotencyKeys {
    /// Takes a key for a request.
    pub fn begin(&mut self, account: &str, key: &str, path: &str, form: &Form, now_ms: i64) -> Begun {
        let old = |entry: &Entry| entry.answered.is_some() && now_ms.saturating_sub(entry.at_ms) > KEPT_MS;
        if self.0.len() > MANY {
            self.0.retain(|_, entry| !old(entry));
        }
        let name = (account.to_owned(), key.to_owned());
        if let Some(known) = self.0.get(&name).filter(|entry| !old(entry)) {
            return match &known.answered {
                _ if known.path != path => Begun::OtherAddress(known.path.clone()),
                _ if known.form != *form => Begun::OtherParameters,
                None => Begun::InUse,
                Some(answered) => Begun::Repeated(answered.clone()),
            };
        }
        let entry = Entry { path: path.to_owned(), form: form.clone(), at_ms: now_ms, answered: None };
        self.0.insert(name, entry);
        Begun::First
    }

    /// Keeps the answer of an executed request.
    pub fn finish(&mut self, account: &str, key: &str, answered: Answered) {
        if let Some(entry) = self.0.get_mut(&(account.to_owned(), key.to_owned())) {
            entry.answered = Some(answered);
        }
    }

    /// Gives a key back that was not used up.
    pub fn release(&mut self, account: &str, key: &str) {
        self.0.remove(&(account.to_owned(), key.to_owned()));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answered() -> Answered {
        let status = StatusCode::INTERNAL_SERVER_ERROR;
        Answered { status, body: Bytes::from_static(b"{}"), request_id: "req_1".to_owned() }
    }

    #[test]
    fn a_key_repeats_its_first_answer_for_a_day_even_a_failure() {
        let mut keys = IdempotencyKeys::default();
        let form = Form::read("amount=1");
        let begin = |keys: &mut IdempotencyKeys, now_ms| keys.begin("a", "k", "/v1/payouts", &form, now_ms);
        assert_eq!(begin(&mut keys, 0), Begun::First);
        assert_eq!(begin(&mut keys, 0), Begun::InUse);
        keys.finish("a", "k", answered());
        assert_eq!(begin(&mut keys, KEPT_MS), Begun::Repeated(answered()));
        assert_eq!(begin(&mut keys, KEPT_MS + 1), Begun::First);
    }

    #[test]
    fn a_key_belongs_to_its_account_its_address_and_its_parameters() {
        let mut keys = IdempotencyKeys::default();
        let form = Form::read("amount=1");
        assert_eq!(keys.begin("a", "k", "/v1/payouts", &form, 0), Begun::First);
        assert_eq!(keys.begin("b", "k", "/v1/payouts", &form, 0), Begun::First);
        assert_eq!(keys.begin("a", "k", "/v1/payouts", &Form::default(), 0), Begun::OtherParameters);
        let elsewhere = keys.begin("a", "k", "/v1/refunds", &form, 0);
        assert_eq!(elsewhere, Begun::OtherAddress("/v1/payouts".to_owned()));
        keys.release("a", "k");
        assert_eq!(keys.begin("a", "k", "/v1/refunds", &form, 0), Begun::First);
    }
}
