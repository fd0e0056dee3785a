//! Notifications in, what was understood out.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::{Value, json};
use services::ports::{
    Clock as _, Notification, NotificationHeaders, NotificationRefused, PaymentGateway, RefundAnswer,
};

use crate::{Outcome, line, stage::Watch};

/// A notification as it came.
#[derive(Deserialize)]
struct Told {
    /// By their names in lower case.
    headers: BTreeMap<String, String>,
    body: String,
}

/// Answers each line with a line, until there are no more.
pub fn hear(gateway: &dyn PaymentGateway) -> Outcome {
    for told in std::io::stdin().lines() {
        let Told { headers, body } = serde_json::from_str(&told?)?;
        let headers: Vec<(&str, &str)> =
            headers.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        let now = Watch::default().system();
        line::print(&understood(gateway.parse_notification(
            NotificationHeaders(&headers),
            body.as_bytes(),
            now,
        )))?;
    }
    Ok(())
}

fn understood(heard: Result<Notification, NotificationRefused>) -> Value {
    match heard {
        Ok(Notification::Paid { event_id, number, capture }) => json!({
            "paid": number,
            "event": event_id,
            "transaction": capture.gateway_transaction,
            "minor": capture.amount.minor(),
            "currency": capture.amount.currency().code(),
            "at": capture.captured_at.unix_ms(),
        }),
        Ok(Notification::Refund { event_id, refund_number, answer }) => {
            let (answer, at) = match answer {
                RefundAnswer::Succeeded { at } => ("succeeded", Some(at.unix_ms())),
                RefundAnswer::Processing => ("processing", None),
                RefundAnswer::Abnormal => ("abnormal", None),
                RefundAnswer::BackWithUs => ("back with us", None),
                RefundAnswer::Refused { .. } => ("refused", None),
                RefundAnswer::NotEnough | RefundAnswer::Unknown => ("unknown", None),
            };
            json!({ "refund": refund_number, "event": event_id, "answer": answer, "at": at })
        }
        Ok(Notification::Ask { event_id, number }) => json!({ "ask": number, "event": event_id }),
        Ok(Notification::Dispute { event_id, news }) => json!({
            "dispute": news.reference,
            "event": event_id,
            "transaction": news.gateway_transaction,
            "minor": news.amount.minor(),
            "currency": news.amount.currency().code(),
        }),
        Ok(Notification::Ignored { event_id }) => json!({ "ignored": event_id }),
        Err(reason) => json!({ "refused": format!("{reason:?}") }),
    }
}
