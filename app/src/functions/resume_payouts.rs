//! Letting payouts go on after failures.

use leptos::prelude::*;

use crate::{
    pages::payouts,
    path,
    request::{self, Interruption, WireFault},
};

/// Lifts the pause after failures in a row and leads back to the list.
#[server(endpoint = "resume_payouts")]
pub async fn resume_payouts(#[server(default)] for_account: String) -> Result<(), WireFault> {
    request::act(async {
        let creator = request::creator_in(payouts::ADDRESS, &for_account)?;
        if !request::services()?.desk.resume(&creator).await? {
            return Err(Interruption::NotFound);
        }
        request::redirect(&path::with_query(
            &path::in_account(payouts::ADDRESS, &for_account),
            "resumed",
            "1",
        ));
        Ok(())
    })
    .await
}
