//! Limits of how much there may be of something.

use domain::{
    id::{CommunityId, CreatorId, OrderId},
    order::Channel,
};

/// What there may be only so much of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Room {
    /// A creator's communities.
    Communities(CreatorId),
    /// A community's products, those off sale included.
    Products(CommunityId),
    /// A community's coupons, withdrawn ones included.
    Coupons(CommunityId),
    /// An order's attempts in one channel, whatever became of them.
    Attempts(OrderId, Channel),
}
