//! Signing up.

use domain::view::SignUpDraft;
use leptos::prelude::*;
use services::identity::{SignUpForm, SignUpOutcome};

use crate::{
    path,
    request::{self, WireFault},
};

/// Makes an account, signs it in and leads to `return_to`.
#[server(endpoint = "sign_up")]
pub async fn sign_up(
    #[server(default)] name: String,
    #[server(default)] email: String,
    #[server(default)] password: String,
    #[server(default)] return_to: String,
) -> Result<(), WireFault> {
    request::act(async {
        let form =
            SignUpForm { name: name.clone(), email: email.clone(), password, locale: request::locale() };
        match request::services()?.identity.sign_up(&request::origin(), form).await? {
            SignUpOutcome::SignedIn(new) => request::welcome(&new, &return_to),
            SignUpOutcome::Refused(problems) => {
                let back = path::with_query("/sign-up", "return_to", &path::local(&return_to));
                request::refuse("sign-up", &SignUpDraft { name, email, problems }, &back).await
            }
        }
    })
    .await
}
