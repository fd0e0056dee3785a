//! Approving a run above the limit.

use domain::id::RunId;
use leptos::prelude::*;
use services::payouts::desk::ApproveOutcome;

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
        let said = match request::services()?.desk.approve(&actor, &id).await? {
            ApproveOutcome::Recorded | ApproveOutcome::AlreadyMine => "recorded",
            ApproveOutcome::Released => "released",
            ApproveOutcome::PaysYou => "pays-you",
            ApproveOutcome::NotAsked => "not-asked",
            ApproveOutcome::NoRun => return Err(Interruption::NotFound),
        };
        operator::back_to_run(&id, said);
        Ok(())
    })
    .await
}
