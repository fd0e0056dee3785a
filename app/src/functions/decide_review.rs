//! Deciding about an item of the review queue.

use domain::id::ReviewId;
use leptos::prelude::*;
use services::review::DecideForm;

use crate::{
    pages::review,
    request::{self, Interruption, WireFault},
};

/// Decides, or proposes what somebody else has to agree to.
#[server(endpoint = "decide_review")]
pub async fn decide_review(
    #[server(default)] item: String,
    #[server(default)] decision: String,
    #[server(default)] onto: String,
    #[server(default)] note: String,
    #[server(default)] version: i64,
) -> Result<(), WireFault> {
    request::act(async {
        let actor = request::operator()?;
        let item: ReviewId = item.parse().map_err(|_| Interruption::NotFound)?;
        let form = DecideForm { decision, onto, note, version };
        let outcome = request::services()?.reviews.decide(&actor, &item, &form).await?;
        review::after_decision(&item, outcome).await
    })
    .await
}
