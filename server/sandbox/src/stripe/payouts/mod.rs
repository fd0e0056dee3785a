//! Payouts: `/v1/payouts`.

pub mod change;
pub mod create;
pub mod read;

use serde_json::{Value, json};

use crate::rails::{
    book::Payout,
    calendar::midnight,
    life::{Life, Stage},
};

/// A stage as Stripe calls it: a payout that was paid and came back has failed.
pub fn status(stage: Stage) -> &'static str {
    match stage {
        Stage::Pending => "pending",
        Stage::InTransit => "in_transit",
        Stage::Paid => "paid",
        Stage::Failed | Stage::Returned => "failed",
        Stage::Cancelled => "canceled",
    }
}

/// The day a payout is to arrive, in seconds.
fn arrival_date(payout: &Payout) -> i64 {
    midnight(payout.life.timetable.arrives).div_euclid(1000)
}

/// A bank sends a reference once the money has moved.
fn trace(life: &Life, receipt: &str) -> Value {
    match life.stage {
        Stage::Pending | Stage::InTransit => json!({ "status": "pending", "value": null }),
        Stage::Paid => json!({ "status": "supported", "value": receipt }),
        Stage::Failed | Stage::Cancelled | Stage::Returned => {
            json!({ "status": "unsupported", "value": null })
        }
    }
}

/// A payout as Stripe writes it.
pub fn document(payout: &Payout) -> Value {
    let life = &payout.life;
    let receipt = payout.id.trim_start_matches("po_1");
    let asked = |name: &str| payout.asked.get(name).cloned().unwrap_or_default();
    let failure_message = life.failure.as_deref().map(|code| format!("The bank said: {code}."));
    json!({
        "id": payout.id,
        "object": "payout",
        "amount": payout.amount_minor,
        "application_fee": null,
        "application_fee_amount": null,
        "arrival_date": arrival_date(payout),
        "automatic": false,
        "balance_transaction": format!("txn_1{receipt}"),
        "created": payout.created_ms.div_euclid(1000),
        "currency": payout.currency,
        "description": asked("description"),
        "destination": payout.destination,
        "failure_balance_transaction": life.stage.gives_back().then(|| format!("txn_2{receipt}")),
        "failure_code": life.failure,
        "failure_message": failure_message,
        "livemode": false,
        "metadata": asked("metadata"),
        "method": if payout.instant { "instant" } else { "standard" },
        "original_payout": null,
        "payout_method": null,
        "reconciliation_status": "not_applicable",
        "reversed_by": null,
        "source_type": asked("source_type"),
        "statement_descriptor": asked("statement_descriptor"),
        "status": status(life.stage),
        "trace_id": trace(life, receipt),
        "type": asked("type"),
    })
}
