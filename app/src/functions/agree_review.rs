//! Agreeing to what somebody else proposed in the review queue.

use domain::id::ReviewId;
use leptos::prelude::*;
use services::review::Promised;

use crate::{
    pages::review,
    request::{self, Interruption, WireFault},
};

/// Agrees as the second person; it is carried out in the same commit.
#[server(endpoint = "agree_review")]
pub async fn agree_review(
    #[server(default)] item: String,
    #[server(default)] version: i64,
    #[server(default)] left: String,
    #[server(default)] returns: String,
) -> Result<(), WireFault> {
    request::act(async {
        let actor = request::approver()?;
        let item: ReviewId = item.parse().map_err(|_| Interruption::NotFound)?;
        let promised = Promised { left, returns };
        let outcome = request::services()?.reviews.agree(&actor, &item, version, promised).await?;
        review::after_decision(&item, outcome).await
    })
    .await
}
