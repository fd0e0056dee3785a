//! A creator's own communities: made, described, priced, agreed on, opened and closed. Nothing here touches money: a price
//! is frozen into each order when it is made, and an order keeps what it was sold as.

mod account;
mod agreement;
mod coupons;
mod details;
mod found;
mod open;
mod page;
mod products;
mod read;

use std::sync::Arc;

use domain::{
    people::AccountPermission,
    view::{Problem, ProblemCode, manage::Refused},
};
pub use found::FoundOutcome;

use crate::{
    Fault,
    actor::Creator,
    catalogue::{Catalogue, Shelf},
    identity::Places,
    ports::{Changes, Clock, Commerce, Commit, Entropy},
    rate_limit::{Admission, RateLimit},
    team,
    till::GatewayAccounts,
};

/// How many communities one creator may have.
pub const MOST_COMMUNITIES: u32 = 20;
/// How many products a community may have, those off sale included.
pub const MOST_PRODUCTS: u32 = 50;
/// How many coupons a community may have, withdrawn ones included.
pub const MOST_COUPONS: u32 = 500;
/// How many versions of its agreement a community may publish: orders keep each one for good.
pub const MOST_AGREEMENTS: u32 = 100;

/// What the service is made of.
pub struct ManageParts {
    /// The commerce database.
    pub commerce: Commerce,
    /// What is sold, in memory.
    pub catalogue: Arc<Catalogue>,
    /// Our accounts at gateways: what people can pay with.
    pub accounts: Arc<GatewayAccounts>,
    /// The clocks.
    pub clock: Arc<dyn Clock>,
    /// Randomness.
    pub entropy: Arc<dyn Entropy>,
    /// Where remembered sessions learn that somebody has an account now.
    pub places: Arc<Places>,
    /// Seconds an agreement must be open before it can be accepted, for the preview.
    pub agreement_seconds: u16,
}

/// The use cases of `/manage`.
pub struct Manage {
    parts: ManageParts,
    change_limit: RateLimit,
}

/// How a change ended.
#[derive(Clone, Debug, PartialEq)]
pub enum ManageOutcome<F> {
    /// It is done.
    Done,
    /// It is not; the draft says why.
    Refused(Refused<F>),
    /// There is no such community of this creator, or the person may not change it.
    NotFound,
}

/// Why nothing is added where there is as much as there may be. Known from what was read, it spares the try; that there is
/// never more is kept by the commit ([`crate::ports::Write::RequireRoom`]).
fn full(known: usize, most: u32) -> Option<Problem> {
    let has_room = u32::try_from(known).is_ok_and(|known| known < most);
    (!has_room).then(|| Problem::at("form", ProblemCode::TooMany { most }))
}

impl Manage {
    /// Puts the service together.
    pub fn new(parts: ManageParts) -> Self {
        // Thirty changes at once, then one in ten seconds, per person.
        Self { parts, change_limit: RateLimit::new(30, 10_000) }
    }

    /// A community of this creator's, for somebody who may change it.
    fn mine(&self, creator: &Creator, slug: &str) -> Option<Arc<Shelf>> {
        let may = creator.allows(AccountPermission::ManageCommunity);
        let shelf = self.parts.catalogue.by_slug(slug)?;
        (may && shelf.community.creator == creator.account.id).then_some(shelf)
    }

    /// Seconds until the person may change something again; `None` means now.
    fn wait(&self, creator: &Creator) -> Option<u32> {
        match self.change_limit.admit(creator.user.as_str(), self.parts.clock.system()) {
            Admission::Refused { retry_after_seconds } => Some(retry_after_seconds),
            Admission::Admitted => None,
        }
    }

    /// Why a change without fields has to wait, if it has to.
    fn made_to_wait(&self, creator: &Creator) -> Option<ManageOutcome<()>> {
        let retry_after_seconds = self.wait(creator)?;
        let problems = vec![Problem::at("form", ProblemCode::TooManyChanges { retry_after_seconds })];
        Some(ManageOutcome::Refused(Refused { form: (), problems }))
    }

    /// Commits a change in the person's role and reads the catalogue again.
    async fn commit(&self, creator: &Creator, mut changes: Changes) -> Result<Commit, Fault> {
        changes.writes.extend(team::guard(creator));
        let committed = self.parts.commerce.commit(changes).await?;
        // Also after a conflict: somebody else's change is what the page has to show.
        self.parts.catalogue.reload().await?;
        Ok(committed)
    }
}
