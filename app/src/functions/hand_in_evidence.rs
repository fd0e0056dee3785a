//! Handing in what speaks for us in a dispute.

use domain::id::DisputeId;
use leptos::prelude::*;

use crate::{
    pages::review,
    request::{self, Interruption, WireFault},
};

/// Hands a text to the gateway; it is not kept here.
#[server(endpoint = "hand_in_evidence")]
pub async fn hand_in_evidence(
    #[server(default)] dispute: String,
    #[server(default)] text: String,
) -> Result<(), WireFault> {
    request::act(async {
        let actor = request::operator()?;
        let dispute: DisputeId = dispute.parse().map_err(|_| Interruption::NotFound)?;
        let outcome = request::services()?.disputes.submit_evidence(&actor, &dispute, &text).await?;
        review::after_evidence(&dispute, text, outcome).await
    })
    .await
}
