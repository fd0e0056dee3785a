//! Signing in.

use domain::view::SignInDraft;
use leptos::prelude::*;
use services::identity::{SignInForm, SignInOutcome};

use crate::{
    path,
    request::{self, WireFault},
};

/// Signs in with address and password, and leads to `return_to`.
#[server(endpoint = "sign_in")]
pub async fn sign_in(
    #[server(default)] email: String,
    #[server(default)] password: String,
    #[server(default)] return_to: String,
) -> Result<(), WireFault> {
    request::act(async {
        let form = SignInForm { email: email.clone(), password };
        match request::services()?.identity.sign_in(&request::origin(), form).await? {
            SignInOutcome::SignedIn(new) => request::welcome(&new, &return_to),
            SignInOutcome::Refused(problems) => {
                let back = path::with_query("/sign-in", "return_to", &path::local(&return_to));
                request::refuse("sign-in", &SignInDraft { email, problems }, &back).await
            }
        }
    })
    .await
}
