//! The second step of an instant payout.

use domain::view::payouts::DemandForm;
use leptos::prelude::*;
use services::payouts::desk::ConfirmOutcome;

use crate::{
    pages::payouts::{asked_address, instant::{self, confirm_address}},
    request::{self, Interruption, WireFault},
};

/// Books what was shown, once per key, and leads to its statement. Another fee leads to the new sums.
#[server(endpoint = "request_instant_payout")]
pub async fn request_instant_payout(
    #[server(default)] amount: String,
    #[server(default)] fee: String,
    #[server(default)] key: String,
) -> Result<(), WireFault> {
    request::act(async {
        let creator = request::creator(instant::ADDRESS)?;
        let form = DemandForm { amount, fee, key };
        match request::services()?.desk.confirm_demand(&creator, &form).await?.ok_or(Interruption::NotFound)? {
            ConfirmOutcome::Requested(run) => request::redirect(&asked_address(&run)),
            ConfirmOutcome::FeeChanged(form) => request::redirect(&confirm_address(&form.amount, true)),
            ConfirmOutcome::Refused(draft) => request::refuse(instant::FORM, &draft, instant::ADDRESS).await?,
        }
        Ok(())
    })
    .await
}
