//! Disputes: a payer's bank takes the money at once, hears the merchant, and decides. `/v1/disputes`.

use std::sync::Arc;

use axum::{
    Extension, Json,
    extract::{Path, State},
};
use serde_json::Value;

use super::{
    super::{failure::Failure, gate::Call},
    book::Payments,
    documents,
    events::{News, tell},
    listing::listed,
    movements,
    things::{Dispute, DisputeStage, Movement, Stage},
};
use crate::sandbox::Sandbox;

/// Until when the bank hears the merchant.
const HEARING_MS: i64 = 9 * 86_400_000;
const REASON: &str = "fraudulent";
/// The longest evidence, in characters.
const MAX_EVIDENCE: usize = 150_000;

/// A dispute to be opened, with names that were drawn for it.
pub struct Asked {
    pub id: String,
    pub movement: String,
    /// The whole charge without it.
    pub amount: Option<i64>,
    pub reason: Option<String>,
}

/// Opens a dispute about a captured payment that has none; nothing comes of it otherwise.
pub fn open(payments: &mut Payments, intent: &str, asked: Asked, now_ms: i64) -> Vec<News> {
    let open_to_it =
        |found: &&mut super::things::Intent| found.stage == Stage::Succeeded && found.dispute.is_none();
    let Some(found) = payments.intents.get_mut(intent).filter(open_to_it) else { return Vec::new() };
    found.dispute = Some(asked.id.clone());
    let dispute = Dispute {
        id: asked.id.clone(),
        intent: found.id.clone(),
        charge: found.charge.clone(),
        account: found.account.clone(),
        amount: asked.amount.unwrap_or(found.amount),
        currency: found.currency.clone(),
        reason: asked.reason.unwrap_or_else(|| REASON.to_owned()),
        stage: DisputeStage::NeedsResponse,
        evidence: super::things::Metadata::new(),
        submissions: 0,
        created_ms: now_ms,
        due_ms: now_ms.saturating_add(HEARING_MS),
    };
    move_money(payments, &dispute, asked.movement, -dispute.amount, now_ms);
    payments.disputes.enter(&asked.id, dispute);
    tellings(payments, &asked.id, &["charge.dispute.created", "charge.dispute.funds_withdrawn"])
}

/// Moves a dispute on; nothing comes of it when it is there already, or decided. `movement` names the balance transaction
/// of money that comes back.
pub fn decide(
    payments: &mut Payments,
    id: &str,
    stage: DisputeStage,
    movement: String,
    now_ms: i64,
) -> Vec<News> {
    let changes = |dispute: &&mut Dispute| dispute.stage != stage && !dispute.stage.is_over();
    let Some(dispute) = payments.disputes.get_mut(id).filter(changes) else { return Vec::new() };
    dispute.stage = stage;
    let dispute = dispute.clone();
    match stage {
        DisputeStage::Won => {
            move_money(payments, &dispute, movement, dispute.amount, now_ms);
            tellings(payments, id, &["charge.dispute.closed", "charge.dispute.funds_reinstated"])
        }
        DisputeStage::Lost => tellings(payments, id, &["charge.dispute.closed"]),
        DisputeStage::NeedsResponse | DisputeStage::UnderReview => {
            tellings(payments, id, &["charge.dispute.updated"])
        }
    }
}

fn tellings(payments: &Payments, id: &str, kinds: &[&'static str]) -> Vec<News> {
    kinds.iter().filter_map(|kind| News::of_dispute(payments, id, kind)).collect()
}

fn move_money(payments: &mut Payments, dispute: &Dispute, id: String, amount: i64, now_ms: i64) {
    let entry = Movement {
        id,
        account: dispute.account.clone(),
        kind: "adjustment",
        source: dispute.id.clone(),
        amount,
        fee: 0,
        currency: dispute.currency.clone(),
        created_ms: now_ms,
    };
    movements::enter(payments, entry);
}

fn found<'a>(payments: &'a Payments, call: &Call, id: &str) -> Result<&'a Dispute, Failure> {
    let dispute = payments.disputes.get(id).filter(|dispute| dispute.account == call.account);
    dispute.ok_or_else(|| Failure::missing("dispute", "dispute", id))
}

/// Shows one.
pub async fn retrieve(
    State(sandbox): State<Arc<Sandbox>>,
    Extension(call): Extension<Call>,
    Path(id): Path<String>,
) -> Result<Json<Value>, Failure> {
    call.form.only(&["expand"])?;
    let payments = &sandbox.desk().payments;
    Ok(Json(documents::dispute(payments, found(payments, &call, &id)?)))
}

/// Lists them.
pub async fn list(
    State(sandbox): State<Arc<Sandbox>>,
    Extension(call): Extension<Call>,
) -> Result<Json<Value>, Failure> {
    let payments = &sandbox.desk().payments;
    listed(
        &call,
        &payments.disputes,
        ["charge", "payment_intent"],
        |dispute| [Some(&dispute.charge), Some(&dispute.intent)],
        |dispute| documents::dispute(payments, dispute),
    )
}

/// Takes evidence; with `submit` it goes to the bank, which decides at once when the evidence says `winning_evidence` or
/// `losing_evidence`, as Stripe's own test mode does.
pub async fn answer(
    State(sandbox): State<Arc<Sandbox>>,
    Extension(call): Extension<Call>,
    Path(id): Path<String>,
) -> Result<Json<Value>, Failure> {
    let form = &call.form;
    form.only(&["evidence", "expand", "metadata", "submit"])?;
    let evidence = form.entries("evidence");
    let length: usize = evidence.values().map(|text| text.chars().count()).sum();
    if length > MAX_EVIDENCE {
        return Err(Failure::parameter("evidence", "The evidence is too long.".to_owned()));
    }
    // Without the parameter, evidence is handed in.
    let submits = form.text("submit").is_none_or(|submit| submit == "true") && !evidence.is_empty();
    let said = evidence.get("uncategorized_text").map(String::as_str);
    let decision = match said {
        Some("winning_evidence") => Some(DisputeStage::Won),
        Some("losing_evidence") => Some(DisputeStage::Lost),
        _ => None,
    };
    let (movement, now_ms) = (movements::new_id()?, sandbox.clock.business_ms());
    let (document, news) = {
        let payments = &mut sandbox.desk().payments;
        if found(payments, &call, &id)?.stage.is_over() {
            return Err(Failure::refused(None, "This dispute is already closed."));
        }
        let mut news = Vec::new();
        if let Some(dispute) = payments.disputes.get_mut(&id) {
            dispute.evidence.extend(evidence);
            dispute.submissions = dispute.submissions.saturating_add(u32::from(submits));
        }
        if submits {
            news.extend(decide(payments, &id, DisputeStage::UnderReview, String::new(), now_ms));
            news.extend(
                decision.into_iter().flat_map(|stage| decide(payments, &id, stage, movement.clone(), now_ms)),
            );
        }
        (documents::dispute(payments, found(payments, &call, &id)?), news)
    };
    tell(&sandbox, news);
    Ok(Json(document))
}
