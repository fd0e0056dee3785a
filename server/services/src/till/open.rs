//! Asking the gateway to take a payment.

use domain::{
    order::{Attempt, AttemptState, Order},
    time::Timestamp,
};

use super::Till;
use crate::{
    Fault,
    checkout::new_attempt,
    ports::{Changes, Commit, CreateAnswer, CreatePayment, QueryAnswer, Write},
    seal::bits,
};

/// How many attempts one order may have: a gateway that refuses so often is asked no more.
const MAX_ATTEMPTS: usize = 5;

impl Till {
    /// The attempt a payer can scan now, if the gateway gave one; asks the gateway when our intent is stored and its
    /// answer is not. Asking twice is harmless: one number is one payment.
    pub(super) async fn payable_attempt(
        &self,
        order: &Order,
        now: Timestamp,
    ) -> Result<Option<Attempt>, Fault> {
        let attempts = self.parts.commerce.attempts(&order.id).await?;
        // Paid since the order was read: nobody needs another code.
        if attempts.iter().any(|attempt| attempt.state == AttemptState::Succeeded) {
            return Ok(None);
        }
        if let Some(open) = attempts.iter().rev().find(|attempt| attempt.state == AttemptState::AwaitingUser)
        {
            return Ok(Some(open.clone()));
        }
        let created = attempts.iter().rev().find(|attempt| attempt.state == AttemptState::Created);
        let attempt = match created {
            Some(attempt) => attempt.clone(),
            None if attempts.len() < MAX_ATTEMPTS => self.another_attempt(order, &attempts, now).await?,
            None => return Ok(None),
        };
        self.open(order, attempt).await
    }

    async fn another_attempt(
        &self,
        order: &Order,
        earlier: &[Attempt],
        now: Timestamp,
    ) -> Result<Attempt, Fault> {
        let gateway = earlier.last().map_or(domain::order::Gateway::WechatPay, |attempt| attempt.gateway);
        let attempt = new_attempt(order, gateway, bits(self.parts.entropy.as_ref()), now);
        let changes = Changes { writes: vec![Write::InsertAttempt(attempt.clone())], ..Changes::default() };
        match self.parts.commerce.commit(changes).await? {
            Commit::Committed => Ok(attempt),
            Commit::Conflict | Commit::Duplicate => Err(Fault::Contention),
        }
    }

    async fn open(&self, order: &Order, attempt: Attempt) -> Result<Option<Attempt>, Fault> {
        let gateway = self.gateway(attempt.gateway)?;
        let shelf = self.parts.catalogue.by_community(&order.community);
        let payment = CreatePayment {
            number: attempt.gateway_number.clone(),
            description: shelf.map_or_else(|| "Membership".to_owned(), |shelf| shelf.community.name.clone()),
            amount: attempt.amount,
            expires_at: order.expires_at,
        };
        let next = match gateway.create(&payment).await {
            Ok(CreateAnswer::Open { code_url }) => attempt.opened(code_url),
            Ok(CreateAnswer::AlreadyPaid) => {
                if let QueryAnswer::Paid(capture) = gateway.query(&attempt.gateway_number).await? {
                    self.settle(attempt.gateway, &attempt.gateway_number, &capture, None).await?;
                }
                return Ok(None);
            }
            Ok(CreateAnswer::Closed) => attempt.closed(None),
            Ok(CreateAnswer::Refused { code }) => {
                tracing::warn!(attempt.id = %attempt.id, code, "the gateway refused a payment");
                attempt.failed()
            }
            // The page says that nothing was charged and tries again; our intent is stored under its number.
            Err(fault) => {
                tracing::warn!(attempt.id = %attempt.id, %fault, "the gateway did not open a payment");
                return Ok(None);
            }
        };
        let changes = Changes { writes: vec![Write::UpdateAttempt(next.clone())], ..Changes::default() };
        match self.parts.commerce.commit(changes).await? {
            // The one who was faster stored the same answer of the same gateway.
            Commit::Committed | Commit::Conflict | Commit::Duplicate => {
                Ok((next.state == AttemptState::AwaitingUser).then_some(next))
            }
        }
    }
}
