//! Paying an order through something else.

use domain::id::OrderToken;
use leptos::prelude::*;

use crate::{
    pages::order,
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
        let member = request::member(&page)?;
        let visit = request::visit();
        order::after_change(&page, Box::pin(till.change_channel(&member, &token, &channel, &visit)).await?)
    })
    .await
}
