//! The order page, and its "check now".

use domain::{
    catalogue::Period,
    id::OrderToken,
    order::{Order, OrderException, OrderState},
    time::Timestamp,
    view::{OrderStage, OrderView},
};

use super::Till;
use crate::{Fault, actor::Member, memberships::is_open, rate_limit::Admission};

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
    pub async fn page(&self, viewer: &Member, token: &OrderToken) -> Result<Option<OrderView>, Fault> {
        let Some(mut order) = self.own_order(viewer, token).await? else { return Ok(None) };
        let now = self.parts.clock.business();
        let mut stage = self.stage(&order, now).await?;
        // Money may come while the page is drawn. Stage and version belong together: an old stage under the newer
        // version would stay for ever, because a page that polls hears only of versions after its own.
        for _ in 0..MAX_LOOKS {
            match self.own_order(viewer, token).await? {
                Some(newer) if newer.version != order.version => order = newer,
                _ => break,
            }
            stage = self.stage(&order, now).await?;
        }
        let Some(shelf) = self.parts.catalogue.by_community(&order.community) else {
            return Err(Fault::Rule("an order of a community that is not in the catalogue".to_owned()));
        };
        let product = shelf.product(&order.product);
        Ok(Some(OrderView {
            head: shelf.head(),
            tier: product.map(|product| product.tier.clone()).unwrap_or_default(),
            period: product.map_or(Period::Month, |product| product.period),
            refund_days: product.map_or(0, |product| product.refund_days),
            number: order.id,
            token: order.token,
            price: order.price,
            created_at: order.created_at,
            expires_at: order.expires_at,
            version: order.version,
            server_time: now,
            stage,
        }))
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
                for refund in self.parts.commerce.refunds(&order.id).await? {
                    self.move_refund(refund, order.clone(), now).await?;
                }
                Ok(())
            }
            OrderState::Paid { .. } | OrderState::Refunded { .. } => Ok(()),
        }
    }

    async fn own_order(&self, viewer: &Member, token: &OrderToken) -> Result<Option<Order>, Fault> {
        let order = self.parts.commerce.order_by_token(token).await?;
        Ok(order.filter(|order| order.buyer == viewer.user))
    }

    async fn stage(&self, order: &Order, now: Timestamp) -> Result<OrderStage, Fault> {
        match order.state {
            OrderState::Pending if order.exception == OrderException::AmountMismatch => {
                Ok(OrderStage::InReview { exception: order.exception })
            }
            OrderState::Pending if now >= order.expires_at => Ok(OrderStage::Confirming),
            OrderState::Pending => self.payment_stage(order, now).await,
            OrderState::Expired { at } if order.exception == OrderException::None => {
                Ok(OrderStage::Expired { at })
            }
            OrderState::Expired { .. } => Ok(OrderStage::InReview { exception: order.exception }),
            OrderState::Paid { at } => self.paid_stage(order, at, now).await,
            OrderState::RefundPending { .. } => Ok(OrderStage::Refunding { amount: order.price }),
            OrderState::Refunded { at } => Ok(OrderStage::Refunded { amount: order.price, at }),
        }
    }

    async fn payment_stage(&self, order: &Order, now: Timestamp) -> Result<OrderStage, Fault> {
        let attempt = self.payable_attempt(order, now).await?;
        let code = attempt.and_then(|attempt| attempt.code_url.map(|code_url| (attempt.gateway, code_url)));
        Ok(match code {
            Some((gateway, code_url)) => {
                let wallet = self.wallet_link(&code_url, &order.token);
                OrderStage::AwaitingPayment { gateway, code_url, wallet }
            }
            None => OrderStage::Preparing,
        })
    }

    async fn paid_stage(&self, order: &Order, at: Timestamp, now: Timestamp) -> Result<OrderStage, Fault> {
        let rows = self.parts.commerce.memberships_in(&order.buyer, &order.community).await?;
        let grace_days = self.parts.policy.grace_days;
        let open = rows.iter().any(|row| is_open(row, now, grace_days));
        let ours = rows.iter().find(|row| row.source_order == order.id);
        let shelf = self.parts.catalogue.by_community(&order.community);
        Ok(OrderStage::Paid {
            at,
            late: order.exception == OrderException::PaidLate,
            way_in: shelf.filter(|_| open).map(|shelf| shelf.community.way_in.clone()),
            valid_until: ours.and_then(|row| row.valid_until),
        })
    }

    /// The demo wallet's page for a code, which leads back to the order.
    fn wallet_link(&self, code_url: &str, token: &OrderToken) -> Option<String> {
        let wallet = self.parts.wallet_url.as_ref()?;
        let back = format!("{}/o/{}", self.parts.public_url, token.as_str());
        Some(format!("{wallet}?code_url={}&return_url={}", percent_encoded(code_url), percent_encoded(&back)))
    }
}

/// Percent-encodes everything but unreserved characters (RFC 3986, 2.3).
fn percent_encoded(text: &str) -> String {
    use std::fmt::Write as _;
    text.bytes().fold(String::with_capacity(text.len()), |mut out, byte| {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            out.push(char::from(byte));
        } else {
            let _ = write!(out, "%{byte:02X}");
        }
        out
    })
}
