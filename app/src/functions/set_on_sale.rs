//! Putting a product on sale, or taking it off.

use leptos::prelude::*;

use crate::{
    pages::manage,
    request::{self, Interruption, WireFault},
};

/// Puts a product on sale, or takes it off.
#[server(endpoint = "set_on_sale")]
pub async fn set_on_sale(
    #[server(default)] community: String,
    #[server(default)] product: String,
    #[server(default)] to: String,
) -> Result<(), WireFault> {
    request::act(async {
        let page = manage::community_address(&community);
        let creator = request::creator(&page)?;
        let product = product.parse().map_err(|_| Interruption::NotFound)?;
        let outcome =
            request::services()?.manage.set_on_sale(&creator, &community, &product, to == "on").await?;
        manage::after(manage::form::STATE, outcome, (&page, &page)).await
    })
    .await
}
