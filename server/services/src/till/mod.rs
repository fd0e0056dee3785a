//! The till: takes payments, settles them, gives up on orders nobody pays, sends money back.
//!
//! No gateway is ever called inside a unit of work. What a gateway may or may not have done is asked again under the
//! same number, never repeated under a new one.

mod expire;
mod notification;
mod open;
mod page;
mod refund;
mod settle;
mod status;
mod sweep;

use std::sync::Arc;

use domain::{order::Gateway, policy::Policy};
pub use notification::Received;
pub use page::CheckOutcome;
pub use settle::Settled;
pub use sweep::Swept;

use crate::{
    Fault,
    catalogue::Catalogue,
    feed::OrderFeed,
    ports::{Clock, Commerce, Entropy, PaymentGateway},
    rate_limit::RateLimit,
    seal::Secrets,
};

/// How often a unit of work is decided again when its rows changed meanwhile.
const MAX_DECISIONS: usize = 8;

/// What the till is put together from.
pub struct TillParts {
    /// The commerce database.
    pub commerce: Commerce,
    /// The gateways.
    pub gateways: Vec<Arc<dyn PaymentGateway>>,
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
    /// The demo wallet's page, in a demo.
    pub wallet_url: Option<String>,
    /// The address people reach us by.
    pub public_url: String,
}

/// The till.
pub struct Till {
    parts: TillParts,
    check_limit: RateLimit,
}

impl Till {
    /// Puts the service together.
    pub fn new(parts: TillParts) -> Self {
        // "Check now" asks the gateway at most once in five seconds per order, after three at once.
        Self { parts, check_limit: RateLimit::new(3, 5_000) }
    }

    fn gateway(&self, gateway: Gateway) -> Result<&Arc<dyn PaymentGateway>, Fault> {
        self.parts
            .gateways
            .iter()
            .find(|known| known.gateway() == gateway)
            .ok_or_else(|| Fault::Rule(format!("no adapter for {}", gateway.code())))
    }
}
