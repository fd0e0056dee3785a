//! Taking a coupon back.

use leptos::prelude::*;

use crate::{
    pages::manage,
    request::{self, Interruption, WireFault},
};

/// Takes a coupon back.
#[server(endpoint = "withdraw_coupon")]
pub async fn withdraw_coupon(
    #[server(default)] community: String,
    #[server(default)] coupon: String,
) -> Result<(), WireFault> {
    request::act(async {
        let page = manage::community_address(&community);
        let creator = request::creator(&page)?;
        let coupon = coupon.parse().map_err(|_| Interruption::NotFound)?;
        let outcome = request::services()?.manage.withdraw_coupon(&creator, &community, &coupon).await?;
        manage::after(manage::form::STATE, outcome, (&page, &page)).await
    })
    .await
}
