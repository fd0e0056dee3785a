//! Inviting somebody to the team.

use domain::view::team::InviteForm;
use leptos::prelude::*;
use services::team::InviteOutcome;

use crate::{
    pages::team,
    request::{self, Interruption, WireFault},
};

/// Invites by address, and leads back to the team.
#[server(endpoint = "invite_to_team")]
pub async fn invite_to_team(
    #[server(default)] email: String,
    #[server(default)] role: String,
) -> Result<(), WireFault> {
    request::act(async {
        let creator = request::creator(team::ADDRESS)?;
        let form = InviteForm { email, role };
        let invited = request::services()?.team.invite(&creator, form, request::locale()).await?;
        match invited.ok_or(Interruption::NotFound)? {
            InviteOutcome::Invited(_) => request::redirect(&team::done(team::Done::Invited)),
            InviteOutcome::Refused(draft) => request::refuse(team::FORM, &draft, team::ADDRESS).await?,
        }
        Ok(())
    })
    .await
}
