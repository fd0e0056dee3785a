//! Refusing a run that waits for approval.

use domain::id::RunId;
use leptos::prelude::*;

use crate::{
    pages::operator,
    request::{self, Interruption, WireFault},
};

/// Calls off every payout of a run, for a reason that the creators read.
#[server(endpoint = "call_off_run")]
pub async fn call_off_run(
    #[server(default)] run: String,
    #[server(default)] why: String,
) -> Result<(), WireFault> {
    request::act(async {
        let actor = request::operator()?;
        let id: RunId = run.parse().map_err(|_| Interruption::NotFound)?;
        let outcome = request::services()?.desk.call_off_run(&actor, &id, &why).await?;
        operator::after_call_off(&id, outcome).await
    })
    .await
}
