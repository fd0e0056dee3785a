//! Going through today's runs again.

use leptos::prelude::*;

use crate::{
    pages::operator,
    path,
    request::{self, WireFault},
};

/// Makes today's runs, or goes on with them; whoever has been looked at is not looked at twice.
#[server(endpoint = "run_payouts_again")]
pub async fn run_payouts_again() -> Result<(), WireFault> {
    request::act(async {
        let actor = request::operator()?;
        let made = request::services()?.desk.run_again(&actor).await?;
        let said = if made.is_some() { "made" } else { "not-yet" };
        request::redirect(&path::with_query(operator::ADDRESS, "ran", said));
        Ok(())
    })
    .await
}
