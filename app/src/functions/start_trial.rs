//! Looking around before paying.

use leptos::prelude::*;

use crate::{
    pages::community,
    request::{self, Interruption, WireFault},
};

/// Begins a trial. One that was begun before, or was never offered, changes nothing: the page says how it stands.
#[server(endpoint = "start_trial")]
pub async fn start_trial(
    #[server(default)] community: String,
    #[server(default)] product: String,
) -> Result<(), WireFault> {
    request::act(async {
        let page = community::address(&community);
        let member = request::member(&page)?;
        let product = product.parse().map_err(|_| Interruption::NotFound)?;
        let outcome = request::services()?.lounge.start_trial(&member, &product).await?;
        community::after_trial(&outcome, &page).await
    })
    .await
}
