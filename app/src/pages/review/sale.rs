//! `/review/orders/{order}`: a sale, for the staff.

use domain::id::OrderId;
use leptos::prelude::*;

use super::{ADDRESS, sale_address};
use crate::{
    functions::RefundAsStaff,
    pages::{
        answer,
        sale::{self, Asked, Desk},
    },
    request::{self, Interruption},
    text::{review::review, sale::sale as words},
    written::Written as _,
};
use server_fn::ServerFn;

/// `/review/orders/{order}`.
#[component]
pub fn StaffSalePage() -> impl IntoView {
    let order = request::path_part("order");
    let asked = Asked::read();
    answer(async move {
        let reader = request::approver()?;
        let order: OrderId = order.parse().map_err(|_| Interruption::NotFound)?;
        let refused = sale::refused().await?;
        let view = request::services()?.refunds.sale_for_staff(&reader, &order, refused).await?;
        let view = view.ok_or(Interruption::NotFound)?;
        let desk = Desk {
            address: sale_address(&order),
            action: RefundAsStaff::PATH,
            back: (ADDRESS.to_owned(), review(request::locale()).title),
            may_not: words(request::locale()).looks_only,
        };
        Ok(sale::page(view, desk, asked).written())
    })
}
