//! What a member has.

use std::sync::Arc;

use domain::{
    catalogue::Community,
    id::{MembershipId, ProductId},
    membership::{Membership, MembershipState},
    order::{Order, OrderState, SoldAs},
    policy::Policy,
    time::Timestamp,
    view::{MembershipView, TrialView},
};

use crate::{
    Fault,
    actor::Member,
    catalogue::{Catalogue, trial_view},
    ports::{Clock, Commerce, SettlingFacts},
};

/// The longest list we show.
const MAX_MEMBERSHIPS: u32 = 200;

/// The list of memberships.
pub struct Memberships {
    commerce: Commerce,
    catalogue: Arc<Catalogue>,
    clock: Arc<dyn Clock>,
    policy: Arc<Policy>,
}

impl Memberships {
    /// Puts the service together.
    pub fn new(
        commerce: Commerce,
        catalogue: Arc<Catalogue>,
        clock: Arc<dyn Clock>,
        policy: Arc<Policy>,
    ) -> Self {
        Self { commerce, catalogue, clock, policy }
    }

    /// Everything a member has or had, newest first. The way in stands only where the door is open.
    pub async fn list(&self, member: &Member) -> Result<Vec<MembershipView>, Fault> {
        let now = self.clock.business();
        let rows = self.commerce.memberships(&member.user, MAX_MEMBERSHIPS).await?;
        let view = |(membership, community, sold_as): (Membership, Community, SoldAs)| {
            let open = is_open(&membership, now, self.policy.grace_days);
            MembershipView {
                state: membership.state(now, self.policy.grace_days),
                id: membership.id,
                slug: community.slug,
                community: community.name,
                contact: community.contact,
                tier: sold_as.tier,
                period: sold_as.period,
                valid_from: membership.valid_from,
                valid_until: membership.valid_until,
                way_in: open.then_some(community.way_in),
            }
        };
        Ok(rows.into_iter().map(view).collect())
    }
}

impl Memberships {
    /// Where a person looks around or did so, newest first, without the communities that they joined since.
    pub async fn trials(&self, member: &Member) -> Result<Vec<TrialView>, Fault> {
        let now = self.clock.business();
        let mut views = Vec::new();
        for trial in self.commerce.trials(&member.user, MAX_MEMBERSHIPS).await? {
            let Some(shelf) = self.catalogue.by_community(&trial.community) else { continue };
            if self.commerce.memberships_in(&member.user, &trial.community).await?.is_empty() {
                views.push(trial_view(&shelf, &trial, now));
            }
        }
        Ok(views)
    }
}

/// The period that a payment buys at a moment; an empty one when there is no time to gain by it.
pub(crate) fn bought(known: &SettlingFacts, id: MembershipId, now: Timestamp) -> Membership {
    let order = &known.order;
    let who = (order.buyer.clone(), order.community.clone(), order.product.clone(), order.id.clone());
    let (latest, period) = (known.latest_membership.as_ref(), order.sold_as.period);
    let period = Membership::following(latest, known.paid_until, id, who, period, now);
    if known.for_good { period.without_time() } else { period }
}

/// The paid order on whose seat of a product a person sits, also when its period is over and the seat not given back yet.
pub(crate) async fn seat_of(
    commerce: &Commerce,
    rows: &[Membership],
    product: &ProductId,
) -> Result<Option<Order>, Fault> {
    for row in rows.iter().filter(|row| row.product == *product) {
        let order = commerce.order(&row.source_order).await?;
        let sits = |order: &Order| order.holds_seat && matches!(order.state, OrderState::Paid { .. });
        if let Some(order) = order.filter(sits) {
            return Ok(Some(order));
        }
    }
    Ok(None)
}

/// Whether a membership opens the door now.
pub(crate) fn is_open(membership: &Membership, now: Timestamp, grace_days: u16) -> bool {
    matches!(membership.state(now, grace_days), MembershipState::Active | MembershipState::Grace)
}
