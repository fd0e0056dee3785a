//! One click into the demo world.

use leptos::prelude::*;

use crate::request::{self, Interruption, WireFault};

/// Signs in as a person of the demo world and leads to `return_to`; outside a demo there is nobody to be.
#[server(endpoint = "demo_sign_in")]
pub async fn demo_sign_in(
    #[server(default)] key: String,
    #[server(default)] return_to: String,
) -> Result<(), WireFault> {
    request::act(async {
        let new = request::services()?.identity.demo_sign_in(&key).await?;
        request::welcome(&new.ok_or(Interruption::NotFound)?, &return_to)
    })
    .await
}
