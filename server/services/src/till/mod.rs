//! The till: takes payments, settles them, gives up on orders nobody pays, sends money back.
//!
//! No gateway is ever called inside a unit of work. What a gateway may or may not have done is asked again under the
//! same number, never repeated under a new one.

mod accounts;
mod change;
mod expire;
mod gateway_keys;
mod hand_over;
mod notification;
mod open;
mod page;
mod put_off;
mod refund;
mod returns;
mod seat;
mod settle;
mod sign_in;
mod stage;
mod status;
mod sweep;
mod terms;
mod way_out;

use std::{
    collections::BTreeSet,
    sync::{Arc, Mutex},
};

pub use accounts::{GatewayAccount, GatewayAccounts};
pub use change::ChangeOutcome;
use domain::{
    id::OrderId,
    locale::Locale,
    order::{GatewayAccountName, Scene},
    policy::Policy,
};
pub(crate) use expire::Ending;
pub use hand_over::HandOverOutcome;
pub use notification::Received;
pub use page::CheckOutcome;
pub(crate) use refund::{FailedRefund, late_item, request as refund_request};
pub(crate) use seat::SeatFound;
pub use settle::Settled;
pub use sign_in::SignInOutcome;
pub use sweep::Swept;
pub use way_out::WayOut;

use crate::{
    Fault,
    catalogue::Catalogue,
    disputes::Disputes,
    feed::OrderFeed,
    ports::{Clock, Commerce, Entropy, PaymentGateway},
    rate_limit::{Admission, RateLimit},
    seal::Secrets,
};

/// How often a unit of work is decided again when its rows changed meanwhile.
const MAX_DECISIONS: usize = 8;

/// What the till is put together from.
pub struct TillParts {
    /// The commerce database.
    pub commerce: Commerce,
    /// Our accounts at gateways.
    pub accounts: Arc<GatewayAccounts>,
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
    /// Who hears of disputes.
    pub disputes: Arc<Disputes>,
    /// The demo wallet's page, in a demo.
    pub wallet_url: Option<String>,
    /// The address people reach us by.
    pub public_url: String,
}

/// Somebody who looks at an order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Visit {
    /// Where the browser is.
    pub scene: Scene,
    /// The browser's address, as some gateways ask for it; never stored.
    pub address: String,
    /// The reader's language.
    pub locale: Locale,
    /// Whether the browser comes back from the wallet or the gateway's page.
    pub from_wallet: bool,
}

/// The till.
pub struct Till {
    parts: TillParts,
    check_limit: RateLimit,
    open_limit: RateLimit,
    /// Removed accounts that have been told of.
    gone: Mutex<BTreeSet<GatewayAccountName>>,
}

impl Till {
    /// Puts the service together.
    pub fn new(parts: TillParts) -> Self {
        // "Check now" asks the gateway at most once in five seconds per order, after three at once.
        let check_limit = RateLimit::new(3, 5_000);
        // What opening a page, coming back from the wallet and changing the channel ask for, all together.
        let open_limit = RateLimit::new(6, 5_000);
        Self { parts, check_limit, open_limit, gone: Mutex::default() }
    }

    /// Whether the gateway may be asked to open or close something for an order again.
    fn may_open(&self, order: &OrderId) -> bool {
        self.open_limit.admit(order.as_str(), self.parts.clock.system()) == Admission::Admitted
    }

    fn account(&self, name: &GatewayAccountName) -> Result<&GatewayAccount, Fault> {
        let known = self.parts.accounts.named(name);
        known.ok_or_else(|| {
            Fault::Rule(format!("no gateway account is named {name}: switch one off, never remove it"))
        })
    }

    fn gateway(&self, name: &GatewayAccountName) -> Result<&Arc<dyn PaymentGateway>, Fault> {
        self.account(name).map(|account| &account.adapter)
    }
}
