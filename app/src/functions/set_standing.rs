//! Where a creator is paid, and whether the checks are passed.

use leptos::prelude::*;
use services::payouts::desk::StandingForm;

use crate::{
    pages::operator,
    request::{self, WireFault},
};

/// Says where a creator is paid, and whether the checks are passed.
#[server(endpoint = "set_standing")]
pub async fn set_standing(
    #[server(default)] creator: String,
    #[server(default)] country: String,
    #[server(default)] country_has_instant: bool,
    #[server(default)] compliant: bool,
) -> Result<(), WireFault> {
    request::act(async {
        let (actor, id) = (request::operator()?, operator::creator_id(&creator)?);
        let form = StandingForm { country, country_has_instant, compliant };
        let outcome = request::services()?.desk.set_standing(&actor, &id, &form).await?;
        operator::after_act(&id, outcome).await
    })
    .await
}
