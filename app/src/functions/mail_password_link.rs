//! Asking for the way to a new password.

use domain::view::SignInDraft;
use leptos::prelude::*;
use services::identity::AskOutcome;

use crate::{
    pages::forgotten,
    request::{self, WireFault},
};

/// Promises a letter to whoever has the address; the answer is the same when nobody has.
#[server(endpoint = "mail_password_link")]
pub async fn mail_password_link(#[server(default)] email: String) -> Result<(), WireFault> {
    request::act(async {
        match request::services()?.identity.ask_for_link(&request::origin(), &email).await? {
            AskOutcome::Asked => request::redirect(&forgotten::asked()),
            AskOutcome::NoMail => request::redirect(forgotten::ADDRESS),
            AskOutcome::Refused(problems) => {
                let draft = SignInDraft { email, problems };
                request::refuse(forgotten::FORM, &draft, forgotten::ADDRESS).await?;
            }
        }
        Ok(())
    })
    .await
}
