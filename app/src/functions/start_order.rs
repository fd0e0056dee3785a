//! Placing an order.
#![expect(clippy::too_many_arguments, reason = "a plain form posts each field under its own name")]

use leptos::prelude::*;
use services::checkout::StartOrderForm;

use crate::{
    pages::checkout::{self, Draft},
    request::{self, WireFault},
};

/// Places an order, or finds the unpaid one, and leads to it. What it costs is decided by the product and the currency
/// alone; the price in the form is only what was shown, and another one is refused.
#[server(endpoint = "start_order")]
pub async fn start_order(
    #[server(default)] product: String,
    #[server(default)] currency: String,
    #[server(default)] price: String,
    #[server(default)] agreement: String,
    #[server(default)] stamp: String,
    #[server(default)] accept: bool,
    #[server(default)] channel: String,
    #[server(default)] remind: bool,
    #[server(default)] coupon: String,
    #[server(default)] upgrade: bool,
    #[server(default)] back: String,
) -> Result<(), WireFault> {
    request::act(async {
        let (member, locale) = (request::member(&back)?, request::locale());
        let draft = Draft { stamp: stamp.clone(), channel: channel.clone(), ..Draft::default() };
        #[rustfmt::skip]
        let form = StartOrderForm { product, currency, price, agreement, stamp, accept, channel, coupon, upgrade, remind, locale };
        let placed = request::services()?.checkout.start_order(&member, &request::origin(), form).await?;
        checkout::after(placed, draft, &back).await
    })
    .await
}
