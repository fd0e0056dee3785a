//! The community page and the checkout page.

use domain::{
    id::ProductId,
    membership::{Access, access},
    view::{CheckoutView, CommunityHead, CommunityView, Problem},
};

use super::{Checkout, stamp};
use crate::{
    Fault,
    actor::Member,
    catalogue::{agreement_view, paragraphs, tier_view},
};

/// What the checkout's address asks for.
#[derive(Clone, Debug, Default)]
pub struct CheckoutAsk {
    /// The product, if one is named; else the first.
    pub product: Option<ProductId>,
    /// Whether the agreement is to be opened.
    pub open_agreement: bool,
    /// Why the last try was refused.
    pub problems: Vec<Problem>,
}

impl Checkout {
    /// Every community, for the home page.
    pub fn communities(&self) -> Vec<CommunityHead> {
        self.catalogue.shelves().iter().map(|shelf| shelf.head()).collect()
    }

    /// `/c/{community}`.
    pub async fn community(
        &self,
        slug: &str,
        viewer: Option<&Member>,
    ) -> Result<Option<CommunityView>, Fault> {
        let Some(shelf) = self.catalogue.by_slug(slug) else { return Ok(None) };
        let is_member = match viewer {
            Some(member) => {
                let rows = self.commerce.memberships_in(&member.user, &shelf.community.id).await?;
                access(&rows, self.clock.business(), self.policy.grace_days) == Access::Member
            }
            None => false,
        };
        Ok(Some(CommunityView {
            head: shelf.head(),
            description: paragraphs(&shelf.community.description),
            tiers: shelf.products.iter().map(tier_view).collect(),
            is_member,
        }))
    }

    /// `/join/{community}`; nothing when the community sells nothing or the product is not its own. Touches the
    /// database only to look for an unpaid order of somebody who is signed in.
    pub async fn page(
        &self,
        slug: &str,
        viewer: Option<&Member>,
        ask: CheckoutAsk,
    ) -> Result<Option<CheckoutView>, Fault> {
        let Some(shelf) = self.catalogue.by_slug(slug) else { return Ok(None) };
        let product = match &ask.product {
            Some(id) => shelf.product(id),
            None => shelf.products.first(),
        };
        let (Some(product), Some(agreement)) = (product, &shelf.agreement) else { return Ok(None) };
        let pending = match viewer {
            Some(member) => {
                self.commerce.pending_order(&member.user, &product.id).await?.map(|order| order.token)
            }
            None => None,
        };
        let stamp = viewer
            .filter(|_| ask.open_agreement)
            .map(|member| stamp::make(&self.secrets, member, &agreement.id, self.clock.system()));
        Ok(Some(CheckoutView {
            head: shelf.head(),
            chosen: tier_view(product),
            tiers: shelf.products.iter().map(tier_view).collect(),
            agreement: agreement_view(agreement),
            stamp,
            agreement_seconds: self.policy.agreement_seconds,
            signed_in: viewer.is_some(),
            pending,
            problems: ask.problems,
        }))
    }
}
