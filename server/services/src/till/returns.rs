//! Money of an order that goes or went back: what of it the page is about, and what is beside that.

use domain::{
    money::Money,
    order::{Order, OrderException, OrderState, Refund, RefundReason, RefundState},
    view::{DisputeView, OrderStage, RefundView},
};

use super::Till;
use crate::{Fault, refunds};

/// What is known about money that goes back.
pub(super) struct Returns {
    /// Every refund of the order, oldest first.
    refunds: Vec<Refund>,
    /// The gateway's number of the payment that is the order's own: the one that it was sold for, or that a rule sent back.
    /// `None` when nothing that came fitted: then the page is about all of it.
    own: Option<String>,
    /// The newest dispute about the payment.
    pub dispute: Option<DisputeView>,
}

impl Till {
    pub(super) async fn returns(&self, order: &Order) -> Result<Returns, Fault> {
        let waits = matches!(order.state, OrderState::Pending | OrderState::Expired { .. });
        let mut returns = Returns { refunds: Vec::new(), own: None, dispute: None };
        if waits && order.exception == OrderException::None {
            return Ok(returns);
        }
        returns.refunds = self.parts.commerce.refunds(&order.id).await?;
        if waits {
            return Ok(returns);
        }
        let by_rule = returns.refunds.iter().find(|refund| is_by_rule(refund.reason));
        returns.own = by_rule.map(|refund| refund.gateway_transaction.clone());
        if let Some(sale) = self.parts.commerce.sale_facts(&order.id).await? {
            let sold = refunds::sale(&sale);
            returns.dispute = sold.disputes.last().map(|dispute| DisputeView {
                state: dispute.state,
                // A bank may name more than was paid.
                amount: dispute.amount.at_most(sold.sold_for).unwrap_or(sold.sold_for),
                stays: !sold.is_lost_with(dispute),
            });
            returns.own = Some(sale.payment.transaction);
        }
        Ok(returns)
    }
}

impl Returns {
    /// How much goes back, and why. Of a sale it is what was given last, which left nothing of it; of payments that did not
    /// fit it is all of them together. Another payment has nothing to do with it.
    pub(super) fn sent_back(&self, order: &Order) -> (Money, RefundReason) {
        let about =
            || self.refunds.iter().filter(|refund| refund.replaces.is_none() && !self.is_other(refund));
        let given = about().rev().find(|refund| refund.gives_back_a_sale());
        let Some(last) = given.or_else(|| about().next_back()) else {
            return (order.price, RefundReason::LateAndFull);
        };
        if last.reason != RefundReason::Review {
            return (last.amount, last.reason);
        }
        let together = Money::sum(last.amount.currency(), about().map(|refund| refund.amount));
        (together.unwrap_or(last.amount), last.reason)
    }

    /// An order whose money a person looks at, or looked at: what was decided to go back is on its way or there.
    pub(super) fn looked_at(&self, order: &Order) -> OrderStage {
        let exception = order.exception;
        let Some(last) = self.refunds.last() else { return OrderStage::InReview { exception } };
        let of_it =
            self.refunds.iter().filter(|refund| refund.gateway_transaction == last.gateway_transaction);
        let promised = of_it.filter(|refund| refund.replaces.is_none()).map(|refund| refund.amount);
        // A part of the money was given back by hand: a person still looks at the rest.
        if Money::sum(last.captured.currency(), promised).is_ok_and(|promised| promised != last.captured) {
            return OrderStage::InReview { exception };
        }
        let (amount, reason) = (last.captured, last.reason);
        match last.state {
            RefundState::Succeeded | RefundState::Closed => {
                OrderStage::Refunded { amount, reason, at: last.finished_at.unwrap_or(last.created_at) }
            }
            RefundState::Requested | RefundState::Processing | RefundState::Abnormal => {
                OrderStage::Refunding { amount, reason }
            }
        }
    }

    /// Every refund, for the page.
    pub(super) fn views(&self) -> Vec<RefundView> {
        let view = |refund: &Refund| RefundView {
            amount: refund.amount,
            reason: refund.reason,
            state: refund.state,
            asked_at: refund.created_at,
            is_other: self.is_other(refund),
            is_again: refund.replaces.is_some(),
        };
        self.refunds.iter().map(view).collect()
    }

    /// Whether it is of a second payment, or of one that did not fit beside the order's own.
    fn is_other(&self, refund: &Refund) -> bool {
        let is_own = |own: &String| *own == refund.gateway_transaction;
        refund.reason == RefundReason::PaidTwice || !self.own.as_ref().is_none_or(is_own)
    }
}

/// Whether a rule sent the money back: it was the order's own, and bought nothing.
const fn is_by_rule(reason: RefundReason) -> bool {
    matches!(
        reason,
        RefundReason::LateAndFull
            | RefundReason::LateCoupon
            | RefundReason::LateNoTime
            | RefundReason::LateReplaced
            | RefundReason::SeatLost
    )
}
