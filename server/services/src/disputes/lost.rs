//! What a lost dispute ends: what the money bought, and no more.
//!
//! - Of a part of a sale it ends nothing: the rest of the price is the creator's, who may give it back too.
//! - When nothing of the sale is left by it, or less than an upgrade counted of it, its period ends, and the buyer's other
//!   periods become what they would by a refund: what it had ended as an upgrade is valid again, what was paid for in
//!   advance moves up.
//! - Upgrades that counted its unused time end as well, however deep: their price was not paid without it.

use domain::{
    membership::Membership,
    message::{OrderNews, Recipient},
    money::Money,
    order::Dispute,
    time::Timestamp,
    view::refunds::PeriodEnd,
};

use super::Disputes;
use crate::{
    Fault,
    ports::{Changes, SaleFacts, Write},
    refunds::{afterwards, beside, sale},
};

impl Disputes {
    /// Adds to the commit that hears of it what a lost dispute means for the membership, and tells both sides.
    pub(super) async fn lost(
        &self,
        changes: &mut Changes,
        facts: &SaleFacts,
        dispute: &Dispute,
        now: Timestamp,
    ) -> Result<(), Fault> {
        let is_whole = sale(facts).is_lost_with(dispute);
        if is_whole {
            self.end(changes, facts, now).await?;
        }
        let (order, amount) = (facts.order.id.clone(), Money::zero(dispute.amount.currency()));
        let counted = facts.counted.is_positive();
        let ended = OrderNews::DisputeEnded { order, amount, won: false, stays: !is_whole, counted };
        self.parts.tell(changes, Recipient::Owner(facts.sale.creator.clone()), ended);
        Ok(())
    }

    async fn end(&self, changes: &mut Changes, facts: &SaleFacts, now: Timestamp) -> Result<(), Fault> {
        let later = self.parts.commerce.memberships_paid_by(&facts.order.id).await?;
        // A period that an upgrade counted has ended by that, and nothing follows it.
        let is_last = later.is_empty();
        let own = facts.membership.clone().filter(|membership| membership.revoked_at.is_none());
        let ends: Vec<Membership> = own.into_iter().chain(later).collect();
        if ends.is_empty() {
            return Ok(());
        }
        changes.writes.extend(ends.into_iter().map(|row| Write::RevokeMembership(row.revoked(now))));
        let sold = sale(facts);
        if is_last {
            changes.writes.extend(beside(sold.afterwards(now), &facts.order.id));
        }
        let ends = afterwards(&sold, now, self.parts.policy.grace_days).ends;
        let token = facts.order.token.clone();
        let ended = OrderNews::EndedByDispute { token, ends_period: ends == Some(PeriodEnd::Period) };
        self.parts.tell(changes, Recipient::Person(facts.order.buyer.clone()), ended);
        Ok(())
    }
}
