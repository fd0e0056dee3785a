//! Choosing a language.

use domain::locale::Locale;
use leptos::prelude::*;

use crate::request::{self, WireFault};

/// Keeps the chosen language and leads back. An unknown language changes nothing.
#[server(endpoint = "set_locale")]
pub async fn set_locale(
    #[server(default)] locale: String,
    #[server(default)] return_to: String,
) -> Result<(), WireFault> {
    request::act(async {
        if let Some(locale) = Locale::from_tag(&locale) {
            request::keep_locale(locale);
            if let Some(session) = request::session() {
                request::services()?.identity.speak(&session, locale).await?;
            }
        }
        request::redirect(&return_to);
        Ok(())
    })
    .await
}
