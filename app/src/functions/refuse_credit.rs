//! Refusing a credit that waits for a second person.

use leptos::prelude::*;

use crate::{
    pages::operator,
    request::{self, WireFault},
};

/// Refuses a credit, or takes it back.
#[server(endpoint = "refuse_credit")]
pub async fn refuse_credit(#[server(default)] credit: String) -> Result<(), WireFault> {
    request::act(async {
        let (actor, id) = (request::operator()?, operator::credit_id(&credit)?);
        operator::after_credit(request::services()?.desk.refuse_credit(&actor, &id).await?)
    })
    .await
}
