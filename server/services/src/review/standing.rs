//! What stands against a decision besides the item itself: whose money it is, and what the gateway says now.

use domain::{
    id::UserId,
    order::RefundState,
    review::{Decision, Hand, ReviewFacts},
    view::ProblemCode,
};

use super::ReviewDesk;
use crate::{Fault, till::FailedRefund};

impl ReviewDesk {
    /// Why this person may not decide so now, if so.
    pub(super) async fn stands_against(
        &self,
        user: &UserId,
        decision: &Decision,
        (facts, hand): (&ReviewFacts, &Hand),
    ) -> Result<Option<ProblemCode>, Fault> {
        let other = hand.other.as_ref().map(|(order, _)| order);
        for order in facts.order.iter().chain(other) {
            if self.parts.is_own(user, order).await? {
                return Ok(Some(ProblemCode::OwnMoney));
            }
        }
        let sends_again = matches!(decision, Decision::RefundAgain | Decision::RefundedOutside);
        let failed = facts.refund.as_ref().filter(|refund| refund.state == RefundState::Abnormal);
        let (true, Some(refund)) = (sends_again, failed) else { return Ok(None) };
        // Nothing is sent a second time before the gateway has said that the first one did not arrive.
        let now = self.parts.clock.business();
        Ok(match self.till.ask_about_failed(refund.clone(), now).await? {
            FailedRefund::StillFailed => None,
            FailedRefund::Arrived => Some(ProblemCode::ChangedMeanwhile),
            FailedRefund::UnderWay => Some(ProblemCode::NotPossible),
            FailedRefund::Silent => Some(ProblemCode::GatewaySilent),
        })
    }
}
