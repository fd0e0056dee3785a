//! Approving a run above the limit.

use domain::id::RunId;
use leptos::prelude::*;

use crate::{
    pages::operator,
    request::{self, Interruption, WireFault},
};

/// Approves a run and leads back to it.
#[server(endpoint = "approve_run")]
pub async fn approve_run(#[server(default)] run: String) -> Result<(), WireFault> {
    request::act(async {
        let actor = request::approver()?;
        let id: RunId = run.parse().map_err(|_| Interruption::NotFound)?;
        operator::after_approval(&id, request::services()?.desk.approve(&actor, &id).await?)
    })
    .await
}
