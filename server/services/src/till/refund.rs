//! Sending money back, and believing that it went only when the gateway says so.

use domain::{
    id::{ReviewId, TransactionId},
    message::{MessageKind, OrderNews, Recipient},
    order::{Order, OrderState, Refund, RefundNews, RefundReason, RefundState, RefundStep},
    review::{Review, ReviewState},
    time::Timestamp,
    version::Versioned as _,
};

use super::{MAX_DECISIONS, Till};
use crate::{
    Fault,
    messages::tell,
    ports::{Changes, Commit, GatewayFault, OrderStatus, RefundAnswer, RefundRequest, Write},
    seal::{bits, sha256_hex},
};

/// What a gateway says about a refund that failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum FailedRefund {
    /// It did not arrive.
    StillFailed,
    /// It did after all, or the gateway has said its last word about it only now: that is stored.
    HeardMore,
    /// The gateway is at it, or it is asked for once more.
    UnderWay,
    /// It was done and came back, and the gateway says still that it is done.
    DoneBefore,
    /// It did not answer.
    Silent,
}

impl Till {
    /// Moves one refund on: asks for it while the gateway may not know it, asks about it while it is under way, or while
    /// a person looks at it. What it does not know then is asked for once more, which is written before it is done.
    pub(crate) async fn move_refund(&self, refund: Refund, now: Timestamp) -> Result<(), Fault> {
        let gateway = self.gateway(&refund.account)?;
        let request = request(&refund);
        let answer = match refund.state {
            RefundState::Requested => gateway.refund(&request).await,
            RefundState::Abnormal if refund.is_asked_for_once_more() => gateway.refund(&request).await,
            RefundState::Processing | RefundState::Abnormal => gateway.query_refund(&request).await,
            // Asked about only when something was heard of it, which is not acknowledged before the gateway answers.
            RefundState::Succeeded | RefundState::Closed => Ok(gateway.query_refund(&request).await?),
        };
        let news = answer.map_or_else(
            |fault| {
                tracing::warn!(refund.id = %refund.id, %fault, "the gateway did not answer about a refund");
                match fault {
                    GatewayFault::Refused { code } => RefundNews::NotLet { code },
                    GatewayFault::NoAnswer | GatewayFault::Untrusted | GatewayFault::Trouble { .. } => {
                        RefundNews::NoAnswer
                    }
                }
            },
            news,
        );
        self.store_refund(refund, news, now).await
    }

    /// Asks about a refund that failed, before a person decides on it.
    pub(crate) async fn ask_about_failed(
        &self,
        refund: Refund,
        now: Timestamp,
    ) -> Result<FailedRefund, Fault> {
        // Of an account that the host has taken out of the settings nobody can know.
        let Ok(gateway) = self.gateway(&refund.account) else { return Ok(FailedRefund::Silent) };
        if refund.is_asked_for_once_more() {
            return Ok(FailedRefund::UnderWay);
        }
        let answer = gateway.query_refund(&request(&refund)).await;
        Ok(match answer.map(news) {
            Ok(RefundNews::Succeeded { .. }) if refund.has_come_back() => FailedRefund::DoneBefore,
            Ok(arrived @ RefundNews::Succeeded { .. }) => {
                self.store_refund(refund, arrived, now).await?;
                FailedRefund::HeardMore
            }
            // Where its money is decides what can be done about it: that is read before anybody decides.
            Ok(last @ (RefundNews::Abnormal | RefundNews::BackWithUs))
                if refund.is_asked_about() && !refund.is_settled_there() =>
            {
                self.store_refund(refund, last, now).await?;
                FailedRefund::HeardMore
            }
            Ok(RefundNews::Processing) => FailedRefund::UnderWay,
            Ok(_) => FailedRefund::StillFailed,
            Err(fault) => {
                tracing::warn!(refund.id = %refund.id, %fault, "the gateway did not answer about a refund");
                FailedRefund::Silent
            }
        })
    }

    /// Books what was heard, again on what is there when somebody else was faster. News of an earlier state than the one
    /// that is there are dropped; a success never is.
    pub(super) async fn store_refund(
        &self,
        mut refund: Refund,
        news: RefundNews,
        now: Timestamp,
    ) -> Result<(), Fault> {
        let (id, asked_in) = (refund.id.clone(), refund.state);
        let is_success = matches!(news, RefundNews::Succeeded { .. });
        for _ in 0..MAX_DECISIONS {
            if refund.state == RefundState::Closed && is_success {
                return self.arrived_after_all(&refund, now).await;
            }
            let Some(step) = self.step(refund, news.clone(), now)? else { return Ok(()) };
            let (changes, order) = self.refund_changes(step, now).await?;
            match self.parts.commerce.commit(changes).await? {
                Commit::Committed => {
                    if let Some(order) = order {
                        self.parts.feed.publish(OrderStatus::from(&order.next_version()));
                    }
                    return Ok(());
                }
                Commit::Conflict | Commit::Duplicate => {}
            }
            let again = self.parts.commerce.refund(&id).await?;
            let Some(again) = again.filter(|again| is_success || again.state == asked_in) else {
                return Ok(());
            };
            refund = again;
        }
        Err(Fault::Contention)
    }

    /// What follows from news; `None` when nothing does.
    fn step(&self, refund: Refund, news: RefundNews, now: Timestamp) -> Result<Option<RefundStep>, Fault> {
        let transaction = TransactionId::new(now, bits(self.parts.entropy.as_ref()));
        let step = match (refund.state, news) {
            (RefundState::Succeeded, RefundNews::Abnormal | RefundNews::Refused { .. }) => {
                refund.came_back(transaction, now)
            }
            // It went out all the same, though not to the payer: the bill will have it.
            (RefundState::Closed, news @ RefundNews::BackWithUs) => refund.heard(news, transaction, now),
            (RefundState::Succeeded | RefundState::Closed, _) => return Ok(None),
            (RefundState::Abnormal, RefundNews::Succeeded { .. }) if refund.has_come_back() => {
                return Ok(None);
            }
            (_, news @ RefundNews::Succeeded { .. }) => refund.heard(news, transaction, now),
            // It may still be done under its number: it is asked about again, more and more rarely.
            (RefundState::Abnormal, news) if refund.is_asked_about() => refund.heard(news, transaction, now),
            (RefundState::Abnormal, _) => return Ok(None),
            (_, news) => refund.heard(news, transaction, now),
        };
        step.map(Some).map_err(|error| Fault::Rule(error.to_string()))
    }

    /// The unit of one step, and the order that it changes.
    async fn refund_changes(
        &self,
        step: RefundStep,
        now: Timestamp,
    ) -> Result<(Changes, Option<Order>), Fault> {
        let RefundStep { refund, transaction, needs_a_person } = step;
        let order = match &refund.order {
            Some(order) => self.parts.commerce.order(order).await?,
            None => None,
        };
        let mut changes = Changes { writes: vec![Write::UpdateRefund(refund.clone())], ..Changes::default() };
        changes.transactions.extend(transaction);
        let succeeded = refund.state == RefundState::Succeeded;
        if needs_a_person {
            tracing::error!(refund.id = %refund.id, code = refund.failure, "a refund needs a person");
            let id = ReviewId::new(now, bits(self.parts.entropy.as_ref()));
            changes.writes.push(Write::InsertReview(Review::of_refund(id, &refund, now)));
        }
        if succeeded {
            changes.writes.extend(self.over_by_itself(&refund, now).await?);
        }
        let Some(order) = order else { return Ok((changes, None)) };
        if succeeded || needs_a_person {
            self.tell_buyer(&mut changes, &order, &refund);
        }
        let order = self.after_refund(order, &refund, now).await?;
        changes.writes.extend(order.clone().map(Write::UpdateOrder));
        Ok((changes, order))
    }

    /// A success under a number that a person had closed: the payer may have the money twice, and somebody looks.
    async fn arrived_after_all(&self, refund: &Refund, now: Timestamp) -> Result<(), Fault> {
        tracing::error!(refund.id = %refund.id, "a refund arrived whose number was closed");
        let writes = vec![Write::InsertReview(Review::of_late_refund(late_item(refund), refund, now))];
        self.parts.commerce.commit(Changes { writes, ..Changes::default() }).await?;
        Ok(())
    }

    /// The order after a refund of it went through: back at its end once nothing of it is on its way any more. An order
    /// that waits for other refunds is written too, unchanged, so that two that finish at once do not overlook each other.
    /// One whose money came back waits for it again.
    async fn after_refund(
        &self,
        order: Order,
        refund: &Refund,
        now: Timestamp,
    ) -> Result<Option<Order>, Fault> {
        let ended = matches!(order.state, OrderState::Refunded { .. });
        if ended && refund.has_come_back() && refund.reason != RefundReason::PaidTwice {
            return Ok(Some(Order { state: OrderState::RefundPending { since: now }, ..order }));
        }
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

/// The item about a refund that arrived under a closed number. It is named after the refund: heard of again, it is there,
/// decided or not.
pub(crate) fn late_item(refund: &Refund) -> ReviewId {
    let hash = sha256_hex(refund.id.as_str().as_bytes());
    let random = hash.get(..32).and_then(|digits| u128::from_str_radix(digits, 16).ok());
    ReviewId::new(refund.created_at, random.unwrap_or_default())
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
        RefundAnswer::BackWithUs => RefundNews::BackWithUs,
        RefundAnswer::Refused { code } => RefundNews::Refused { code },
        RefundAnswer::NotEnough => RefundNews::NotEnough,
        RefundAnswer::Unknown => RefundNews::Unknown,
    }
}
