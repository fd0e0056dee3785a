//! Coupons of orders that come back to life.

use domain::{id::CouponId, order::Order};

use crate::{
    Fault,
    ports::{Commerce, Write},
};

/// What takes the coupon of an order once more after the order had given it back; `None` when there is no room for it
/// any more. The commit asks again.
pub(crate) async fn taken_again(
    commerce: &Commerce,
    id: &CouponId,
    order: &Order,
) -> Result<Option<Write>, Fault> {
    let coupons = commerce.coupons(&order.community).await?;
    let Some(known) = coupons.into_iter().find(|coupon| coupon.id == *id) else { return Ok(None) };
    let found = commerce.coupon(&order.community, &known.code, &order.buyer).await?;
    let room = found.is_some_and(|(coupon, used)| coupon.has_room(used));
    Ok(room.then(|| Write::TakeCoupon { id: id.clone(), by: order.buyer.clone() }))
}
