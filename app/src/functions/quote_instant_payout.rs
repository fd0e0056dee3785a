//! The first step of an instant payout.

use domain::view::payouts::DemandForm;
use leptos::prelude::*;
use services::payouts::desk::QuoteOutcome;

use crate::{
    pages::payouts::instant::{self, confirm_address},
    path,
    request::{self, Interruption, WireFault},
};

/// Leads to the sums of an amount, or back with the reason. Nothing moves.
#[server(endpoint = "quote_instant_payout")]
pub async fn quote_instant_payout(
    #[server(default)] for_account: String,
    #[server(default)] amount: String,
) -> Result<(), WireFault> {
    request::act(async {
        let creator = request::creator_in(instant::ADDRESS, &for_account)?;
        let form = DemandForm { amount, ..DemandForm::default() };
        match request::services()?.desk.quote_demand(&creator, &form).await?.ok_or(Interruption::NotFound)? {
            QuoteOutcome::Quoted(_) => request::redirect(&confirm_address(&for_account, &form.amount, false)),
            QuoteOutcome::Refused(draft) => {
                let back = path::in_account(instant::ADDRESS, &for_account);
                request::refuse(instant::FORM, &draft, &back).await?;
            }
        }
        Ok(())
    })
    .await
}
