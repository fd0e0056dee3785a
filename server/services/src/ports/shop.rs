//! The commerce database as shops see it: coupons, trials, waiting lists, upgrades.

use async_trait::async_trait;
use domain::{
    catalogue::{Coupon, CouponCode, OrderTerms, PaidPeriod, Trial, Waiting},
    id::{CommunityId, MembershipId, OrderId, ProductId, UserId},
    order::Order,
    time::Timestamp,
};

use super::commerce::StoreFault;

/// What shops need besides the catalogue. The contract of [`super::CommerceStore`] holds here too.
#[async_trait]
pub trait ShopStore: Send + Sync {
    /// The coupons of a community, newest first.
    async fn coupons(&self, community: &CommunityId) -> Result<Vec<Coupon>, StoreFault>;
    /// A coupon by its code, and how often a person uses it (pending and paid orders).
    async fn coupon(
        &self,
        community: &CommunityId,
        code: &CouponCode,
        by: &UserId,
    ) -> Result<Option<(Coupon, u32)>, StoreFault>;
    /// How an order's price came about; `None` at the list price.
    async fn order_terms(&self, order: &OrderId) -> Result<Option<OrderTerms>, StoreFault>;
    /// A person's periods in a community that still have time, with what was paid for each and not given back.
    async fn paid_periods(
        &self,
        member: &UserId,
        community: &CommunityId,
        now: Timestamp,
    ) -> Result<Vec<PaidPeriod>, StoreFault>;
    /// The order that a period's unused time has counted for.
    async fn counted_for(&self, membership: &MembershipId) -> Result<Option<OrderId>, StoreFault>;
    /// Paid orders that hold a seat although no period of that product is left: those that ended before a moment, and
    /// those that were taken away. Not while a renewal waits for its payment.
    async fn ended_seats(&self, before: Timestamp, limit: u32) -> Result<Vec<Order>, StoreFault>;
    /// A person's trial in a community, over or not.
    async fn trial(&self, member: &UserId, community: &CommunityId) -> Result<Option<Trial>, StoreFault>;
    /// All trials of a person, newest first.
    async fn trials(&self, member: &UserId, limit: u32) -> Result<Vec<Trial>, StoreFault>;
    /// How many seats of a product are taken; `None` for one without limit.
    async fn seats_taken(&self, product: &ProductId) -> Result<Option<u32>, StoreFault>;
    /// Where a person stands in line.
    async fn waiting(&self, product: &ProductId, user: &UserId) -> Result<Option<Waiting>, StoreFault>;
    /// How many people are in line for each product of a community.
    async fn waiting_counts(&self, community: &CommunityId) -> Result<Vec<(ProductId, u32)>, StoreFault>;
    /// How many people stand before somebody in line.
    async fn ahead_in_line(&self, row: &Waiting) -> Result<u32, StoreFault>;
    /// People to be offered a seat now (a seat of what can be ordered is free and they are first in line), and offers that
    /// have run out.
    async fn due_waiting(&self, now: Timestamp, limit: u32) -> Result<Vec<Waiting>, StoreFault>;
}
