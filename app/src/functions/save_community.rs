//! Saving what a community is.
#![expect(clippy::too_many_arguments, reason = "a plain form posts each field under its own name")]

use domain::view::manage::DetailsForm;
use leptos::prelude::*;

use crate::{
    pages::manage,
    request::{self, WireFault},
};

/// Saves the description of a community.
#[server(endpoint = "save_community")]
pub async fn save_community(
    #[server(default)] community: String,
    #[server(default)] name: String,
    #[server(default)] tagline: String,
    #[server(default)] description: String,
    #[server(default)] payee_name: String,
    #[server(default)] contact: String,
    #[server(default)] way_in_instructions: String,
    #[server(default)] way_in_address: String,
    #[server(default)] version: String,
) -> Result<(), WireFault> {
    request::act(async {
        let page = manage::community_address(&community);
        let creator = request::creator(&page)?;
        #[rustfmt::skip]
        let form = DetailsForm { name, tagline, description, payee_name, contact, way_in_instructions, way_in_address, version };
        let outcome = request::services()?.manage.save_details(&creator, &community, &form).await?;
        manage::after(manage::form::DETAILS, outcome, (&page, &page)).await
    })
    .await
}
