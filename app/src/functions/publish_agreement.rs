//! Publishing an agreement.

use domain::view::manage::AgreementForm;
use leptos::prelude::*;

use crate::{
    pages::manage,
    request::{self, WireFault},
};

/// Publishes a new version of an agreement.
#[server(endpoint = "publish_agreement")]
pub async fn publish_agreement(
    #[server(default)] community: String,
    #[server(default)] title: String,
    #[server(default)] body: String,
    #[server(default)] follows: String,
) -> Result<(), WireFault> {
    request::act(async {
        let page = manage::community_address(&community);
        let creator = request::creator(&page)?;
        let form = AgreementForm { title, body, follows };
        let outcome = request::services()?.manage.publish_agreement(&creator, &community, &form).await?;
        manage::after(manage::form::AGREEMENT, outcome, (&page, &page)).await
    })
    .await
}
