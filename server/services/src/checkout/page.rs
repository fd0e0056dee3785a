//! The community page and the checkout page.

use std::sync::Arc;

use domain::{
    catalogue::{CommunityState, Product, WaitingState},
    id::{CommunityId, ProductId},
    membership::{Access, Membership, PaidTime, access},
    money::{Currency, Money},
    order::Scene,
    view::{CheckoutView, CommunityHead, CommunityView, PriceView, Problem, ProblemCode, SeatView, TierDoor},
};

use super::{Checkout, stamp, start::paid_until};
use crate::{
    Fault,
    actor::Member,
    catalogue::{Shelf, agreement_view, paragraphs, tier_view, tier_view_at, trial_view},
    memberships::seat_of,
};

/// What the checkout's address asks for.
#[derive(Clone, Debug, Default)]
pub struct CheckoutAsk {
    /// The product, if one is named; else the first.
    pub product: Option<ProductId>,
    /// The currency, if one is named; else the one of the person's last period here, or the community's own.
    pub currency: Option<Currency>,
    /// A coupon's code as typed; empty for none.
    pub coupon: String,
    /// Whether the unused time of present periods counts.
    pub upgrade: bool,
    /// Whether the agreement is to be opened.
    pub open_agreement: bool,
    /// Why the last try was refused.
    pub problems: Vec<Problem>,
    /// Where the browser is.
    pub scene: Scene,
}

impl Checkout {
    /// Every community, for the home page.
    pub fn communities(&self) -> Vec<CommunityHead> {
        let open = |shelf: &Arc<Shelf>| shelf.community.is_open().then(|| shelf.head());
        self.catalogue.shelves().iter().filter_map(open).collect()
    }

    /// A community that is not a draft any more.
    fn seen(&self, slug: &str) -> Option<Arc<Shelf>> {
        let shelf = self.catalogue.by_slug(slug)?;
        (shelf.community.state != CommunityState::Draft).then_some(shelf)
    }

    /// `/c/{community}`.
    pub async fn community(
        &self,
        slug: &str,
        viewer: Option<&Member>,
    ) -> Result<Option<CommunityView>, Fault> {
        let Some(shelf) = self.seen(slug) else { return Ok(None) };
        let now = self.clock.business();
        let today = now.day();
        let (rows, had) = match viewer {
            Some(member) => {
                let community = &shelf.community.id;
                let rows = self.commerce.memberships_in(&member.user, community).await?;
                (rows, self.commerce.trial(&member.user, community).await?)
            }
            None => (Vec::new(), None),
        };
        let access = access(&rows, had.as_ref(), now, self.policy.grace_days);
        // Whoever was a member, or tried it before, has no trial any more.
        let may_try = rows.is_empty() && had.is_none();
        let trial = had.filter(|_| access == Access::LookingAround);
        Ok(Some(CommunityView {
            head: shelf.head(),
            description: paragraphs(&shelf.community.description),
            tiers: shelf.offered(today).map(tier_view).collect(),
            is_member: access == Access::Member,
            trial: trial.map(|trial| trial_view(&shelf, &trial, now)),
            doors: self.doors(&shelf, viewer.map(|member| (member, rows.as_slice())), may_try).await?,
        }))
    }

    /// The tiers that somebody can try, and those of which the seats are counted.
    async fn doors(
        &self,
        shelf: &Shelf,
        viewer: Option<(&Member, &[Membership])>,
        may_try: bool,
    ) -> Result<Vec<TierDoor>, Fault> {
        let today = self.clock.business().day();
        let mut doors = Vec::new();
        for product in shelf.offered(today) {
            let trial_days = if may_try { product.trial_days } else { 0 };
            let seat = match product.seats {
                Some(all) => self.seat_view(product, all, viewer).await?,
                None => SeatView::Free,
            };
            if trial_days > 0 || product.seats.is_some() {
                doors.push(TierDoor { product: product.id.clone(), trial_days, seat });
            }
        }
        Ok(doors)
    }

    async fn seat_view(
        &self,
        product: &Product,
        all: u32,
        viewer: Option<(&Member, &[Membership])>,
    ) -> Result<SeatView, Fault> {
        if let Some((_, rows)) = viewer
            && seat_of(&self.commerce, rows, &product.id).await?.is_some()
        {
            // Whoever sits there renews, however full it is.
            return Ok(SeatView::Free);
        }
        if let Some((member, _)) = viewer
            && let Some(row) = self.commerce.waiting(&product.id, &member.user).await?
        {
            match row.state {
                WaitingState::Offered { until } if row.state.holds_seat(self.clock.business()) => {
                    return Ok(SeatView::Held { until });
                }
                WaitingState::Waiting => {
                    let ahead = self.commerce.ahead_in_line(&row).await?;
                    return Ok(SeatView::InLine { place: ahead.saturating_add(1) });
                }
                WaitingState::Offered { .. } | WaitingState::Taken { .. } | WaitingState::Gone => {}
            }
        }
        let taken = self.commerce.seats_taken(&product.id).await?.unwrap_or(0);
        let line = self.commerce.waiting_counts(&product.community).await?;
        let promised = line.iter().any(|(waited_for, _)| *waited_for == product.id);
        Ok(if taken < all && !promised { SeatView::Free } else { SeatView::Full })
    }

    /// `/join/{community}`; nothing when the community sells nothing or the product is not its own. Touches the
    /// database only for somebody who is signed in.
    pub async fn page(
        &self,
        slug: &str,
        viewer: Option<&Member>,
        ask: CheckoutAsk,
    ) -> Result<Option<CheckoutView>, Fault> {
        let Some(shelf) = self.seen(slug) else { return Ok(None) };
        let today = self.clock.business().day();
        let product = match &ask.product {
            Some(id) => shelf.offered(today).find(|product| product.id == *id),
            None => shelf.offered(today).next(),
        };
        let (Some(product), Some(agreement)) = (product, &shelf.agreement) else { return Ok(None) };
        let currencies = self.currencies(product, ask.scene);
        let sold = self.sold(product, viewer, &ask).await?;
        let chosen = tier_view_at(product, sold.price);
        let product = &sold;
        let pending = match viewer {
            Some(member) => {
                self.commerce.pending_order(&member.user, &product.id).await?.map(|order| order.token)
            }
            None => None,
        };
        let stamp = viewer
            .filter(|_| ask.open_agreement)
            .map(|member| stamp::make(&self.secrets, member, &agreement.id, self.clock.system()));
        let (price, mut refused) = match viewer {
            Some(member) => self.price_view(member, product, &ask).await?,
            None => (PriceView { typed: ask.coupon.clone(), ..PriceView::plain(product.price) }, Vec::new()),
        };
        let (time, no_time) = self.time_bought(viewer, product, price.is_upgrade).await?;
        refused.extend(no_time);
        // A refused form says the same already.
        refused.retain(|found| ask.problems.iter().all(|said| said.field != found.field));
        let offered = self.accounts.offered(product.price.currency(), ask.scene, self.clock.business());
        Ok(Some(CheckoutView {
            head: shelf.head(),
            chosen,
            price,
            currencies,
            follows: time.from > self.clock.business(),
            time,
            tiers: shelf.offered(today).map(tier_view).collect(),
            agreement: agreement_view(agreement),
            stamp,
            agreement_seconds: self.policy.agreement_seconds,
            signed_in: viewer.is_some(),
            channels: offered.into_iter().map(|route| route.channel).collect(),
            pending,
            problems: ask.problems.into_iter().chain(refused).collect(),
        }))
    }

    /// The currencies a product can be paid in from where the payer is, the main one in any case.
    fn currencies(&self, product: &Product, scene: Scene) -> Vec<Currency> {
        let (main, now) = (product.price.currency(), self.clock.business());
        let payable = |currency: &Currency| {
            *currency == main || !self.accounts.offered(*currency, scene, now).is_empty()
        };
        product.prices().map(Money::currency).filter(payable).collect()
    }

    /// The product in the currency that was asked for, while it is sold in it. Nobody who asked for none is surprised: a
    /// renewal is in the currency of the period before it.
    async fn sold(
        &self,
        product: &Product,
        viewer: Option<&Member>,
        ask: &CheckoutAsk,
    ) -> Result<Product, Fault> {
        if product.further.is_empty() {
            return Ok(product.clone());
        }
        let currency = match (ask.currency, viewer) {
            (Some(currency), _) => Some(currency),
            (None, Some(member)) => self.last_currency(member, &product.community).await?,
            (None, None) => None,
        };
        let sold = currency.and_then(|currency| product.sold_in(currency));
        Ok(sold.unwrap_or_else(|| product.clone()))
    }

    /// What a person's last period in a community was paid in.
    async fn last_currency(
        &self,
        member: &Member,
        community: &CommunityId,
    ) -> Result<Option<Currency>, Fault> {
        let rows = self.commerce.memberships_in(&member.user, community).await?;
        let Some(last) = rows.into_iter().max_by_key(|row| row.sequence) else { return Ok(None) };
        let order = self.commerce.order(&last.source_order).await?;
        Ok(order.map(|order| order.price.currency()))
    }

    /// The time that a payment now buys, and the problem when it is none.
    async fn time_bought(
        &self,
        viewer: Option<&Member>,
        product: &Product,
        upgrade: bool,
    ) -> Result<(PaidTime, Option<Problem>), Fault> {
        let rows = match viewer {
            Some(member) => self.commerce.memberships_in(&member.user, &product.community).await?,
            None => Vec::new(),
        };
        let time = PaidTime::bought(product.period, paid_until(&rows, upgrade), self.clock.business());
        Ok((time, time.is_empty().then(|| Problem::at("form", ProblemCode::NoTimeLeft))))
    }
}
