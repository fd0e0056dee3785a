//! What the pages of `/manage` show.

use domain::{
    catalogue::{Community, Coupon, Product},
    membership::PaidTime,
    money::Currency,
    people::AccountPermission,
    time::Day,
    view::{
        CheckoutView, PriceView,
        manage::{
            DetailsForm, ManageListView, ManageView, ManagedAgreement, ManagedCoupon, ManagedLine,
            ManagedProduct, PreviewView,
        },
    },
};

use super::{MOST_COMMUNITIES, Manage, full, open::needs};
use crate::{
    Fault,
    actor::Creator,
    catalogue::{Shelf, agreement_view, tier_view},
};

impl Manage {
    /// `/manage`; for somebody without a creator account the list is empty and the first community can be begun.
    pub fn list(&self, creator: Option<&Creator>) -> ManageListView {
        let shelves = creator.map(|creator| self.parts.catalogue.of_creator(&creator.account.id));
        let shelves = shelves.unwrap_or_default();
        let may = creator.is_none_or(|creator| creator.allows(AccountPermission::ManageCommunity));
        let further = creator.map(further).unwrap_or_default();
        ManageListView {
            may_found: may && full(shelves.len(), MOST_COMMUNITIES).is_none(),
            currency: creator.map(|creator| creator.account.currency),
            may_add: creator.is_some_and(|creator| creator.allows(AccountPermission::AddAccount)),
            further,
            payable: self.payable(),
            communities: shelves.iter().map(|shelf| line(&shelf.community)).collect(),
        }
    }

    /// The currencies that somebody could pay in now.
    pub(super) fn payable(&self) -> Vec<Currency> {
        let now = self.parts.clock.business();
        let paid = |currency: &Currency| !self.parts.accounts.channels(*currency, now).is_empty();
        Currency::ALL.iter().copied().filter(paid).collect()
    }

    /// `/manage/{community}`; `None` when it is not this creator's. Everybody of the team may look.
    pub async fn community(&self, creator: &Creator, slug: &str) -> Result<Option<ManageView>, Fault> {
        let shelf = self.parts.catalogue.by_slug(slug);
        let Some(shelf) = shelf.filter(|shelf| shelf.community.creator == creator.account.id) else {
            return Ok(None);
        };
        let today = self.parts.clock.business().day();
        let payable = self.payable();
        let waiting = self.parts.commerce.waiting_counts(&shelf.community.id).await?;
        let count = |product: &Product| {
            waiting.iter().find(|(id, _)| *id == product.id).map_or(0, |(_, count)| *count)
        };
        let coupons = self.parts.commerce.coupons(&shelf.community.id).await?;
        Ok(Some(ManageView {
            slug: shelf.community.slug.clone(),
            state: shelf.community.state,
            details: details(&shelf.community),
            needs: needs(&shelf, today, &payable),
            products: shelf.products.iter().map(|of| managed(of, today, count(of))).collect(),
            agreement: shelf.agreement.as_ref().map(|agreement| ManagedAgreement {
                version: agreement.version,
                title: agreement.title.clone(),
                body: agreement.body.clone(),
                published_at: agreement.published_at,
            }),
            coupons: coupons.into_iter().map(|coupon| managed_coupon(&shelf, coupon)).collect(),
            currency: creator.account.currency,
            further: further(creator),
            may_change: creator.allows(AccountPermission::ManageCommunity),
        }))
    }

    /// The checkout as members will see it, also while the community is a draft. Nothing on it can be ordered.
    pub fn preview(&self, creator: &Creator, slug: &str) -> Option<PreviewView> {
        let shelf = self.parts.catalogue.by_slug(slug)?;
        if shelf.community.creator != creator.account.id {
            return None;
        }
        let now = self.parts.clock.business();
        let today = now.day();
        let sold: Vec<&Product> = shelf
            .products
            .iter()
            .filter(|product| product.on_sale && product.period.is_ahead(today))
            .collect();
        let checkout = sold.first().zip(shelf.agreement.as_ref()).map(|(chosen, agreement)| CheckoutView {
            head: shelf.head(),
            channels: self.parts.accounts.channels(chosen.price.currency(), now),
            chosen: tier_view(chosen),
            price: PriceView::plain(chosen.price),
            currencies: vec![chosen.price.currency()],
            time: PaidTime::bought(chosen.period, None, now),
            follows: false,
            tiers: sold.iter().map(|product| tier_view(product)).collect(),
            agreement: agreement_view(agreement),
            stamp: None,
            agreement_seconds: self.parts.agreement_seconds,
            signed_in: true,
            pending: None,
            problems: Vec::new(),
        });
        Some(PreviewView { slug: shelf.community.slug.clone(), checkout })
    }
}

/// The currencies of the accounts beside the main one.
fn further(creator: &Creator) -> Vec<Currency> {
    creator.further.iter().map(|account| account.currency).collect()
}

fn line(community: &Community) -> ManagedLine {
    ManagedLine { slug: community.slug.clone(), name: community.name.clone(), state: community.state }
}

fn details(community: &Community) -> DetailsForm {
    DetailsForm {
        name: community.name.clone(),
        tagline: community.tagline.clone(),
        description: community.description.clone(),
        payee_name: community.payee_name.clone(),
        contact: community.contact.clone(),
        way_in_instructions: community.way_in.instructions.clone(),
        way_in_address: community.way_in.address.clone(),
        version: community.version.to_string(),
    }
}

fn managed(product: &Product, today: Day, waiting: u32) -> ManagedProduct {
    ManagedProduct {
        tier: tier_view(product),
        seats: product.seats,
        trial_days: product.trial_days,
        on_sale: product.on_sale,
        is_over: !product.period.is_ahead(today),
        waiting,
        version: product.version,
    }
}

fn managed_coupon(shelf: &Shelf, coupon: Coupon) -> ManagedCoupon {
    let product = coupon.product.as_ref().and_then(|id| shelf.product(id));
    ManagedCoupon {
        tier: product.map(|product| product.tier.clone()).unwrap_or_default(),
        id: coupon.id,
        code: coupon.code,
        discount: coupon.discount,
        per_person: coupon.per_person,
        total: coupon.total,
        taken: coupon.taken,
        from: coupon.from,
        until: coupon.until,
        is_withdrawn: coupon.withdrawn_at.is_some(),
    }
}
