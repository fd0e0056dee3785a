//! Beginning a community.

use domain::view::manage::FoundForm;
use leptos::prelude::*;
use services::manage::FoundOutcome;

use crate::{
    pages::manage,
    request::{self, WireFault},
};

/// Begins a community of one's own and leads to it.
#[server(endpoint = "found_community")]
pub async fn found_community(
    #[server(default)] name: String,
    #[server(default)] slug: String,
    #[server(default)] currency: String,
) -> Result<(), WireFault> {
    request::act(async {
        let member = request::member(manage::ADDRESS)?;
        let creator = request::session().and_then(|session| session.creator());
        let form = FoundForm { name, slug, currency };
        match request::services()?.manage.found(&member, creator.as_ref(), &form).await? {
            FoundOutcome::Founded { slug } => request::redirect(&manage::community_address(&slug)),
            FoundOutcome::Refused(draft) => {
                request::refuse(manage::form::FOUND, &draft, manage::ADDRESS).await?;
            }
        }
        Ok(())
    })
    .await
}
