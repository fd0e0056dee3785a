//! Waiting for a seat.

use leptos::prelude::*;

use crate::{
    pages::community,
    request::{self, Interruption, WireFault},
};

/// Puts the reader in line for a seat.
#[server(endpoint = "wait_for_seat")]
pub async fn wait_for_seat(
    #[server(default)] community: String,
    #[server(default)] product: String,
) -> Result<(), WireFault> {
    request::act(async {
        let page = community::address(&community);
        let member = request::member(&page)?;
        let product = product.parse().map_err(|_| Interruption::NotFound)?;
        let outcome = request::services()?.lounge.wait(&member, &product).await?;
        community::after_waiting(outcome, &page).await
    })
    .await
}
