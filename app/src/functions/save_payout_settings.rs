//! Saving the payout settings.

use domain::view::payouts::{OwnCycleForm, PayoutSettingsForm};
use leptos::prelude::*;
use services::payouts::SaveOutcome;

use crate::{
    pages::payout_settings,
    request::{self, WireFault},
};

/// Saves all of the form or nothing, and leads back to the page, which says what came of it.
#[server(endpoint = "save_payout_settings")]
pub async fn save_payout_settings(
    #[server(default)] schedule: String,
    #[server(default)] own: OwnCycleForm,
    #[server(default)] fallback: String,
    #[server(default)] threshold: String,
    #[server(default)] paused: String,
    #[server(default)] destination: String,
    #[server(default)] version: String,
) -> Result<(), WireFault> {
    request::act(async {
        let creator = request::creator(payout_settings::ADDRESS)?;
        let form = PayoutSettingsForm { schedule, own, fallback, threshold, paused, destination, version };
        match request::services()?.payouts.save(&creator, form).await? {
            SaveOutcome::Saved(saved) => request::redirect(&payout_settings::saved_address(&saved)),
            SaveOutcome::Refused(draft) => {
                request::refuse(payout_settings::FORM, &draft, payout_settings::ADDRESS).await?;
            }
        }
        Ok(())
    })
    .await
}
