//! The second person's word on a credit.

use leptos::prelude::*;

use crate::{
    pages::operator,
    request::{self, WireFault},
};

/// Books a credit that somebody else asked for.
#[server(endpoint = "approve_credit")]
pub async fn approve_credit(#[server(default)] credit: String) -> Result<(), WireFault> {
    request::act(async {
        let (actor, id) = (request::approver()?, operator::credit_id(&credit)?);
        operator::after_credit(request::services()?.desk.approve_credit(&actor, &id).await?)
    })
    .await
}
