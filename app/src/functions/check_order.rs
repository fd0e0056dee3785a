//! Asking the gateway at once.

use domain::id::OrderToken;
use leptos::prelude::*;
use services::till::CheckOutcome;

use crate::{
    path,
    request::{self, Interruption, WireFault},
};

/// Asks the gateway about one's own order and leads back to it.
#[server(endpoint = "check_order")]
pub async fn check_order(#[server(default)] token: String) -> Result<(), WireFault> {
    request::act(async {
        let token = OrderToken::try_from(token).map_err(|_| Interruption::NotFound)?;
        let page = request::order_path(&token);
        let (services, member) = (request::services()?, request::member(&page)?);
        let asked = match Box::pin(services.till.check_now(&member, &token)).await? {
            CheckOutcome::Checked => "now".to_owned(),
            CheckOutcome::NoAnswer => "unanswered".to_owned(),
            CheckOutcome::TooSoon { retry_after_seconds } => retry_after_seconds.to_string(),
            CheckOutcome::NotFound => return Err(Interruption::NotFound),
        };
        request::redirect(&path::with_query(&page, "asked", &asked));
        Ok(())
    })
    .await
}
