//! Giving back a sale as somebody of the staff.

use domain::id::OrderId;
use leptos::prelude::*;
use services::refunds::RefundForm;

use crate::{
    pages::review,
    request::{self, Interruption, WireFault},
};

/// Gives a sale back, or proposes it above the limit. `left` is what the page said was left of it, `returns` are the periods
/// of which it said that they are valid again.
#[server(endpoint = "refund_as_staff")]
pub async fn refund_as_staff(
    #[server(default)] order: String,
    #[server(default)] amount: String,
    #[server(default)] left: String,
    #[server(default)] returns: String,
    #[server(default)] note: String,
) -> Result<(), WireFault> {
    request::act(async {
        let order: OrderId = order.parse().map_err(|_| Interruption::NotFound)?;
        let (actor, form) = (request::operator()?, RefundForm { amount, left, returns, note });
        let outcome = request::services()?.refunds.give_as_operator(&actor, &order, &form).await?;
        review::after_staff_refund(&order, outcome).await
    })
    .await
}
