//! Calling off one payout.

use domain::id::PayoutId;
use leptos::prelude::*;

use crate::{
    pages::operator,
    request::{self, WireFault},
};

/// Calls off a payout that has not ended, or asks its rail to, for a reason that the creator reads.
#[server(endpoint = "call_off_payout")]
pub async fn call_off_payout(
    #[server(default)] creator: String,
    #[server(default)] payout: String,
    #[server(default)] why: String,
) -> Result<(), WireFault> {
    request::act(async {
        let (actor, id) = (request::operator()?, operator::creator_id(&creator)?);
        let Ok(payout) = payout.parse::<PayoutId>() else { return operator::none_chosen(&id, why).await };
        let outcome = request::services()?.desk.call_off_payout(&actor, &id, &payout, &why).await?;
        operator::after_payout_call_off(&id, outcome).await
    })
    .await
}
