//! News about disputes, in whatever order and however often they come.

use domain::{
    id::{AdjustmentId, DisputeId, ReviewId, TransactionId},
    message::{OrderNews, Recipient},
    money::Money,
    order::{Dispute, DisputeNews, DisputeState, DisputeStep},
    payouts::{Adjustment, AdjustmentKind},
    review::{Review, ReviewState},
    time::Timestamp,
};

use super::Disputes;
use crate::{
    Fault,
    after_payment::MAX_DECISIONS,
    ports::{Changes, Commit, InboxRow, SaleFacts, Write},
    refunds::sale,
    seal::bits,
    till::GatewayAccount,
};

impl Disputes {
    /// Takes verified news in: the dispute, the creator's balance, the membership and the event in one commit.
    pub async fn hear(
        &self,
        account: &GatewayAccount,
        news: &DisputeNews,
        inbox: InboxRow,
    ) -> Result<(), Fault> {
        for _ in 0..MAX_DECISIONS {
            if self.parts.commerce.inbox_has(inbox.source, &inbox.event_id).await? {
                return Ok(());
            }
            let known = self.parts.commerce.dispute_by_reference(account.gateway(), &news.reference).await?;
            let mut changes = match known {
                Some(known) => self.moved(known, news).await?,
                None => self.opened(account, news).await?,
            };
            changes.inbox.push(inbox.clone());
            match self.parts.commerce.commit(changes).await? {
                Commit::Committed => return Ok(()),
                // Told twice at once, or the sale changed: look again.
                Commit::Conflict | Commit::Duplicate => {}
            }
        }
        Err(Fault::Contention)
    }

    /// A dispute that is new to us, at whatever point of it we hear first.
    async fn opened(&self, account: &GatewayAccount, news: &DisputeNews) -> Result<Changes, Fault> {
        let entropy = self.parts.entropy.as_ref();
        let now = self.parts.clock.business();
        let facts = self.sale_paid_by(account, news).await?;
        let nothing = Money::zero(news.amount.currency());
        let is_won = news.state == DisputeState::Won;
        let taken = match &facts {
            // Never more than is left; nothing of what was over before we heard of it.
            Some(facts) if !is_won => sale(facts).left_to_dispute().at_most(news.amount).unwrap_or(nothing),
            _ => nothing,
        };
        let taken = taken.at_least(nothing)?;
        let order = facts.as_ref().map(|facts| facts.order.id.clone());
        let dispute = Dispute::opened(
            DisputeId::new(now, bits(entropy)),
            (account.gateway(), account.name.clone()),
            news,
            (order, taken),
            now,
        );
        let (dispute, step) = dispute.heard(news, now);
        let mut changes = Changes::default();
        if let Some(facts) = &facts {
            // Written unchanged: a refund and a dispute at once never count on the same money.
            changes.writes.push(Write::UpdateOrder(facts.order.clone()));
            if taken.is_positive() {
                self.adjust(&mut changes, facts, AdjustmentKind::Dispute, taken, now)?;
                let opened = OrderNews::DisputeOpened { order: facts.order.id.clone(), amount: taken };
                self.parts.tell(&mut changes, Recipient::Owner(facts.sale.creator.clone()), opened);
            }
            if step == DisputeStep::Revoke {
                self.lost(&mut changes, facts, &dispute, now).await?;
            }
        }
        let unexplained = news.amount.minus(taken)?;
        if unexplained.is_positive() && !is_won {
            tracing::error!(dispute.reference = news.reference, "a dispute takes what no sale explains");
            let id = ReviewId::new(now, bits(entropy));
            changes.writes.push(Write::InsertReview(Review::of_dispute(id, &dispute, unexplained, now)));
        }
        changes.writes.push(Write::InsertDispute(dispute));
        Ok(changes)
    }

    /// The next point of a dispute that we know.
    async fn moved(&self, known: Dispute, news: &DisputeNews) -> Result<Changes, Fault> {
        let now = self.parts.clock.business();
        let (next, step) = known.heard(news, now);
        let mut changes = Changes::default();
        if step == DisputeStep::Nothing {
            return Ok(changes);
        }
        let facts = match &next.order {
            Some(order) => self.parts.commerce.sale_facts(order).await?,
            None => None,
        };
        if let Some(facts) = &facts {
            match step {
                DisputeStep::GiveBack if next.taken.is_positive() => {
                    self.adjust(&mut changes, facts, AdjustmentKind::DisputeWon, next.taken, now)?;
                    let (order, amount) = (facts.order.id.clone(), next.taken);
                    let counted = facts.counted.is_positive();
                    let won = OrderNews::DisputeEnded { order, amount, won: true, stays: true, counted };
                    self.parts.tell(&mut changes, Recipient::Owner(facts.sale.creator.clone()), won);
                }
                DisputeStep::Revoke => {
                    // Written unchanged: what is decided about its periods is decided on this version.
                    changes.writes.push(Write::UpdateOrder(facts.order.clone()));
                    self.lost(&mut changes, facts, &next, now).await?;
                }
                DisputeStep::GiveBack | DisputeStep::Moved | DisputeStep::Nothing => {}
            }
        }
        if step == DisputeStep::GiveBack {
            // What no sale explained came back as well: there is nothing left to decide.
            let item = self.parts.commerce.review_of_dispute(next.gateway, &next.reference).await?;
            let item = item.filter(|item| item.state != ReviewState::Resolved);
            changes.writes.extend(item.map(|item| Write::UpdateReview(item.over_by_itself(now))));
        }
        changes.writes.push(Write::UpdateDispute(next));
        Ok(changes)
    }

    async fn sale_paid_by(
        &self,
        account: &GatewayAccount,
        news: &DisputeNews,
    ) -> Result<Option<SaleFacts>, Fault> {
        let commerce = &self.parts.commerce;
        let Some(order) = commerce.order_paid_by(account.gateway(), &news.gateway_transaction).await? else {
            return Ok(None);
        };
        let facts = commerce.sale_facts(&order).await?;
        Ok(facts.filter(|facts| facts.sale.amount.currency() == news.amount.currency()))
    }

    pub(super) fn adjust(
        &self,
        changes: &mut Changes,
        facts: &SaleFacts,
        kind: AdjustmentKind,
        amount: Money,
        now: Timestamp,
    ) -> Result<(), Fault> {
        let entropy = self.parts.entropy.as_ref();
        let adjustment = Adjustment {
            id: AdjustmentId::new(now, bits(entropy)),
            creator: facts.sale.creator.clone(),
            kind,
            order: Some(facts.order.id.clone()),
            amount,
            booked_at: now,
            booked_by: None,
        };
        let id = TransactionId::new(now, bits(entropy));
        changes.transactions.push(adjustment.posted(id, facts.payment.gateway)?);
        changes.writes.push(Write::InsertAdjustment(adjustment));
        Ok(())
    }
}
