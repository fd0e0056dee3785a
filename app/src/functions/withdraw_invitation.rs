//! Taking an invitation back.

use domain::id::InvitationId;
use leptos::prelude::*;

use crate::{
    pages::team,
    request::{self, Interruption, WireFault},
};

/// Takes an invitation back, and leads back to the team.
#[server(endpoint = "withdraw_invitation")]
pub async fn withdraw_invitation(#[server(default)] invitation: String) -> Result<(), WireFault> {
    request::act(async {
        let creator = request::creator(team::ADDRESS)?;
        let invitation: InvitationId = invitation.parse().map_err(|_| Interruption::NotFound)?;
        if !request::services()?.team.withdraw(&creator, &invitation).await? {
            return Err(Interruption::NotFound);
        }
        request::redirect(&team::done(team::Done::Withdrawn));
        Ok(())
    })
    .await
}
