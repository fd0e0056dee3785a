//! Giving a creator money.

use leptos::prelude::*;

use crate::{
    pages::operator,
    request::{self, WireFault},
};

/// Books a credit, once per key.
#[server(endpoint = "book_credit")]
pub async fn book_credit(
    #[server(default)] creator: String,
    #[server(default)] amount: String,
    #[server(default)] key: String,
) -> Result<(), WireFault> {
    request::act(async {
        let (actor, id) = (request::operator()?, operator::creator_id(&creator)?);
        let outcome = request::services()?.desk.credit(&actor, &id, &amount, &key).await?;
        operator::after_act(&id, outcome).await
    })
    .await
}
