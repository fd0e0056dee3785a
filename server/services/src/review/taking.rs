//! What is known about a payment that a gateway took money of.

use domain::{
    id::OrderId,
    money::Money,
    order::{DisputeState, Refund, RefundReason, RefundState},
    review::{Review, ReviewKind, Taking},
};

use super::ReviewDesk;
use crate::{Fault, refunds::sale};

impl ReviewDesk {
    /// How much other items say was taken of the payment of this one, while nobody has decided about them.
    pub(super) async fn taken_of(&self, review: &Review) -> Result<Option<Money>, Fault> {
        let about_money = review.kind.holds_money() || review.kind == ReviewKind::RefundFailed;
        if !about_money || review.gateway_transaction.is_empty() {
            return Ok(None);
        }
        let items = self.others(review).await?;
        let taken = items.iter().filter_map(Review::outflow);
        let taken = taken.filter(|taken| taken.currency() == review.amount.currency());
        let taken = Money::sum(review.amount.currency(), taken)?;
        Ok(Some(taken).filter(|taken| taken.is_positive()))
    }

    /// Where the money may lie that an item says was taken. `None` when it came back meanwhile, or is about something else.
    pub(super) async fn taking(&self, review: &Review) -> Result<Option<Taking>, Fault> {
        if !review.kind.is_taken() {
            return Ok(None);
        }
        let commerce = &self.parts.commerce;
        let mut taking = Taking::default();
        if review.kind == ReviewKind::DisputeUnexplained {
            match commerce.dispute_by_reference(review.gateway, &review.gateway_number).await? {
                Some(dispute) if dispute.state == DisputeState::Won => return Ok(None),
                dispute => taking.undecided = dispute.is_some_and(|dispute| !dispute.state.is_over()),
            }
        }
        let mut order = review.order.clone();
        if !review.gateway_transaction.is_empty() {
            let number = review.gateway_transaction.as_str();
            let refunds = commerce.refunds_of_payment(review.gateway, number).await?;
            let moves =
                |refund: &Refund| matches!(refund.state, RefundState::Requested | RefundState::Processing);
            taking.under_way = refunds.iter().any(moves);
            taking.is_known = refunds.iter().any(|refund| refund.refund_number == review.gateway_number);
            for item in self.others(review).await? {
                let failed = refunds.iter().find(|refund| Some(&refund.id) == item.refund.as_ref());
                order = order.or_else(|| item.order.clone());
                match failed {
                    Some(refund) if refund.state == RefundState::Abnormal => {
                        taking.failed.push((refund.clone(), item));
                    }
                    None if item.kind.holds_money() => taking.waiting.push(item),
                    _ => {}
                }
            }
        }
        // What a dispute takes of a sale was taken when it was heard of, and what went out under a number of ours was taken
        // when it was asked for: neither takes from the creator again.
        if review.kind == ReviewKind::RefundUnasked && !taking.is_known {
            let paid = commerce.order_paid_by(review.gateway, &review.gateway_transaction).await?;
            if let Some(paid) = paid {
                let facts = commerce.sale_facts(&paid).await?;
                let facts = facts.filter(|facts| facts.sale.amount.currency() == review.amount.currency());
                taking.sale = facts.as_ref().map(sale);
                order = Some(paid);
            }
        }
        if let Some(order) = order {
            taking.others_under_way = self.others_under_way(&order, &taking).await?;
            taking.order = commerce.order(&order).await?;
        }
        Ok(Some(taking))
    }

    /// Other items about the same payment that nobody has decided.
    async fn others(&self, review: &Review) -> Result<Vec<Review>, Fault> {
        let number = review.gateway_transaction.as_str();
        let mut items = self.parts.commerce.open_reviews_of_payment(review.gateway, number).await?;
        items.retain(|item| item.id != review.id);
        Ok(items)
    }

    /// Whether refunds of an order are not over, besides those that failed of this payment.
    async fn others_under_way(&self, order: &OrderId, taking: &Taking) -> Result<bool, Fault> {
        let all = self.parts.commerce.refunds(order).await?;
        let other = |refund: &Refund| {
            refund.reason != RefundReason::PaidTwice
                && !refund.state.is_over()
                && taking.failed.iter().all(|(failed, _)| failed.id != refund.id)
        };
        Ok(all.iter().any(other))
    }
}
