//! Making a coupon.
#![expect(clippy::too_many_arguments, reason = "a plain form posts each field under its own name")]

use domain::view::manage::CouponForm;
use leptos::prelude::*;

use crate::{
    pages::manage,
    request::{self, WireFault},
};

/// Makes a coupon.
#[server(endpoint = "add_coupon")]
pub async fn add_coupon(
    #[server(default)] community: String,
    #[server(default)] code: String,
    #[server(default)] kind: String,
    #[server(default)] value: String,
    #[server(default)] currency: String,
    #[server(default)] product: String,
    #[server(default)] per_person: String,
    #[server(default)] total: String,
    #[server(default)] first_day: String,
    #[server(default)] last_day: String,
) -> Result<(), WireFault> {
    request::act(async {
        let page = manage::community_address(&community);
        let creator = request::creator(&page)?;
        #[rustfmt::skip]
        let form = CouponForm { code, kind, value, currency, product, per_person, total, first_day, last_day };
        let outcome = request::services()?.manage.add_coupon(&creator, &community, &form).await?;
        manage::after(manage::form::COUPON, outcome, (&page, &page)).await
    })
    .await
}
