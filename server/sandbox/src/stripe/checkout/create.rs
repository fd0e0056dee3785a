//! Making a session: `POST /v1/checkout/sessions`.

use std::sync::Arc;

use axum::{Extension, Json, extract::State};
use reqwest::Url;
use serde_json::Value;

use super::{
    super::{failure::Failure, form::Form, gate::Call},
    book::MAX_SESSIONS,
    documents::{self, Shown},
    prices,
    things::{Session, Standing},
};
use crate::{entropy, sandbox::Sandbox};

const PARAMETERS: [&str; 21] = [
    "adaptive_pricing",
    "after_expiration",
    "allow_promotion_codes",
    "automatic_tax",
    "billing_address_collection",
    "cancel_url",
    "client_reference_id",
    "currency",
    "custom_text",
    "customer_creation",
    "customer_email",
    "expand",
    "expires_at",
    "line_items",
    "locale",
    "metadata",
    "mode",
    "payment_intent_data",
    "payment_method_options",
    "payment_method_types",
    "success_url",
];
const LOCALES: [&str; 12] =
    ["auto", "de", "en", "en-GB", "es", "fr", "it", "ja", "ko", "zh", "zh-HK", "zh-TW"];
const MAX_REFERENCE: usize = 200;
const HALF_HOUR_MS: i64 = 1_800_000;
const DAY_MS: i64 = 86_400_000;

/// Makes one.
pub async fn create(
    State(sandbox): State<Arc<Sandbox>>,
    Extension(call): Extension<Call>,
) -> Result<Json<Value>, Failure> {
    let now_ms = sandbox.clock.business_ms();
    let session = read(&call, now_ms)?;
    let payments = &mut sandbox.desk().payments;
    if payments.sessions.len() >= MAX_SESSIONS {
        return Err(Failure::unavailable());
    }
    let shown = Shown::read(&call.form, "");
    let document = documents::session(payments, &session, shown);
    payments.enter_session(session);
    Ok(Json(document))
}

fn read(call: &Call, now_ms: i64) -> Result<Session, Failure> {
    let form = &call.form;
    form.only(&PARAMETERS)?;
    if form.required("mode")? != "payment" {
        return Err(Failure::parameter("mode", "This sandbox makes sessions of mode payment.".to_owned()));
    }
    let price = prices::read(form)?;
    let methods = prices::methods(form, &price.currency)?;
    let success_url = address(form, "success_url")?;
    let success_url = success_url.ok_or_else(|| {
        let message = "You must specify `success_url`.".to_owned();
        Failure::coded_parameter("parameter_missing", "success_url", message)
    })?;
    let reference = form.text("client_reference_id").map(str::to_owned);
    if reference.as_ref().is_some_and(|text| text.len() > MAX_REFERENCE) {
        let message = format!("Invalid string: must be at most {MAX_REFERENCE} characters.");
        return Err(Failure::parameter("client_reference_id", message));
    }
    let locale = form.text("locale").map(str::to_owned);
    if locale.as_ref().is_some_and(|locale| !LOCALES.contains(&locale.as_str())) {
        return Err(Failure::parameter("locale", "Invalid locale.".to_owned()));
    }
    Ok(Session {
        // As long as Stripe's own.
        id: format!("cs_test_a1{}", entropy::text(entropy::ALPHANUMERIC, 56)?),
        account: call.account.clone(),
        host: call.host.clone(),
        created_ms: now_ms,
        expires_ms: expires_ms(form, now_ms)?,
        standing: Standing::Open,
        amount: price.amount,
        currency: price.currency,
        name: price.name,
        methods,
        reference,
        metadata: form.metadata()?,
        intent_metadata: form.metadata_at("payment_intent_data[metadata]")?,
        success_url,
        cancel_url: address(form, "cancel_url")?,
        locale,
        intent: None,
        names: call.names.clone(),
    })
}

fn expires_ms(form: &Form, now_ms: i64) -> Result<i64, Failure> {
    let Some(seconds) = form.integer("expires_at")? else { return Ok(now_ms.saturating_add(DAY_MS)) };
    let expires_ms = seconds.saturating_mul(1000);
    let life_ms = expires_ms.saturating_sub(now_ms);
    let message = if life_ms < HALF_HOUR_MS {
        "The `expires_at` timestamp must be at least 30 minutes from Checkout Session creation."
    } else if life_ms > DAY_MS {
        "The `expires_at` timestamp must be less than 24 hours from Checkout Session creation."
    } else {
        return Ok(expires_ms);
    };
    Err(Failure::parameter("expires_at", message.to_owned()))
}

fn address(form: &Form, name: &str) -> Result<Option<String>, Failure> {
    let Some(text) = form.text(name) else { return Ok(None) };
    let of_the_web = Url::parse(text).is_ok_and(|url| matches!(url.scheme(), "http" | "https"));
    if of_the_web {
        Ok(Some(text.to_owned()))
    } else {
        Err(Failure::coded_parameter("url_invalid", name, "Not a valid URL".to_owned()))
    }
}
