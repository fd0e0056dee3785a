//! The one state that an order page shows.

use domain::{
    id::OrderToken,
    order::{Attempt, AttemptState, Channel, Order, OrderException, OrderState, PayWay, PayerAction},
    time::Timestamp,
    view::OrderStage,
};

use super::{
    Till, Visit,
    open::{Payable, has_room},
    returns::Returns,
};
use crate::{Fault, memberships::is_open};

impl Till {
    pub(super) async fn stage(
        &self,
        order: &Order,
        returns: &Returns,
        visit: &Visit,
        now: Timestamp,
    ) -> Result<OrderStage, Fault> {
        match order.state {
            OrderState::Pending | OrderState::Expired { .. } if order.exception.is_set_aside() => {
                Ok(returns.looked_at(order))
            }
            OrderState::Pending if now >= order.expires_at => self.unsettled_stage(order).await,
            OrderState::Pending => self.payment_stage(order, visit, now).await,
            OrderState::Expired { at } if order.exception == OrderException::None => {
                let until = self.watch_until(order);
                Ok(OrderStage::Expired { at, watched_until: (now < until).then_some(until) })
            }
            OrderState::Expired { .. } => Ok(returns.looked_at(order)),
            OrderState::Paid { at } => self.paid_stage(order, at, now).await,
            OrderState::RefundPending { .. } => {
                let (amount, reason) = returns.sent_back(order);
                Ok(OrderStage::Refunding { amount, reason })
            }
            OrderState::Refunded { at } => {
                let (amount, reason) = returns.sent_back(order);
                Ok(OrderStage::Refunded { amount, at, reason })
            }
        }
    }

    /// The time to pay is over, and nobody knows yet what came of it.
    async fn unsettled_stage(&self, order: &Order) -> Result<OrderStage, Fault> {
        let attempts = self.parts.commerce.attempts(&order.id).await?;
        let paying = attempts.into_iter().find(|attempt| attempt.state == AttemptState::UnderWay);
        Ok(paying.map_or(OrderStage::Confirming, |paying| OrderStage::UnderWay { channel: paying.channel }))
    }

    async fn payment_stage(&self, order: &Order, visit: &Visit, now: Timestamp) -> Result<OrderStage, Fault> {
        Ok(match self.payable_attempt(order, visit, now).await? {
            Payable::Open(attempt) => {
                let others = self.others(order, (attempt.channel, Some(attempt.way)), visit, now);
                match self.shown(order, &attempt)? {
                    Some(action) => {
                        let wallet = self.wallet_link(&action, &order.token);
                        OrderStage::AwaitingPayment { channel: attempt.channel, action, others, wallet }
                    }
                    None if attempt.way.needs_payer() => self.for_the_wallet(order, &attempt, others)?,
                    None => OrderStage::Preparing { channel: attempt.channel, others },
                }
            }
            Payable::NeedsPayer(attempt) => {
                let others = self.others(order, (attempt.channel, Some(attempt.way)), visit, now);
                self.for_the_wallet(order, &attempt, others)?
            }
            Payable::UnderWay(channel) => OrderStage::UnderWay { channel },
            Payable::NotYet(channel) => {
                let channel = channel.unwrap_or(Channel::WechatPay);
                OrderStage::Preparing { channel, others: self.others(order, (channel, None), visit, now) }
            }
            Payable::Refused(channel) => {
                let channel = channel.unwrap_or(Channel::WechatPay);
                let attempts = self.parts.commerce.attempts(&order.id).await?;
                let route = self.parts.accounts.route(channel, order.price.currency(), visit.scene, now);
                OrderStage::Refused {
                    channel,
                    again: route.is_some() && has_room(&attempts, channel),
                    others: self.others(order, (channel, None), visit, now),
                }
            }
        })
    }

    /// What the payer does about an open attempt, where this page can let them do it: an address that works for minutes
    /// only is fetched when it is needed, and from a mini-program another page asks.
    fn shown(&self, order: &Order, attempt: &Attempt) -> Result<Option<PayerAction>, Fault> {
        let is_short_lived = self.gateway(&attempt.account)?.page_life_seconds(attempt.way).is_some();
        Ok(match &attempt.action {
            Some(PayerAction::Visit { .. }) if is_short_lived => {
                Some(PayerAction::Visit { url: format!("/o/{}/go", order.token.as_str()) })
            }
            action => action.clone().filter(|_| attempt.way != PayWay::MiniProgram),
        })
    }

    /// The wallet has to say who pays: after a sign-in, or to a page of the mini-program.
    fn for_the_wallet(
        &self,
        order: &Order,
        attempt: &Attempt,
        others: Vec<Channel>,
    ) -> Result<OrderStage, Fault> {
        let gateway = self.gateway(&attempt.account)?;
        let channel = attempt.channel;
        // Taken from the settings since: the way that is left would lead nowhere.
        if !gateway.ways(channel, attempt.amount.currency()).contains(&attempt.way) {
            return Ok(OrderStage::Refused { channel, again: others.contains(&channel), others });
        }
        Ok(match self.native_page(order, attempt)? {
            Some(page) => OrderStage::HandOver { channel, page, others },
            None => OrderStage::WalletSignIn { channel, others },
        })
    }

    /// What the payer can change to: other channels, and a better way of the same one for this device.
    fn others(
        &self,
        order: &Order,
        (channel, way): (Channel, Option<PayWay>),
        visit: &Visit,
        now: Timestamp,
    ) -> Vec<Channel> {
        let offered = self.parts.accounts.offered(order.price.currency(), visit.scene, now);
        let differs = |route: &domain::order::Route| {
            route.channel != channel || way.is_some_and(|way| route.way != way)
        };
        offered.into_iter().filter(differs).map(|route| route.channel).collect()
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
            seat: order.holds_seat,
            way_in: shelf.filter(|_| open).map(|shelf| shelf.community.way_in.clone()),
            valid_until: ours.and_then(|row| row.valid_until),
        })
    }

    /// The demo wallet's page for a code, which leads back to the order.
    fn wallet_link(&self, action: &PayerAction, token: &OrderToken) -> Option<String> {
        let PayerAction::Scan { code_url } = action else { return None };
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
