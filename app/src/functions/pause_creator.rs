//! Stopping a creator's payouts.

use leptos::prelude::*;

use crate::{
    pages::operator,
    request::{self, WireFault},
};

/// Stops a creator's payouts with a reason that the creator reads.
#[server(endpoint = "pause_creator")]
pub async fn pause_creator(
    #[server(default)] creator: String,
    #[server(default)] reason: String,
) -> Result<(), WireFault> {
    request::act(async {
        let (actor, id) = (request::operator()?, operator::creator_id(&creator)?);
        let outcome = request::services()?.desk.pause_creator(&actor, &id, &reason).await?;
        operator::after_act(&id, outcome).await
    })
    .await
}
