//! Sending money back: `/v1/refunds`. Cards have it at once, wallets a little later.

use std::{sync::Arc, time::Duration};

use axum::{
    Extension, Json,
    extract::{Path, State},
};
use serde_json::Value;

use super::{
    super::{failure::Failure, form::Form, gate::Call},
    book::{Due, Payments},
    documents,
    events::{News, tell},
    intents,
    listing::listed,
    movements,
    things::{Back, Intent, Movement, Refund, RefundStage, Stage},
};
use crate::{
    entropy,
    rails::{
        Rail,
        faults::{On, RailFault},
    },
    sandbox::Sandbox,
};

/// How long a wallet takes, before the time scale.
const TRAVEL: Duration = Duration::from_secs(2);
/// Why a refund fails when the script does not say.
const FAILURE: &str = "declined";
const REASONS: [&str; 3] = ["duplicate", "fraudulent", "requested_by_customer"];

/// What a well-formed request asks for, of a payment that has it.
struct Asked {
    intent: Intent,
    amount: i64,
}

/// Accepts a refund.
pub async fn create(
    State(sandbox): State<Arc<Sandbox>>,
    Extension(call): Extension<Call>,
) -> Result<Json<Value>, Failure> {
    let form = &call.form;
    form.only(&["amount", "charge", "expand", "metadata", "payment_intent", "reason"])?;
    let (metadata, reason) = (form.metadata()?, form.text("reason").map(str::to_owned));
    if reason.as_ref().is_some_and(|reason| !REASONS.contains(&reason.as_str())) {
        return Err(Failure::parameter("reason", "Invalid reason.".to_owned()));
    }
    allowed(&sandbox.desk().payments, &call)?;
    let struck = sandbox.rail(Rail::Stripe).faults.take_for(On::RefundOutcome, &call.names);
    let id = format!("re_3{}", entropy::text(entropy::ALPHANUMERIC, 23)?);
    let movement = movements::new_id()?;
    let now_ms = sandbox.clock.business_ms();
    let travel_ms = i64::try_from(sandbox.scaled(TRAVEL).as_millis()).unwrap_or(i64::MAX);
    let later_ms = now_ms.saturating_add(travel_ms);
    let (document, news) = {
        let payments = &mut sandbox.desk().payments;
        let Asked { intent, amount } = allowed(payments, &call)?;
        let (stage, ends) = match (struck, intent.back) {
            (Some(struck), _) if struck.kind == RailFault::Fail => {
                let failure = struck.besides.code.unwrap_or_else(|| FAILURE.to_owned());
                (RefundStage::Pending, Some((later_ms, Some(failure))))
            }
            (Some(_), _) => (RefundStage::Pending, None),
            (None, Back::AtOnce) => (RefundStage::Succeeded, None),
            (None, Back::Later) => (RefundStage::Pending, Some((later_ms, None))),
            (None, Back::Never) => (RefundStage::Succeeded, Some((later_ms, Some(FAILURE.to_owned())))),
        };
        let refund = Refund {
            id: id.clone(),
            intent: intent.id.clone(),
            charge: intent.charge.clone(),
            account: intent.account.clone(),
            amount,
            currency: intent.currency.clone(),
            metadata,
            reason,
            stage,
            failure: None,
            created_ms: now_ms,
            ends,
            movement,
        };
        let document = documents::refund(&refund);
        (document, enter(payments, &intent, refund))
    };
    tell(&sandbox, news);
    Ok(Json(document))
}

/// Checks a refund against its payment.
fn allowed(payments: &Payments, call: &Call) -> Result<Asked, Failure> {
    let form = &call.form;
    let (name, id) = match (form.text("payment_intent"), form.text("charge")) {
        (Some(id), None) => ("payment_intent", id),
        (None, Some(id)) => ("charge", id),
        _ => {
            let message =
                "One of the following params should be provided for this request: payment_intent or charge.";
            return Err(Failure::parameter("payment_intent", message.to_owned()));
        }
    };
    let intent = match name {
        "charge" => {
            payments.intent_of(id).filter(|intent| intent.charge == id && intent.account == call.account)
        }
        _ => intents::found(payments, call, id),
    };
    let intent = intent.ok_or_else(|| Failure::missing_parameter(name, name, id))?;
    if intent.stage != Stage::Succeeded {
        let message =
            format!("This PaymentIntent ({}) does not have a successful charge to refund.", intent.id);
        return Err(Failure::refused(None, &message));
    }
    let disputed = intent.dispute.as_deref().and_then(|id| payments.disputes.get(id));
    if disputed.is_some_and(|dispute| dispute.stage != super::things::DisputeStage::Won) {
        let message = format!("Charge {} has been charged back; cannot issue a refund.", intent.charge);
        return Err(Failure::refused(Some("charge_disputed"), &message));
    }
    let left = intent.amount.saturating_sub(payments.refunded(&intent.id));
    if left < 1 {
        let message = format!("Charge {} has already been refunded.", intent.charge);
        return Err(Failure::refused(Some("charge_already_refunded"), &message));
    }
    let amount = amount(form, left)?;
    Ok(Asked { intent: intent.clone(), amount })
}

fn amount(form: &Form, left: i64) -> Result<i64, Failure> {
    let amount = form.integer("amount")?.unwrap_or(left);
    if amount < 1 {
        let message = "This value must be greater than or equal to 1.".to_owned();
        return Err(Failure::coded_parameter("parameter_invalid_integer", "amount", message));
    }
    if amount > left {
        let message =
            format!("Refund amount ({amount}) is greater than unrefunded amount on charge ({left})");
        return Err(Failure::refused(None, &message));
    }
    Ok(amount)
}

fn enter(payments: &mut Payments, intent: &Intent, refund: Refund) -> Vec<News> {
    let of_card = intent.method == "card";
    move_money(
        payments,
        &refund,
        if of_card { "refund" } else { "payment_refund" },
        &refund.movement,
        -refund.amount,
    );
    if let Some((at, _)) = &refund.ends {
        payments.agenda.insert((*at, Due::Refund(refund.id.clone())));
    }
    let id = refund.id.clone();
    payments.refunds.enter(&id, refund);
    let told = [
        News::of_refund(payments, &id, "refund.created"),
        News::of_charge(payments, &intent.id, "charge.refunded"),
    ];
    told.into_iter().flatten().collect()
}

fn move_money(payments: &mut Payments, refund: &Refund, kind: &'static str, id: &str, amount: i64) {
    let entry = Movement {
        id: id.to_owned(),
        account: refund.account.clone(),
        kind,
        source: refund.id.clone(),
        amount,
        fee: 0,
        currency: refund.currency.clone(),
        created_ms: refund.created_ms,
    };
    movements::enter(payments, entry);
}

/// Ends a refund, or moves it on; nothing comes of it when it is there already, or when its money is back. `movement` names the balance
/// transaction of money that comes back.
pub fn end(
    payments: &mut Payments,
    id: &str,
    (stage, failure): (RefundStage, Option<String>),
    movement: &str,
    now_ms: i64,
) -> Vec<News> {
    let changes = |refund: &&mut Refund| refund.stage != stage && !refund.stage.came_back();
    let Some(refund) = payments.refunds.get_mut(id).filter(changes) else { return Vec::new() };
    refund.stage = stage;
    refund.failure = failure;
    if let Some((at, _)) = refund.ends.take() {
        payments.agenda.remove(&(at, Due::Refund(id.to_owned())));
    }
    let back = Refund { created_ms: now_ms, ..refund.clone() };
    if stage.came_back() {
        move_money(payments, &back, "refund_failure", movement, back.amount);
    }
    let kind = if stage == RefundStage::Failed { "refund.failed" } else { "refund.updated" };
    News::of_refund(payments, id, kind).into_iter().collect()
}

/// Shows one.
pub async fn retrieve(
    State(sandbox): State<Arc<Sandbox>>,
    Extension(call): Extension<Call>,
    Path(id): Path<String>,
) -> Result<Json<Value>, Failure> {
    call.form.only(&["expand"])?;
    let payments = &sandbox.desk().payments;
    let refund = payments.refunds.get(&id).filter(|refund| refund.account == call.account);
    refund
        .map(|refund| Json(documents::refund(refund)))
        .ok_or_else(|| Failure::missing("refund", "refund", &id))
}

/// Lists them.
pub async fn list(
    State(sandbox): State<Arc<Sandbox>>,
    Extension(call): Extension<Call>,
) -> Result<Json<Value>, Failure> {
    let payments = &sandbox.desk().payments;
    let intent = call.form.text("payment_intent");
    if let Some(id) = intent.filter(|id| intents::found(payments, &call, id).is_none()) {
        return Err(Failure::missing("payment_intent", "payment_intent", id));
    }
    listed(
        &call,
        &payments.refunds,
        ["charge", "payment_intent"],
        |refund| [Some(&refund.charge), Some(&refund.intent)],
        documents::refund,
    )
}
