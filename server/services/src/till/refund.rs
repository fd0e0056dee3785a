//! Sending money back, and believing that it went only when the gateway says so.

use domain::{
    id::TransactionId,
    order::{Order, Refund, RefundState},
    time::Timestamp,
};

use super::{Till, settle::next_version};
use crate::{
    Fault,
    ports::{Changes, Commit, OrderStatus, RefundAnswer, RefundRequest, Write},
    seal::bits,
};

/// Seconds between two questions about a refund.
const ASK_AGAIN_SECONDS: i64 = 20;

impl Till {
    /// Moves one refund on: asks for it while the gateway may not know it, asks about it while it is under way.
    pub(super) async fn move_refund(
        &self,
        mut refund: Refund,
        order: Order,
        now: Timestamp,
    ) -> Result<(), Fault> {
        let gateway = self.gateway(refund.gateway)?;
        let request = RefundRequest {
            number: refund.gateway_number.clone(),
            refund_number: refund.refund_number.clone(),
            amount: refund.amount,
            captured: order.price,
        };
        let answer = match refund.state {
            RefundState::Requested => gateway.refund(&request).await,
            RefundState::Processing => gateway.query_refund(&refund.refund_number).await,
            RefundState::Succeeded | RefundState::Abnormal => return Ok(()),
        };
        match answer {
            Ok(answer) => self.store_refund(refund, order, answer, now).await,
            Err(fault) => {
                tracing::warn!(refund.id = %refund.id, %fault, "the gateway did not answer about a refund");
                refund.next_query_at = Some(now.plus_seconds(ASK_AGAIN_SECONDS));
                let writes = vec![Write::UpdateRefund(refund)];
                self.parts.commerce.commit(Changes { writes, ..Changes::default() }).await?;
                Ok(())
            }
        }
    }

    async fn store_refund(
        &self,
        mut refund: Refund,
        order: Order,
        answer: RefundAnswer,
        now: Timestamp,
    ) -> Result<(), Fault> {
        refund.next_query_at = Some(now.plus_seconds(ASK_AGAIN_SECONDS));
        let (writes, transactions, published) = match answer {
            RefundAnswer::Succeeded { at } => {
                let id = TransactionId::new(now, bits(self.parts.entropy.as_ref()));
                let (refund, transaction) =
                    refund.done(id, now).map_err(|error| Fault::Rule(error.to_string()))?;
                let order = order.refunded(at)?;
                let writes = vec![Write::UpdateRefund(refund), Write::UpdateOrder(order.clone())];
                (writes, vec![transaction], Some(order))
            }
            RefundAnswer::Processing => {
                refund.state = RefundState::Processing;
                (vec![Write::UpdateRefund(refund)], Vec::new(), None)
            }
            RefundAnswer::Abnormal => {
                tracing::error!(refund.id = %refund.id, "a refund needs a person");
                refund.state = RefundState::Abnormal;
                refund.next_query_at = None;
                (vec![Write::UpdateRefund(refund)], Vec::new(), None)
            }
            // The gateway does not know it, even if it accepted it before: the same number is asked for again.
            RefundAnswer::Unknown => {
                refund.state = RefundState::Requested;
                (vec![Write::UpdateRefund(refund)], Vec::new(), None)
            }
        };
        let committed =
            self.parts.commerce.commit(Changes { writes, transactions, ..Changes::default() }).await?;
        if let (Commit::Committed, Some(order)) = (committed, published) {
            self.parts.feed.publish(OrderStatus::from(&next_version(order)));
        }
        Ok(())
    }
}
