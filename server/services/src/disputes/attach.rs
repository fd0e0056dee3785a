//! Disputes that overtook their payment: attached to its sale once it is settled.

use domain::{
    message::{OrderNews, Recipient},
    money::Money,
    order::{Dispute, DisputeState},
    payouts::AdjustmentKind,
    review::{Decision, Review, ReviewState},
};

use super::Disputes;
use crate::{
    Fault,
    ports::{Changes, Commit, Write},
    refunds::sale,
};

/// Disputes in one round.
const ROUND: u32 = 50;

impl Disputes {
    /// Attaches what can be attached, each in one commit with what it means for the creator, the membership and the item of
    /// the queue. One whose rows changed meanwhile comes again in the next round.
    pub(crate) async fn attach_loose(&self) -> Result<usize, Fault> {
        let mut attached: usize = 0;
        for dispute in self.parts.commerce.loose_disputes(ROUND).await? {
            let Some(changes) = self.attached(dispute).await? else { continue };
            if self.parts.commerce.commit(changes).await? == Commit::Committed {
                attached = attached.saturating_add(1);
            }
        }
        Ok(attached)
    }

    /// The unit of one; `None` when its payment paid no sale of its currency.
    async fn attached(&self, dispute: Dispute) -> Result<Option<Changes>, Fault> {
        let commerce = &self.parts.commerce;
        let paid = commerce.order_paid_by(dispute.gateway, &dispute.gateway_transaction).await?;
        let Some(order) = paid else { return Ok(None) };
        let facts = commerce.sale_facts(&order).await?;
        let facts = facts.filter(|facts| facts.sale.amount.currency() == dispute.amount.currency());
        let Some(facts) = facts else { return Ok(None) };
        let now = self.parts.clock.business();
        let item = commerce.review_of_dispute(dispute.gateway, &dispute.reference).await?;
        let nothing = Money::zero(dispute.amount.currency());
        // What a person has booked already is explained.
        let written_off = item
            .as_ref()
            .filter(|item| item.state == ReviewState::Resolved && item.decision == Some(Decision::Taken))
            .and_then(Review::outflow)
            .unwrap_or(nothing);
        let open = dispute.amount.minus(written_off)?;
        let taken = match dispute.state {
            DisputeState::Won => nothing,
            DisputeState::Open | DisputeState::UnderReview | DisputeState::Lost => {
                sale(&facts).left_to_dispute().at_most(open)?.at_least(nothing)?
            }
        };
        // Written unchanged: a refund and a dispute at once never count on the same money.
        let writes = vec![Write::UpdateOrder(facts.order.clone())];
        let mut changes = Changes { writes, ..Changes::default() };
        if taken.is_positive() {
            self.adjust(&mut changes, &facts, AdjustmentKind::Dispute, taken, now)?;
            let opened = OrderNews::DisputeOpened { order: order.clone(), amount: taken };
            self.parts.tell(&mut changes, Recipient::Owner(facts.sale.creator.clone()), opened);
        }
        if dispute.state == DisputeState::Lost {
            self.lost(&mut changes, &facts, &dispute, now).await?;
        }
        if let Some(item) = item.filter(|item| item.state != ReviewState::Resolved) {
            let left = if dispute.state == DisputeState::Won { nothing } else { open.minus(taken)? };
            let item = Review { order: Some(order.clone()), ..item };
            let item = if left.is_positive() { item.about_less(left) } else { item.over_by_itself(now) };
            changes.writes.push(Write::UpdateReview(item));
        }
        tracing::info!(dispute.reference, order.id = %order, "a dispute found the sale of its payment");
        changes.writes.push(Write::UpdateDispute(Dispute { order: Some(order), taken, ..dispute }));
        Ok(Some(changes))
    }
}
