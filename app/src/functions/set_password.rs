//! Setting a new password by the link of a letter.

use domain::id::PasswordToken;
use leptos::prelude::*;

use crate::{
    pages::forgotten,
    request::{self, Interruption, WireFault},
};

/// Sets the password, once per link, and leads to signing in with it.
#[server(endpoint = "set_password")]
pub async fn set_password(
    #[server(default)] token: String,
    #[server(default)] password: String,
) -> Result<(), WireFault> {
    request::act(async {
        let token = PasswordToken::try_from(token).map_err(|_| Interruption::NotFound)?;
        let outcome = request::services()?.identity.set_password(&token, password).await?;
        forgotten::was_set(outcome, &token).await
    })
    .await
}
