//! Another role for somebody on the team.

use domain::{id::UserId, people::AccountRole};
use leptos::prelude::*;

use crate::{
    pages::team,
    request::{self, Interruption, WireFault},
};

/// Gives another role, and leads back to the team.
#[server(endpoint = "change_team_role")]
pub async fn change_team_role(
    #[server(default)] user: String,
    #[server(default)] role: String,
) -> Result<(), WireFault> {
    request::act(async {
        let creator = request::creator(team::ADDRESS)?;
        let user: UserId = user.parse().map_err(|_| Interruption::NotFound)?;
        let role = AccountRole::given(&role).ok_or(Interruption::NotFound)?;
        let changed = request::services()?.team.change_role(&creator, &user, role).await?;
        team::changed(changed, team::Done::Changed)
    })
    .await
}
