//! Accepting an invitation to a team.

use domain::id::InvitationToken;
use leptos::prelude::*;

use crate::{
    pages::team,
    request::{self, Interruption, WireFault},
};

/// Puts the signed-in person on the team, and leads to the account.
#[server(endpoint = "accept_invitation")]
pub async fn accept_invitation(#[server(default)] token: String) -> Result<(), WireFault> {
    request::act(async {
        let token = InvitationToken::try_from(token).map_err(|_| Interruption::NotFound)?;
        let page = team::invitation_path(&token);
        let session = request::session().ok_or_else(|| Interruption::SignIn(page.clone()))?;
        let outcome = request::services()?.team.accept(&session, &token).await?;
        team::accepted(outcome, &page);
        Ok(())
    })
    .await
}
