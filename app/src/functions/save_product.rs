//! Saving what is sold.
#![expect(clippy::too_many_arguments, reason = "a plain form posts each field under its own name")]

use std::collections::BTreeMap;

use domain::view::manage::ProductForm;
use leptos::prelude::*;

use crate::{
    pages::manage,
    request::{self, WireFault},
};

/// Adds or changes a product.
#[server(endpoint = "save_product")]
pub async fn save_product(
    #[server(default)] community: String,
    #[server(default)] product: String,
    #[server(default)] tier: String,
    #[server(default)] benefits: String,
    #[server(default)] price: String,
    #[server(default)] prices: BTreeMap<String, String>,
    #[server(default)] period: String,
    #[server(default)] until: String,
    #[server(default)] refund_days: String,
    #[server(default)] seats: String,
    #[server(default)] trial_days: String,
    #[server(default)] version: String,
    #[server(default)] key: String,
) -> Result<(), WireFault> {
    request::act(async {
        let page = manage::community_address(&community);
        let creator = request::creator(&page)?;
        let back = manage::product_address(&community, Some(&product));
        #[rustfmt::skip]
        let form = ProductForm { product, tier, benefits, price, prices, period, until, refund_days, seats, trial_days, version, key };
        let outcome = request::services()?.manage.save_product(&creator, &community, &form).await?;
        manage::after(manage::form::PRODUCT, outcome, (&page, &back)).await
    })
    .await
}
