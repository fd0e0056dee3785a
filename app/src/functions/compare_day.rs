//! Comparing a gateway's bill with our books.

use leptos::prelude::*;

use crate::{
    pages::reconcile,
    request::{self, WireFault},
};

/// Compares one account's day, and acts on what differs when asked to.
#[server(endpoint = "compare_day")]
pub async fn compare_day(
    #[server(default)] account: String,
    #[server(default)] day: String,
    #[server(default)] apply: bool,
) -> Result<(), WireFault> {
    request::act(async {
        let actor = request::operator()?;
        let Some((name, of)) = reconcile::read(&account, &day) else {
            return reconcile::none_chosen(account, day).await;
        };
        let outcome = request::services()?.reconciliation.by_hand(&actor, &name, of, apply).await?;
        reconcile::after_comparison((&name, of), apply, &outcome)
    })
    .await
}
