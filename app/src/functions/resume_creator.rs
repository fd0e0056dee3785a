//! Letting a creator's payouts go on.

use leptos::prelude::*;

use crate::{
    pages::operator,
    request::{self, WireFault},
};

/// Lifts the platform's pause and the one after failures.
#[server(endpoint = "resume_creator")]
pub async fn resume_creator(#[server(default)] creator: String) -> Result<(), WireFault> {
    request::act(async {
        let (actor, id) = (request::operator()?, operator::creator_id(&creator)?);
        let outcome = request::services()?.desk.resume_creator(&actor, &id).await?;
        operator::after_act(&id, outcome).await
    })
    .await
}
