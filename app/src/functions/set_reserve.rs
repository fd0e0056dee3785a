//! Keeping a share of a creator's sales back.

use leptos::prelude::*;

use crate::{
    pages::operator,
    request::{self, WireFault},
};

/// Sets the rolling reserve of a creator.
#[server(endpoint = "set_reserve")]
pub async fn set_reserve(
    #[server(default)] creator: String,
    #[server(default)] percent: String,
    #[server(default)] days: String,
) -> Result<(), WireFault> {
    request::act(async {
        let (actor, id) = (request::operator()?, operator::creator_id(&creator)?);
        let outcome = request::services()?.desk.set_reserve(&actor, &id, &percent, &days).await?;
        operator::after_act(&id, outcome).await
    })
    .await
}
