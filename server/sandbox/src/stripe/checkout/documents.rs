//! Things as Stripe writes them.

use serde_json::{Value, json};

use super::{
    book::Payments,
    things::{Dispute, Intent, Movement, Refund, Session, Stage, Standing},
};
use crate::stripe::form::Form;

/// What an answer shows in full, where it would only name it otherwise.
#[derive(Debug, Clone, Copy, Default)]
pub struct Shown {
    /// The payment intent of a session.
    pub intent: bool,
    /// The charge of a payment intent.
    pub charge: bool,
    /// The source of a balance transaction.
    pub source: bool,
}

impl Shown {
    /// Reads `expand`; `place` is where the thing itself stands: nothing, or `data.` in a list.
    pub fn read(form: &Form, place: &str) -> Self {
        let wants = |path: &str| form.expands(&format!("{place}{path}"));
        Self {
            intent: wants("payment_intent"),
            charge: wants("payment_intent.latest_charge") || wants("latest_charge"),
            source: wants("source"),
        }
    }
}

fn seconds(instant_ms: i64) -> i64 {
    instant_ms.div_euclid(1000)
}

/// A session.
pub fn session(payments: &Payments, session: &Session, shown: Shown) -> Value {
    let paying = session.intent.as_deref().and_then(|id| payments.intents.get(id));
    let paid = paying.is_some_and(|intent| intent.stage == Stage::Succeeded);
    let open = session.standing == Standing::Open;
    let mut written = json!({
        "id": session.id,
        "object": "checkout.session",
        "amount_subtotal": session.amount,
        "amount_total": session.amount,
        "cancel_url": session.cancel_url,
        "client_reference_id": session.reference,
        "created": seconds(session.created_ms),
        "currency": session.currency,
        "expires_at": seconds(session.expires_ms),
        "livemode": false,
        "locale": session.locale,
        "metadata": session.metadata,
        "mode": "payment",
        "payment_intent": match paying {
            Some(paying) if shown.intent => intent(payments, paying, shown),
            _ => session.intent.clone().into(),
        },
        "payment_method_types": session.methods,
        "payment_status": if paid { "paid" } else { "unpaid" },
        "status": session.standing.word(),
        "success_url": session.success_url,
        "ui_mode": "hosted_page",
        "url": open.then(|| format!("http://{}/c/pay/{}", session.host, session.id)),
    });
    if let (Some(fields), Value::Object(rest)) = (written.as_object_mut(), always()) {
        fields.extend(rest);
    }
    written
}

/// What stands in every session of this sandbox.
fn always() -> Value {
    json!({
        "adaptive_pricing": { "enabled": false },
        "after_expiration": null,
        "allow_promotion_codes": null,
        "automatic_tax": { "enabled": false, "liability": null, "provider": null, "status": null },
        "billing_address_collection": null,
        "client_secret": null,
        "consent": null,
        "currency_conversion": null,
        "custom_fields": [],
        "customer": null,
        "customer_creation": "if_required",
        "customer_details": null,
        "customer_email": null,
        "discounts": [],
        "invoice": null,
        "payment_link": null,
        "payment_method_collection": "if_required",
        "recovered_from": null,
        "setup_intent": null,
        "shipping_options": [],
        "submit_type": null,
        "subscription": null,
        "total_details": { "amount_discount": 0, "amount_shipping": 0, "amount_tax": 0 },
        "wallet_options": null,
    })
}

/// A payment intent.
pub fn intent(payments: &Payments, intent: &Intent, shown: Shown) -> Value {
    let succeeded = intent.stage == Stage::Succeeded;
    let latest_charge = if shown.charge { charge(payments, intent) } else { intent.charge.clone().into() };
    json!({
        "id": intent.id,
        "object": "payment_intent",
        "amount": intent.amount,
        "amount_capturable": 0,
        "amount_received": if succeeded { intent.amount } else { 0 },
        "canceled_at": null,
        "cancellation_reason": null,
        "capture_method": "automatic",
        "confirmation_method": "automatic",
        "created": seconds(intent.created_ms),
        "currency": intent.currency,
        "customer": null,
        "description": null,
        "last_payment_error": (intent.stage == Stage::Failed).then(|| json!({
            "code": "payment_intent_payment_attempt_failed",
            "message": "The payment failed.",
            "type": "invalid_request_error",
        })),
        "latest_charge": latest_charge,
        "livemode": false,
        "metadata": intent.metadata,
        "next_action": null,
        "payment_method_types": [intent.method],
        "receipt_email": null,
        "status": intent.stage.word(),
    })
}

/// A charge.
pub fn charge(payments: &Payments, intent: &Intent) -> Value {
    let succeeded = intent.stage == Stage::Succeeded;
    let refunded = payments.refunded(&intent.id);
    json!({
        "id": intent.charge,
        "object": "charge",
        "amount": intent.amount,
        "amount_captured": if succeeded { intent.amount } else { 0 },
        "amount_refunded": refunded,
        "balance_transaction": intent.movement,
        "billing_details": { "address": null, "email": null, "name": null, "phone": null },
        "captured": succeeded,
        "created": seconds(intent.created_ms),
        "currency": intent.currency,
        "customer": null,
        "description": null,
        "disputed": intent.dispute.is_some(),
        "failure_code": null,
        "livemode": false,
        "metadata": intent.metadata,
        "paid": succeeded,
        "payment_intent": intent.id,
        "payment_method_details": { "type": intent.method },
        "refunded": refunded >= intent.amount,
        "status": match intent.stage {
            Stage::Processing => "pending",
            Stage::Succeeded => "succeeded",
            Stage::Failed => "failed",
        },
    })
}

/// A refund.
pub fn refund(refund: &Refund) -> Value {
    json!({
        "id": refund.id,
        "object": "refund",
        "amount": refund.amount,
        "balance_transaction": refund.movement,
        "charge": refund.charge,
        "created": seconds(refund.created_ms),
        "currency": refund.currency,
        "failure_reason": refund.failure,
        "metadata": refund.metadata,
        "payment_intent": refund.intent,
        "pending_reason": (refund.stage.word() == "pending").then_some("processing"),
        "reason": refund.reason,
        "receipt_number": null,
        "source_transfer_reversal": null,
        "status": refund.stage.word(),
        "transfer_reversal": null,
    })
}

/// A dispute.
pub fn dispute(payments: &Payments, dispute: &Dispute) -> Value {
    let of_it = payments.movements.newest_first().filter(|movement| movement.source == dispute.id);
    let mut movements: Vec<Value> = of_it.map(|found| movement(payments, found, Shown::default())).collect();
    movements.reverse();
    json!({
        "id": dispute.id,
        "object": "dispute",
        "amount": dispute.amount,
        "balance_transactions": movements,
        "charge": dispute.charge,
        "created": seconds(dispute.created_ms),
        "currency": dispute.currency,
        "enhanced_eligibility_types": [],
        "evidence": dispute.evidence,
        "evidence_details": {
            "due_by": seconds(dispute.due_ms),
            "has_evidence": !dispute.evidence.is_empty(),
            "past_due": false,
            "submission_count": dispute.submissions,
        },
        "is_charge_refundable": false,
        "livemode": false,
        "metadata": {},
        "payment_intent": dispute.intent,
        "reason": dispute.reason,
        "status": dispute.stage.word(),
    })
}

/// A balance transaction.
pub fn movement(payments: &Payments, movement: &Movement, shown: Shown) -> Value {
    json!({
        "id": movement.id,
        "object": "balance_transaction",
        "amount": movement.amount,
        "available_on": seconds(movement.created_ms),
        "created": seconds(movement.created_ms),
        "currency": movement.currency,
        "description": null,
        "exchange_rate": null,
        "fee": movement.fee,
        "fee_details": [],
        "net": movement.amount.saturating_sub(movement.fee),
        "reporting_category": movement.kind,
        "source": if shown.source { source(payments, &movement.source) } else { movement.source.clone().into() },
        "status": "available",
        "type": movement.kind,
    })
}

fn source(payments: &Payments, id: &str) -> Value {
    if let Some(found) = payments.refunds.get(id) {
        refund(found)
    } else if let Some(found) = payments.disputes.get(id) {
        dispute(payments, found)
    } else if let Some(found) = payments.intent_of(id) {
        charge(payments, found)
    } else {
        Value::Null
    }
}
