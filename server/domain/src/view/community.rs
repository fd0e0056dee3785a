//! The community page and the checkout.

use serde::{Deserialize, Serialize};

use super::{PriceView, Problem, TierDoor, TrialView};
use crate::{
    catalogue::Period,
    id::{AgreementId, OrderToken, ProductId},
    membership::PaidTime,
    money::{Currency, Money},
    order::Channel,
    time::Timestamp,
};

/// One tier, as it is offered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TierView {
    /// What is ordered.
    pub product: ProductId,
    /// Its name.
    pub tier: String,
    /// What one gets, one line each.
    pub benefits: Vec<String>,
    /// What it costs.
    pub price: Money,
    /// What it costs in the other currencies it is sold in.
    pub further: Vec<Money>,
    /// For how long.
    pub period: Period,
    /// Days within which the money can be asked back.
    pub refund_days: u16,
}

/// The head of every page about a community.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CommunityHead {
    /// The part of the address.
    pub slug: String,
    /// Its name.
    pub name: String,
    /// One sentence.
    pub tagline: String,
    /// Who is paid.
    pub payee_name: String,
    /// Whom to ask.
    pub contact: String,
}

/// `/c/{community}`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CommunityView {
    /// The head.
    pub head: CommunityHead,
    /// Paragraphs.
    pub description: Vec<String>,
    /// The tiers, in order.
    pub tiers: Vec<TierView>,
    /// Whether the viewer is a member.
    pub is_member: bool,
    /// The viewer's trial here, while it is open.
    pub trial: Option<TrialView>,
    /// The tiers that somebody can try, or of which the seats are counted.
    pub doors: Vec<TierDoor>,
}

/// The agreement in force.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AgreementView {
    /// The identifier.
    pub id: AgreementId,
    /// Which version.
    pub version: u32,
    /// Its title.
    pub title: String,
    /// Paragraphs; one that starts with `# ` is a heading.
    pub paragraphs: Vec<String>,
    /// When it was published.
    pub published_at: Timestamp,
}

/// `/join/{community}`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CheckoutView {
    /// The head.
    pub head: CommunityHead,
    /// What is being bought.
    pub chosen: TierView,
    /// What it will cost.
    pub price: PriceView,
    /// The currencies it can be paid in, the community's own first; the chosen one is that of the price.
    pub currencies: Vec<Currency>,
    /// The time that a payment now buys.
    pub time: PaidTime,
    /// Whether that follows time which is paid for already.
    pub follows: bool,
    /// Every tier, to choose another one.
    pub tiers: Vec<TierView>,
    /// The agreement in force.
    pub agreement: AgreementView,
    /// The server's stamp of when the agreement was opened, once it is; goes back with the form.
    pub stamp: Option<String>,
    /// Seconds the agreement must be open before it can be accepted.
    pub agreement_seconds: u16,
    /// Whether somebody is signed in; only then can the order be placed.
    pub signed_in: bool,
    /// What the payer can pay with from where they are, the first one chosen; empty when nothing is offered now.
    pub channels: Vec<Channel>,
    /// An unpaid order for the same product, to be continued.
    pub pending: Option<OrderToken>,
    /// Why the last try was refused.
    pub problems: Vec<Problem>,
}
