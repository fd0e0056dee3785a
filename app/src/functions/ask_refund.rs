//! Asking for one's money back.

use domain::id::OrderToken;
use leptos::prelude::*;
use services::refunds::RefundOutcome;

use crate::request::{self, Interruption, WireFault};

/// Asks for all that is left of one's own order and leads back to it. How much that is, the server knows; `returns` are the
/// periods that the page said are valid again.
#[server(endpoint = "ask_refund")]
pub async fn ask_refund(
    #[server(default)] token: String,
    #[server(default)] returns: String,
) -> Result<(), WireFault> {
    request::act(async {
        let token = OrderToken::try_from(token).map_err(|_| Interruption::NotFound)?;
        let page = request::order_path(&token);
        match request::services()?.refunds.ask(&request::member(&page)?, &token, &returns).await? {
            RefundOutcome::Started => request::redirect(&page),
            RefundOutcome::Refused(problems, _) => request::refuse("refund", &problems, &page).await?,
            RefundOutcome::Proposed(_) | RefundOutcome::NotFound => return Err(Interruption::NotFound),
        }
        Ok(())
    })
    .await
}
