//! Acting on what differs: what the gateway confirms when asked is booked, everything else is a person's business, once.

use domain::{
    id::ReviewId,
    order::AttemptState,
    reconcile::{Difference, DifferenceKind, DifferenceOutcome, ReconcileRun},
    review::Review,
};

use super::{
    Comparison, Finding, Reconciled, Reconciliation, or_later,
    refunds::{Finished, for_a_person},
};
use crate::{
    Fault,
    ports::{Changes, PaymentReference, QueryAnswer, Write},
    seal::sha256_hex,
    till::{GatewayAccount, Settled},
};

impl Reconciliation {
    /// Acts on each finding. One that cannot be asked about keeps no other waiting: it stays reported and the next round
    /// tries again, until nobody comes back to the day. So does one that is not over there.
    pub(super) async fn repair(
        &self,
        account: &GatewayAccount,
        Comparison { run, findings, mut is_complete }: Comparison,
    ) -> Result<Reconciled, Fault> {
        let is_last = self.is_last_look_at(run.day);
        let mut differences = Vec::with_capacity(findings.len());
        for finding in findings {
            // In a box: the till's settling of a payment is in it.
            let acted = Box::pin(self.act(account, &finding)).await;
            let outcome = match or_later(acted, "difference")?.flatten() {
                Some(outcome) => outcome,
                None if is_last => {
                    self.queue(account, &for_a_person(&finding)).await?;
                    DifferenceOutcome::InReview
                }
                None => {
                    is_complete = false;
                    DifferenceOutcome::Reported
                }
            };
            let difference = Difference { outcome, ..finding.difference };
            let writes = vec![Write::PutDifference(difference.clone())];
            self.parts.commerce.commit(Changes { writes, ..Changes::default() }).await?;
            differences.push(difference);
        }
        is_complete &= self.hear_disputes(account).await?;
        let run = ReconcileRun { repaired_at: is_complete.then(|| self.parts.clock.business()), ..run };
        let writes = vec![Write::PutReconcileRun(run.clone())];
        self.parts.commerce.commit(Changes { writes, ..Changes::default() }).await?;
        Ok(Reconciled::Compared { run, differences })
    }

    /// What is done about a finding; `None` when it has to be asked about again.
    async fn act(
        &self,
        account: &GatewayAccount,
        finding: &Finding,
    ) -> Result<Option<DifferenceOutcome>, Fault> {
        let difference = &finding.difference;
        let repaired = match difference.kind {
            DifferenceKind::MissingHere => self.settle(account, difference).await?,
            DifferenceKind::RefundStatus => match self.finish(account, finding).await? {
                Finished::Done => true,
                Finished::InReview => return Ok(Some(DifferenceOutcome::InReview)),
                Finished::Later => return Ok(None),
                Finished::Not => false,
            },
            DifferenceKind::UnknownNumber => {
                if self.set_aside(account, finding).await? {
                    return Ok(Some(DifferenceOutcome::InReview));
                }
                false
            }
            DifferenceKind::RefundMissingHere => return self.unasked(account, finding).await,
            DifferenceKind::MissingThere
            | DifferenceKind::Amount
            | DifferenceKind::RefundMissingThere
            | DifferenceKind::RefundAmount => false,
        };
        if repaired {
            return Ok(Some(DifferenceOutcome::Repaired));
        }
        self.queue(account, &for_a_person(finding)).await?;
        Ok(Some(DifferenceOutcome::InReview))
    }

    /// Money under a number of nobody. A bill is not signed: what is booked is what the gateway says when it is asked, of
    /// the very payment that is on the bill. The till keeps it apart with a review item of its own.
    async fn set_aside(&self, account: &GatewayAccount, finding: &Finding) -> Result<bool, Fault> {
        let Some(line) = &finding.line else { return Ok(false) };
        let number = finding.difference.number.as_str();
        let asked = PaymentReference { number: number.to_owned(), reference: None };
        let QueryAnswer::Paid(capture) = account.adapter.query(&asked).await? else { return Ok(false) };
        if capture.gateway_transaction != line.gateway_transaction {
            return Ok(false);
        }
        Ok(self.till.settle(account, number, &capture, None).await? != Settled::OtherAccount)
    }

    /// Asks the gateway about a payment that it says it captured, and settles what it answers: the same way as if its
    /// notification had come, only later.
    async fn settle(&self, account: &GatewayAccount, difference: &Difference) -> Result<bool, Fault> {
        let commerce = &self.parts.commerce;
        let number = difference.number.as_str();
        let Some(attempt) = commerce.attempt_by_number(account.gateway(), number).await? else {
            return Ok(false);
        };
        let asked = PaymentReference { number: number.to_owned(), reference: attempt.reference };
        if let QueryAnswer::Paid(capture) = account.adapter.query(&asked).await? {
            self.till.settle(account, number, &capture, None).await?;
        }
        let after = commerce.attempt_by_number(account.gateway(), number).await?;
        Ok(after.is_some_and(|attempt| attempt.state == AttemptState::Succeeded))
    }

    /// One item for each difference; the second time it is there already.
    pub(super) async fn queue(&self, account: &GatewayAccount, difference: &Difference) -> Result<(), Fault> {
        let commerce = &self.parts.commerce;
        let now = self.parts.clock.business();
        let attempt = commerce.attempt_by_number(account.gateway(), &difference.number).await?;
        let order = attempt.map(|attempt| attempt.order);
        let id = review_id(difference);
        let review = Review::of_difference(id, difference, order, now);
        commerce.commit(Changes { writes: vec![Write::InsertReview(review)], ..Changes::default() }).await?;
        Ok(())
    }
}

/// What differs is the item's name: found again it is the same item, and another difference of one payment is another.
fn review_id(difference: &Difference) -> ReviewId {
    let day = difference.day.epoch_days().to_string();
    let parts = [
        difference.account.as_str(),
        &day,
        difference.kind.code(),
        &difference.number,
        &difference.refund_number,
        &difference.gateway_transaction,
    ];
    let hash = sha256_hex(parts.join("\n").as_bytes());
    let random = hash.get(..32).and_then(|digits| u128::from_str_radix(digits, 16).ok()).unwrap_or_default();
    ReviewId::new(difference.day.start(), random)
}
