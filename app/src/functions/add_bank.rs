//! Adding a bank account.

use domain::view::payouts::BankForm;
use leptos::prelude::*;
use services::payouts::desk::BankOutcome;

use crate::{
    pages::{payout_settings, payouts::bank},
    path,
    request::{self, Interruption, WireFault},
};

/// Adds a destination and leads to the settings, where it can be chosen.
#[server(endpoint = "add_bank")]
pub async fn add_bank(
    #[server(default)] for_account: String,
    #[server(default)] holder: String,
    #[server(default)] account: String,
    #[server(default)] bank: String,
    #[server(default)] label: String,
    #[server(default)] rail: String,
) -> Result<(), WireFault> {
    request::act(async {
        let creator = request::creator_in(bank::ADDRESS, &for_account)?;
        let form = BankForm { holder, account, bank, label, rail };
        match request::services()?.desk.add_bank(&creator, form).await?.ok_or(Interruption::NotFound)? {
            BankOutcome::Added(_) => request::redirect(&payout_settings::added_address(&for_account)),
            BankOutcome::Refused(draft) => {
                let back = path::in_account(bank::ADDRESS, &for_account);
                request::refuse(bank::FORM, &draft, &back).await?;
            }
        }
        Ok(())
    })
    .await
}
