//! Looking around before paying.

use crate::{
    id::{CommunityId, ProductId, UserId},
    time::Timestamp,
};

/// A trial: once per person and community, without money and without an order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trial {
    /// Whose.
    pub member: UserId,
    /// Where.
    pub community: CommunityId,
    /// The product that offered it.
    pub product: ProductId,
    /// Since when.
    pub started_at: Timestamp,
    /// The first moment at which the door is closed again. There are no days of grace.
    pub ends_at: Timestamp,
}

impl Trial {
    /// Whether the door is open because of it.
    pub fn is_open(&self, now: Timestamp) -> bool {
        self.started_at <= now && now < self.ends_at
    }
}
