//! Asking the gateway at once.

use domain::id::OrderToken;
use leptos::prelude::*;

use crate::{
    pages::order,
    request::{self, Interruption, WireFault},
};

/// Asks the gateway about one's own order and leads back to it.
#[server(endpoint = "check_order")]
pub async fn check_order(#[server(default)] token: String) -> Result<(), WireFault> {
    request::act(async {
        let token = OrderToken::try_from(token).map_err(|_| Interruption::NotFound)?;
        let page = request::order_path(&token);
        let (services, member) = (request::services()?, request::member(&page)?);
        order::after_check(&page, Box::pin(services.till.check_now(&member, &token)).await?)
    })
    .await
}
