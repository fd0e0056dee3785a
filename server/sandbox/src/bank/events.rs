//! What the bank tells: `{"event_id", "type", "created_at_ms", "payout"}`, each a picture of the payout at that moment.
//! Events may come twice, late and in any order; the larger `version` of a payout is the newer one.

use std::collections::VecDeque;

use bytes::Bytes;
use serde_json::json;

use super::payouts::document;
use crate::{
    Error, entropy,
    rails::{book::Change, delivery::Event, life::Stage},
    sandbox::Sandbox,
};

/// The event of a change, if there is one: that a payout was accepted, the answer has told.
pub fn of(sandbox: &Sandbox, change: &Change, url: Option<String>) -> Result<Option<Event>, Error> {
    let kind = match change.payout.life.stage {
        Stage::Pending => return Ok(None),
        Stage::InTransit => "payout.in_transit",
        Stage::Paid => "payout.paid",
        Stage::Failed => "payout.failed",
        Stage::Cancelled => "payout.cancelled",
        Stage::Returned => "payout.returned",
    };
    let id = format!("bev_{}", entropy::text(entropy::ALPHANUMERIC, 24)?);
    let body = json!({
        "event_id": id,
        "type": kind,
        "created_at_ms": sandbox.clock.business_ms(),
        "payout": document(&change.payout),
    });
    Ok(Some(Event {
        id,
        kind: kind.to_owned(),
        names: vec![change.payout.id.clone()],
        url,
        body: Bytes::from(body.to_string()),
        acknowledged: false,
        attempts: VecDeque::new(),
    }))
}
