//! Opening and closing a community.

use domain::catalogue::CommunityState;
use leptos::prelude::*;

use crate::{
    pages::manage,
    request::{self, Interruption, WireFault},
};

/// Opens or closes a community.
#[server(endpoint = "set_community_state")]
pub async fn set_community_state(
    #[server(default)] community: String,
    #[server(default)] state: String,
) -> Result<(), WireFault> {
    request::act(async {
        let page = manage::community_address(&community);
        let creator = request::creator(&page)?;
        let to = CommunityState::from_code(&state).ok_or(Interruption::NotFound)?;
        let outcome = request::services()?.manage.set_state(&creator, &community, to).await?;
        manage::after(manage::form::STATE, outcome, (&page, &page)).await
    })
    .await
}
