//! Saving the payout settings.
#![expect(clippy::too_many_arguments, reason = "a plain form posts each field under its own name")]

use domain::view::payouts::{OwnCycleForm, PayoutSettingsForm};
use leptos::prelude::*;

use crate::{
    pages::payout_settings,
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
        let outcome = request::services()?.payouts.save(&creator, form).await?;
        payout_settings::after_save(&for_account, outcome).await
    })
    .await
}
