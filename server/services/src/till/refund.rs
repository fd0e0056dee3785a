//! Sending money back, and believing that it went only when the gateway says so.

use domain::{
    id::{ReviewId, TransactionId},
    message::{MessageKind, OrderNews, Recipient},
    order::{Order, OrderState, Refund, RefundNews, RefundReason, RefundState, RefundStep},
    review::{Review, ReviewState},
    time::Timestamp,
    version::Versioned as _,
};

use super::Till;
use crate::{
    Fault,
    messages::tell,
    ports::{Changes, Commit, OrderStatus, RefundAnswer, RefundRequest, Write},
    seal::bits,
};

impl Till {
    /// Moves one refund on: asks for it while the gateway may not know it, asks about it while it is under way, or while
    /// a person looks at it.
    pub(crate) async fn move_refund(&self, refund: Refund, now: Timestamp) -> Result<(), Fault> {
        let gateway = self.gateway(&refund.account)?;
        let request = request(&refund);
        let answer = match refund.state {
            RefundState::Requested => gateway.refund(&request).await,
            RefundState::Processing | RefundState::Abnormal => gateway.query_refund(&request).await,
            RefundState::Succeeded | RefundState::Closed => return Ok(()),
        };
        let news = answer.map_or_else(
            |fault| {
                tracing::warn!(refund.id = %refund.id, %fault, "the gateway did not answer about a refund");
                RefundNews::NoAnswer
            },
            news,
        );
        let waits = refund.state == RefundState::Abnormal;
        if waits && !matches!(news, RefundNews::Succeeded { .. }) {
            return Ok(());
        }
        self.store_refund(refund, news, now).await
    }

    async fn store_refund(&self, refund: Refund, news: RefundNews, now: Timestamp) -> Result<(), Fault> {
        let entropy = self.parts.entropy.as_ref();
        let order = match &refund.order {
            Some(order) => self.parts.commerce.order(order).await?,
            None => None,
        };
        let was_abnormal = refund.state == RefundState::Abnormal;
        let step = refund.heard(news, TransactionId::new(now, bits(entropy)), now);
        let RefundStep { refund, transaction, needs_a_person } =
            step.map_err(|error| Fault::Rule(error.to_string()))?;
        let mut changes = Changes { writes: vec![Write::UpdateRefund(refund.clone())], ..Changes::default() };
        changes.transactions.extend(transaction);
        let succeeded = refund.state == RefundState::Succeeded;
        if needs_a_person {
            tracing::error!(refund.id = %refund.id, code = refund.failure, "a refund needs a person");
            let review = Review::of_refund(ReviewId::new(now, bits(entropy)), &refund, now);
            changes.writes.push(Write::InsertReview(review));
        }
        if was_abnormal && succeeded {
            changes.writes.extend(self.over_by_itself(&refund, now).await?);
        }
        let mut published = None;
        if let Some(order) = order {
            if succeeded || needs_a_person {
                self.tell_buyer(&mut changes, &order, &refund);
            }
            if let Some(order) = self.after_refund(order, &refund).await? {
                changes.writes.push(Write::UpdateOrder(order.clone()));
                published = Some(order.next_version());
            }
        }
        let committed = self.parts.commerce.commit(changes).await?;
        if let (Commit::Committed, Some(order)) = (committed, published) {
            self.parts.feed.publish(OrderStatus::from(&order));
        }
        Ok(())
    }

    /// The order after a refund of it went through: back at its end once nothing of it is on its way any more. An order
    /// that waits for other refunds is written too, unchanged, so that two that finish at once do not overlook each other.
    async fn after_refund(&self, order: Order, refund: &Refund) -> Result<Option<Order>, Fault> {
        let waits = matches!(order.state, OrderState::RefundPending { .. });
        let over = refund.state == RefundState::Succeeded && refund.reason != RefundReason::PaidTwice;
        let (true, true, Some(at)) = (waits, over, refund.finished_at) else { return Ok(None) };
        let all = self.parts.commerce.refunds(&order.id).await?;
        let under_way = |other: &Refund| {
            other.id != refund.id && other.reason != RefundReason::PaidTwice && !other.state.is_over()
        };
        if all.iter().any(under_way) { Ok(Some(order)) } else { Ok(Some(order.refunded(at)?)) }
    }

    /// The gateway carried out after all what a person was looking at: there is nothing left to decide.
    async fn over_by_itself(&self, refund: &Refund, now: Timestamp) -> Result<Option<Write>, Fault> {
        let Some(mut review) = self.parts.commerce.open_review_of_refund(&refund.id).await? else {
            return Ok(None);
        };
        review.state = ReviewState::Resolved;
        review.decision = None;
        review.resolved_at = Some(now);
        Ok(Some(Write::UpdateReview(review)))
    }

    fn tell_buyer(&self, changes: &mut Changes, order: &Order, refund: &Refund) {
        let about = if refund.state == RefundState::Succeeded {
            OrderNews::RefundDone { token: order.token.clone(), amount: refund.amount }
        } else {
            OrderNews::RefundHeld { token: order.token.clone(), amount: refund.amount }
        };
        let about = MessageKind::Order(about);
        let to = Recipient::Person(order.buyer.clone());
        let (write, row) = tell(self.parts.clock.as_ref(), self.parts.entropy.as_ref(), to, about);
        changes.writes.push(write);
        changes.outbox.push(row);
    }
}

/// How a gateway is asked for a refund, and about it.
pub(crate) fn request(refund: &Refund) -> RefundRequest {
    RefundRequest {
        number: refund.gateway_number.clone(),
        refund_number: refund.refund_number.clone(),
        amount: refund.amount,
        captured: refund.captured,
        gateway_transaction: refund.gateway_transaction.clone(),
    }
}

fn news(answer: RefundAnswer) -> RefundNews {
    match answer {
        RefundAnswer::Processing => RefundNews::Processing,
        RefundAnswer::Succeeded { at } => RefundNews::Succeeded { at },
        RefundAnswer::Abnormal => RefundNews::Abnormal,
        RefundAnswer::Refused { code } => RefundNews::Refused { code },
        RefundAnswer::NotEnough => RefundNews::NotEnough,
        RefundAnswer::Unknown => RefundNews::Unknown,
    }
}
