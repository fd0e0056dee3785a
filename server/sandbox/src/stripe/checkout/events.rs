//! What is told about payments: `checkout.session.*`, `refund.*`, `charge.refunded`, `charge.dispute.*`.

use std::sync::Arc;

use serde_json::{Value, json};

use super::{
    super::events::{Telling, telling},
    book::Payments,
    documents::{self, Shown},
};
use crate::{
    rails::{Rail, delivery},
    sandbox::Sandbox,
};

/// Something to be told, as it is at this moment.
#[derive(Debug)]
pub struct News {
    kind: &'static str,
    object: Value,
    names: Vec<String>,
    /// Who it happened at.
    account: String,
}

impl News {
    /// About a session.
    pub fn of_session(payments: &Payments, id: &str, kind: &'static str) -> Option<Self> {
        let session = payments.sessions.get(id)?;
        let object = documents::session(payments, session, Shown::default());
        Some(Self {
            kind,
            object,
            names: payments.names_of([id].into_iter()),
            account: session.account.clone(),
        })
    }

    /// About a charge.
    pub fn of_charge(payments: &Payments, intent: &str, kind: &'static str) -> Option<Self> {
        let intent = payments.intents.get(intent)?;
        let names = payments.names_of([intent.session.as_str()].into_iter());
        let object = documents::charge(payments, intent);
        Some(Self { kind, object, names, account: intent.account.clone() })
    }

    /// About a refund.
    pub fn of_refund(payments: &Payments, id: &str, kind: &'static str) -> Option<Self> {
        let refund = payments.refunds.get(id)?;
        let mut names = payments.names_of([refund.intent.as_str()].into_iter());
        names.extend(refund.metadata.values().cloned());
        names.push(refund.id.clone());
        Some(Self { kind, object: documents::refund(refund), names, account: refund.account.clone() })
    }

    /// About a dispute.
    pub fn of_dispute(payments: &Payments, id: &str, kind: &'static str) -> Option<Self> {
        let dispute = payments.disputes.get(id)?;
        let mut names = payments.names_of([dispute.intent.as_str()].into_iter());
        names.push(dispute.id.clone());
        let object = documents::dispute(payments, dispute);
        Some(Self { kind, object, names, account: dispute.account.clone() })
    }
}

/// Tells it, in events of their own. The desk must not be locked.
pub fn tell(sandbox: &Arc<Sandbox>, news: Vec<News>) {
    let platform = sandbox.desk().platform.clone();
    for News { kind, object, names, account } in news {
        let mut book = sandbox.rail(Rail::Stripe);
        let url = book.events.endpoint.clone();
        let account = (account != platform).then_some(account.as_str());
        let data = json!({ "object": object });
        match telling(sandbox, Telling { kind, account, data, names, url }) {
            Ok(event) => delivery::start(sandbox, Rail::Stripe, &mut book.events, event),
            Err(error) => tracing::error!(%error, "what happened to a payment could not be written down"),
        }
    }
}
