//! Not waiting for a seat any more.

use leptos::prelude::*;

use crate::{
    pages::community,
    request::{self, Interruption, WireFault},
};

/// Takes the reader out of a line; a seat that was held is free again.
#[server(endpoint = "leave_line")]
pub async fn leave_line(
    #[server(default)] community: String,
    #[server(default)] product: String,
) -> Result<(), WireFault> {
    request::act(async {
        let page = community::address(&community);
        let member = request::member(&page)?;
        let product = product.parse().map_err(|_| Interruption::NotFound)?;
        let outcome = request::services()?.lounge.leave(&member, &product).await?;
        community::after_waiting(outcome, &page).await
    })
    .await
}
