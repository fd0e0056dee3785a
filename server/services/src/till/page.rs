//! The order page, and its "check now".

use domain::{
    id::OrderToken,
    order::{Order, OrderState},
    view::OrderView,
};

use super::{Till, Visit};
use crate::{Fault, actor::Member, rate_limit::Admission};

/// How often a page is drawn again because its order changed meanwhile; orders change a handful of times in their life.
const MAX_LOOKS: usize = 3;

/// How "check now" ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CheckOutcome {
    /// The gateway was asked; the page shows what came of it.
    Checked,
    /// The gateway could not be asked; nothing changed.
    NoAnswer,
    /// Asked too often.
    TooSoon {
        /// Seconds until the next try is worth it.
        retry_after_seconds: u32,
    },
    /// No such order of this person.
    NotFound,
}

impl Till {
    /// One's own order; nothing for an unknown order or another person's.
    pub async fn page(
        &self,
        viewer: &Member,
        token: &OrderToken,
        visit: &Visit,
    ) -> Result<Option<OrderView>, Fault> {
        let Some(mut order) = self.own_order(viewer, token).await? else { return Ok(None) };
        if visit.from_wallet {
            order = self.returned(order).await?;
        }
        let now = self.parts.clock.business();
        let mut returns = self.returns(&order).await?;
        let mut stage = self.stage(&order, &returns, visit, now).await?;
        // Money may come while the page is drawn. Stage and version belong together: an old stage under the newer
        // version would stay for ever, because a page that polls hears only of versions after its own.
        for _ in 0..MAX_LOOKS {
            match self.own_order(viewer, token).await? {
                Some(newer) if newer.version != order.version => order = newer,
                _ => break,
            }
            returns = self.returns(&order).await?;
            stage = self.stage(&order, &returns, visit, now).await?;
        }
        let Some(shelf) = self.parts.catalogue.by_community(&order.community) else {
            return Err(Fault::Rule("an order of a community that is not in the catalogue".to_owned()));
        };
        Ok(Some(OrderView {
            head: shelf.head(),
            tier: order.sold_as.tier,
            period: order.sold_as.period,
            refund_days: order.sold_as.refund_days,
            number: order.id,
            product: order.product,
            token: order.token,
            price: order.price,
            created_at: order.created_at,
            expires_at: order.expires_at,
            version: order.version,
            server_time: now,
            stage,
            refunds: returns.views(),
            dispute: returns.dispute,
        }))
    }

    /// Somebody comes back from the wallet, often faster than its notification: it is asked at once. An answer that
    /// does not come is no error: the page says what is known, and never that the payment failed.
    async fn returned(&self, order: Order) -> Result<Order, Fault> {
        let now = self.parts.clock.system();
        let waits = matches!(order.state, OrderState::Pending);
        if !waits || matches!(self.check_limit.admit(order.id.as_str(), now), Admission::Refused { .. }) {
            return Ok(order);
        }
        match self.look(order.clone()).await {
            Ok(()) => {}
            Err(Fault::Gateway(fault)) => tracing::warn!(%fault, "no answer for a payer who came back"),
            Err(other) => return Err(other),
        }
        Ok(self.parts.commerce.order(&order.id).await?.unwrap_or(order))
    }

    /// Asks the gateway about one's own order at once.
    pub async fn check_now(&self, viewer: &Member, token: &OrderToken) -> Result<CheckOutcome, Fault> {
        let Some(order) = self.own_order(viewer, token).await? else { return Ok(CheckOutcome::NotFound) };
        let now = self.parts.clock.system();
        if let Admission::Refused { retry_after_seconds } = self.check_limit.admit(order.id.as_str(), now) {
            return Ok(CheckOutcome::TooSoon { retry_after_seconds });
        }
        match self.look(order).await {
            Ok(()) => Ok(CheckOutcome::Checked),
            Err(Fault::Gateway(fault)) => {
                tracing::warn!(%fault, "check now got no answer");
                Ok(CheckOutcome::NoAnswer)
            }
            Err(other) => Err(other),
        }
    }

    async fn look(&self, order: Order) -> Result<(), Fault> {
        let now = self.parts.clock.business();
        match order.state {
            OrderState::Pending | OrderState::Expired { .. } => {
                let attempts = self.parts.commerce.attempts(&order.id).await?;
                if matches!(order.state, OrderState::Pending) && now >= order.expires_at {
                    return self.conclude(order, attempts, now).await;
                }
                for attempt in attempts {
                    if attempt.next_query_at.is_some() {
                        self.ask(attempt, &order, now).await?;
                    }
                }
                Ok(())
            }
            OrderState::RefundPending { .. } => {
                let all = self.parts.commerce.refunds(&order.id).await?;
                for refund in all.into_iter().filter(|refund| !refund.state.is_over()) {
                    self.move_refund(refund, now).await?;
                }
                Ok(())
            }
            OrderState::Paid { .. } | OrderState::Refunded { .. } => Ok(()),
        }
    }

    pub(super) async fn own_order(
        &self,
        viewer: &Member,
        token: &OrderToken,
    ) -> Result<Option<Order>, Fault> {
        let order = self.parts.commerce.order_by_token(token).await?;
        Ok(order.filter(|order| order.buyer == viewer.user))
    }
}
