//! From the community page to an order: what is sold, the agreement that is read first, the order itself.

mod page;
mod place;
mod price;
mod seat;
mod stamp;
mod start;

use std::sync::Arc;

use domain::policy::Policy;
pub use page::CheckoutAsk;
pub(crate) use start::language;
pub use start::{StartOrderForm, StartOutcome};

use crate::{
    catalogue::Catalogue,
    feed::OrderFeed,
    ports::{Clock, Commerce, Entropy, People},
    rate_limit::RateLimit,
    seal::Secrets,
    till::{GatewayAccounts, Till},
};

/// The way into an order.
pub struct Checkout {
    commerce: Commerce,
    people: People,
    accounts: Arc<GatewayAccounts>,
    till: Arc<Till>,
    catalogue: Arc<Catalogue>,
    feed: Arc<OrderFeed>,
    clock: Arc<dyn Clock>,
    entropy: Arc<dyn Entropy>,
    secrets: Arc<Secrets>,
    policy: Arc<Policy>,
    order_limit: RateLimit,
    coupon_limit: RateLimit,
}

/// What the checkout is put together from.
pub struct CheckoutParts {
    /// The commerce database.
    pub commerce: Commerce,
    /// The people database.
    pub people: People,
    /// Our accounts at gateways: what can be paid with.
    pub accounts: Arc<GatewayAccounts>,
    /// Who closes an unpaid order for the next one.
    pub till: Arc<Till>,
    /// What is sold.
    pub catalogue: Arc<Catalogue>,
    /// Who waits for order news.
    pub feed: Arc<OrderFeed>,
    /// The clocks.
    pub clock: Arc<dyn Clock>,
    /// Randomness.
    pub entropy: Arc<dyn Entropy>,
    /// Keys.
    pub secrets: Arc<Secrets>,
    /// The policy.
    pub policy: Arc<Policy>,
}

impl Checkout {
    /// Puts the service together.
    pub fn new(parts: CheckoutParts) -> Self {
        Self {
            commerce: parts.commerce,
            people: parts.people,
            accounts: parts.accounts,
            till: parts.till,
            catalogue: parts.catalogue,
            feed: parts.feed,
            clock: parts.clock,
            entropy: parts.entropy,
            secrets: parts.secrets,
            policy: parts.policy,
            // Twenty orders at once per person, then one every ten seconds: nobody needs more, and each order may hold
            // a seat.
            order_limit: RateLimit::new(20, 10_000),
            // The same for codes that are tried.
            coupon_limit: RateLimit::new(20, 10_000),
        }
    }
}
