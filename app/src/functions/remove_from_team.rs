//! Taking somebody from the team.

use domain::id::UserId;
use leptos::prelude::*;

use crate::{
    pages::team,
    request::{self, Interruption, WireFault},
};

/// Removes somebody, and leads back to the team.
#[server(endpoint = "remove_from_team")]
pub async fn remove_from_team(#[server(default)] user: String) -> Result<(), WireFault> {
    request::act(async {
        let creator = request::creator(team::ADDRESS)?;
        let user: UserId = user.parse().map_err(|_| Interruption::NotFound)?;
        let removed = request::services()?.team.remove(&creator, &user).await?;
        team::changed(removed, team::Done::Removed)
    })
    .await
}
