//! Signing out.

use leptos::prelude::*;

use crate::request::{self, WireFault};

/// Ends the session and leads home. Without a session there is nothing to end, and the answer is the same.
#[server(endpoint = "sign_out")]
pub async fn sign_out() -> Result<(), WireFault> {
    request::act(async {
        if let Some(session) = request::session() {
            request::services()?.identity.sign_out(&session).await?;
        }
        request::farewell()
    })
    .await
}
