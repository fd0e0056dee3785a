//! Adding an account in a further currency.

use domain::view::manage::AccountForm;
use leptos::prelude::*;

use crate::{
    pages::manage,
    request::{self, WireFault},
};

/// Opens an account beside the main one and leads back to the list.
#[server(endpoint = "add_account")]
pub async fn add_account(#[server(default)] account_currency: String) -> Result<(), WireFault> {
    request::act(async {
        let creator = request::creator(manage::ADDRESS)?;
        let form = AccountForm { currency: account_currency };
        let outcome = request::services()?.manage.add_account(&creator, &form).await?;
        manage::after(manage::form::ACCOUNT, outcome, (manage::ADDRESS, manage::ADDRESS)).await
    })
    .await
}
