//! Reading sessions, and expiring one.

use std::sync::Arc;

use axum::{
    Extension, Json,
    extract::{Path, State},
};
use serde_json::Value;

use super::{
    super::{failure::Failure, gate::Call},
    book::Payments,
    documents::{self, Shown},
    events::{News, tell},
    listing::listed,
    things::{Session, Standing},
};
use crate::sandbox::Sandbox;

fn found<'a>(payments: &'a Payments, call: &Call, id: &str) -> Result<&'a Session, Failure> {
    let session = payments.sessions.get(id).filter(|session| session.account == call.account);
    session.ok_or_else(|| Failure::missing("checkout.session", "session", id))
}

/// Shows one.
pub async fn retrieve(
    State(sandbox): State<Arc<Sandbox>>,
    Extension(call): Extension<Call>,
    Path(id): Path<String>,
) -> Result<Json<Value>, Failure> {
    call.form.only(&["expand"])?;
    let payments = &sandbox.desk().payments;
    let session = found(payments, &call, &id)?;
    Ok(Json(documents::session(payments, session, Shown::read(&call.form, ""))))
}

/// Lists them. There is no way to ask for those with a certain reference, as there is none at Stripe.
pub async fn list(
    State(sandbox): State<Arc<Sandbox>>,
    Extension(call): Extension<Call>,
) -> Result<Json<Value>, Failure> {
    let shown = Shown::read(&call.form, "data.");
    let payments = &sandbox.desk().payments;
    listed(
        &call,
        &payments.sessions,
        ["status", "payment_intent"],
        |session| [Some(session.standing.word()), session.intent.as_deref()],
        |session| documents::session(payments, session, shown),
    )
}

/// Lets nobody pay by it any more.
pub async fn expire(
    State(sandbox): State<Arc<Sandbox>>,
    Extension(call): Extension<Call>,
    Path(id): Path<String>,
) -> Result<Json<Value>, Failure> {
    call.form.only(&["expand"])?;
    let (document, news) = {
        let payments = &mut sandbox.desk().payments;
        let standing = found(payments, &call, &id)?.standing;
        if standing != Standing::Open {
            let message = format!(
                "Only Checkout Sessions with a status in [\"open\"] can be expired. This Checkout Session has a status \
                 of `{}`.",
                standing.word()
            );
            return Err(Failure::refused(None, &message));
        }
        let news = expired(payments, &id);
        let session = found(payments, &call, &id)?;
        (documents::session(payments, session, Shown::read(&call.form, "")), news)
    };
    tell(&sandbox, news);
    Ok(Json(document))
}

/// Expires an open session; nothing comes of any other.
pub fn expired(payments: &mut Payments, id: &str) -> Vec<News> {
    let Some(session) = payments.sessions.get_mut(id).filter(|session| session.standing == Standing::Open)
    else {
        return Vec::new();
    };
    session.standing = Standing::Expired;
    News::of_session(payments, id, "checkout.session.expired").into_iter().collect()
}
