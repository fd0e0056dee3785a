//! Placing an order.

use leptos::prelude::*;
use services::checkout::{StartOrderForm, StartOutcome};

use crate::{
    pages::checkout::Draft,
    request::{self, WireFault},
};

/// Places an order, or finds the unpaid one, and leads to it. What it costs is decided by the product alone: no amount
/// is ever read from the form.
#[server(endpoint = "start_order")]
pub async fn start_order(
    #[server(default)] product: String,
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
        let member = request::member(&back)?;
        let locale = request::locale();
        let form = StartOrderForm {
            product,
            agreement,
            stamp: stamp.clone(),
            accept,
            channel: channel.clone(),
            coupon,
            upgrade,
            remind,
            locale,
        };
        match request::services()?.checkout.start_order(&member, &request::origin(), form).await? {
            StartOutcome::Started(token) | StartOutcome::Existing(token) => request::show_order(&token),
            StartOutcome::Refused(problems) => {
                request::refuse("checkout", &Draft { stamp, channel, problems }, &back).await?;
            }
        }
        Ok(())
    })
    .await
}
