//! Giving back one of one's own sales.

use domain::id::OrderId;
use leptos::prelude::*;
use services::refunds::RefundForm;

use crate::{
    pages::sale,
    request::{self, Interruption, WireFault},
};

/// Gives a sale back, all that is left or a part. `left` is what the page said was left of it, `returns` are the periods of
/// which it said that they are valid again.
#[server(endpoint = "refund_sale")]
pub async fn refund_sale(
    #[server(default)] order: String,
    #[server(default)] amount: String,
    #[server(default)] left: String,
    #[server(default)] returns: String,
    #[server(default)] note: String,
) -> Result<(), WireFault> {
    request::act(async {
        let order: OrderId = order.parse().map_err(|_| Interruption::NotFound)?;
        let page = sale::address(&order);
        let form = RefundForm { amount, left, returns, note };
        let outcome = sale::give(&request::creators(&page)?, &order, &form).await?;
        sale::after_refund(&page, outcome).await
    })
    .await
}
