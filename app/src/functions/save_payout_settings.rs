//! Saving the payout settings.

use domain::view::payouts::{OwnCycleForm, PayoutSettingsForm};
use leptos::prelude::*;
use services::payouts::SaveOutcome;

use crate::{
    pages::payout_settings,
    path,
    request::{self, WireFault},
};

/// Saves all of the form or nothing, and leads back to the page, which says what came of it.
#[server(endpoint = "save_payout_settings")]
pub async fn save_payout_settings(
    #[server(default)] for_account: String,
    #[server(default)] schedule: String,
    #[server(default)] own: OwnCycleForm,
    #[server(default)] fallback: String,
    #[server(default)] threshold: String,
    #[server(default)] paused: String,
    #[server(default)] destination: String,
    #[server(default)] version: String,
) -> Result<(), WireFault> {
    request::act(async {
        let creator = request::creator_in(payout_settings::ADDRESS, &for_account)?;
        let form = PayoutSettingsForm { schedule, own, fallback, threshold, paused, destination, version };
        match request::services()?.payouts.save(&creator, form).await? {
            SaveOutcome::Saved(saved) => {
                request::redirect(&payout_settings::saved_address(&for_account, &saved))
            }
            SaveOutcome::Refused(draft) => {
                let back = path::in_account(payout_settings::ADDRESS, &for_account);
                request::refuse(payout_settings::FORM, &draft, &back).await?;
            }
        }
        Ok(())
    })
    .await
}
