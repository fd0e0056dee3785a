//! What is sold: communities, their products and their agreements.

mod community_state;
mod coupon;
mod period;
mod prices;
mod terms;
mod trial;
mod upgrade;
mod waiting;

pub use community_state::CommunityState;
pub use coupon::{Coupon, CouponCode, CouponRefusal, Discount, InvalidCouponCode};
pub use period::{Period, UnknownPeriod};
pub use prices::{FurtherPrice, PriceRefusal, further_prices};
use serde::{Deserialize, Serialize};
pub use terms::OrderTerms;
pub use trial::Trial;
pub use upgrade::{PaidPeriod, UnusedTime, upgrade_credit};
pub use waiting::{Waiting, WaitingState};

use crate::{
    id::{AgreementId, CommunityId, CreatorId, ProductId},
    money::Money,
    time::Timestamp,
};

/// A community that people join.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Community {
    /// Its identifier.
    pub id: CommunityId,
    /// Whoever is paid.
    pub creator: CreatorId,
    /// The part of its address after `/c/`: lower-case letters, digits and hyphens.
    pub slug: String,
    /// Its name, in the creator's own words.
    pub name: String,
    /// One sentence.
    pub tagline: String,
    /// A few paragraphs, separated by blank lines.
    pub description: String,
    /// Who is paid, as members read it.
    pub payee_name: String,
    /// Whom a member asks.
    pub contact: String,
    /// How members get in, shown only to members.
    pub way_in: WayIn,
    /// Who can see and join it.
    pub state: CommunityState,
    /// The version that was loaded.
    pub version: i64,
}

impl Community {
    /// Whether everybody can see and join it.
    pub const fn is_open(&self) -> bool {
        matches!(self.state, CommunityState::Open)
    }

    /// Whether people can read what it is, who is paid and whom to ask.
    pub fn is_described(&self) -> bool {
        [&self.name, &self.tagline, &self.description, &self.payee_name, &self.contact]
            .into_iter()
            .all(|text| !text.is_empty())
    }

    /// Whether members can find in.
    pub fn has_way_in(&self) -> bool {
        !self.way_in.instructions.is_empty() && !self.way_in.address.is_empty()
    }
}

/// The door: shown only while a membership is active.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct WayIn {
    /// What to do, in the creator's words.
    pub instructions: String,
    /// Where to go; an https address.
    pub address: String,
}

/// One tier of a community, for one period, at one price in each currency it is sold in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Product {
    /// Its identifier.
    pub id: ProductId,
    /// The community it opens.
    pub community: CommunityId,
    /// The tier's name, in the creator's words.
    pub tier: String,
    /// What one gets, one line each.
    pub benefits: Vec<String>,
    /// What it costs; frozen into each order.
    pub price: Money,
    /// What it costs in further currencies, in order of their codes.
    pub further: Vec<FurtherPrice>,
    /// How long it lasts.
    pub period: Period,
    /// Days within which a member may ask for the money back; 0 means none.
    pub refund_days: u16,
    /// How many people can hold it at once; `None` is without limit.
    pub seats: Option<u32>,
    /// Place in the list.
    pub position: u16,
    /// Days a newcomer to the community can look around before paying; 0 means none.
    pub trial_days: u16,
    /// Whether it can be ordered; one that was sold is taken off, never deleted.
    pub on_sale: bool,
    /// The version that was loaded.
    pub version: i64,
}

/// One version of a community's agreement. Published versions never change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Agreement {
    /// Its identifier.
    pub id: AgreementId,
    /// The community it belongs to.
    pub community: CommunityId,
    /// 1, 2, 3 …; the highest is in force.
    pub version: u32,
    /// Its title.
    pub title: String,
    /// Paragraphs, separated by blank lines; a line that starts with `# ` is a heading.
    pub body: String,
    /// SHA-256 of title and body in hexadecimal: the evidence names exactly this text.
    pub digest: String,
    /// When it was published.
    pub published_at: Timestamp,
}
