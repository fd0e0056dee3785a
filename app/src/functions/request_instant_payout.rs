//! The second step of an instant payout.

use domain::view::payouts::DemandForm;
use leptos::prelude::*;

use crate::{
    pages::payouts::instant,
    request::{self, Interruption, WireFault},
};

/// Books what was shown, once per key, and leads to its statement. Another fee leads to the new sums.
#[server(endpoint = "request_instant_payout")]
pub async fn request_instant_payout(
    #[server(default)] for_account: String,
    #[server(default)] amount: String,
    #[server(default)] fee: String,
    #[server(default)] key: String,
) -> Result<(), WireFault> {
    request::act(async {
        let creator = request::creator_in(instant::ADDRESS, &for_account)?;
        let form = DemandForm { amount, fee, key };
        let outcome = request::services()?.desk.confirm_demand(&creator, &form).await?;
        instant::after_confirm(&for_account, outcome.ok_or(Interruption::NotFound)?).await
    })
    .await
}
