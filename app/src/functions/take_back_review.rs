//! Taking back, or refusing, what was proposed in the review queue.

use domain::id::ReviewId;
use leptos::prelude::*;

use crate::{
    pages::review,
    request::{self, Interruption, WireFault},
};

/// One person is enough to say no.
#[server(endpoint = "take_back_review")]
pub async fn take_back_review(
    #[server(default)] item: String,
    #[server(default)] version: i64,
) -> Result<(), WireFault> {
    request::act(async {
        let actor = request::approver()?;
        let item: ReviewId = item.parse().map_err(|_| Interruption::NotFound)?;
        let outcome = request::services()?.reviews.take_back(&actor, &item, version).await?;
        review::after_decision(&item, outcome).await
    })
    .await
}
