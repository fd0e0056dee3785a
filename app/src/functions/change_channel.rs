//! Paying an order through something else.

use domain::id::OrderToken;
use leptos::prelude::*;
use services::till::ChangeOutcome;

use crate::{
    path,
    request::{self, Interruption, WireFault},
};

/// Closes what is open at the gateway and leads back to the order, which then asks for the new way.
#[server(endpoint = "change_channel")]
pub async fn change_channel(
    #[server(default)] token: String,
    #[server(default)] channel: String,
) -> Result<(), WireFault> {
    request::act(async {
        let token = OrderToken::try_from(token).map_err(|_| Interruption::NotFound)?;
        let page = request::order_path(&token);
        let till = &request::services()?.till;
        let said =
            match till.change_channel(&request::member(&page)?, &token, &channel, &request::visit()).await? {
                ChangeOutcome::NotFound => return Err(Interruption::NotFound),
                ChangeOutcome::NoAnswer => path::with_query(&page, "asked", "unanswered"),
                ChangeOutcome::NotOffered => path::with_query(&page, "asked", "not-offered"),
                ChangeOutcome::Changed | ChangeOutcome::NotWaiting => page,
            };
        request::redirect(&said);
        Ok(())
    })
    .await
}
