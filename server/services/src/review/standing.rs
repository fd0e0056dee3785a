//! What stands against a decision besides the item itself: whose money it is, and what the gateway says now.

use domain::{
    id::UserId,
    order::{Order, RefundState},
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
        if self.is_own(user, facts, hand.other.as_ref()).await? {
            return Ok(Some(ProblemCode::OwnMoney));
        }
        let failed: Vec<_> = match decision {
            Decision::RefundAgain | Decision::RefundedOutside => facts.refund.iter().collect(),
            Decision::Taken | Decision::TakenApart => {
                facts.taking.iter().flat_map(|taking| &taking.failed).map(|pair| &pair.0).collect()
            }
            _ => Vec::new(),
        };
        // Nothing is sent a second time, or held for sent by another way, before the gateway has said that it did not arrive,
        // nor while the same number is asked for once more: the refund is written before that, and by what is decided.
        let now = self.parts.clock.business();
        for refund in failed.into_iter().filter(|refund| refund.state == RefundState::Abnormal) {
            let stands = match self.till.ask_about_failed(refund.clone(), now).await? {
                FailedRefund::StillFailed => continue,
                FailedRefund::HeardMore => ProblemCode::ChangedMeanwhile,
                FailedRefund::UnderWay => ProblemCode::RefundUnderWay,
                FailedRefund::DoneBefore => ProblemCode::NotPossible,
                FailedRefund::Silent => ProblemCode::GatewaySilent,
            };
            return Ok(Some(stands));
        }
        Ok(None)
    }

    /// Whether an item is about a person's own money, or that of an account they help with.
    pub(super) async fn is_own(
        &self,
        user: &UserId,
        facts: &ReviewFacts,
        other: Option<&Order>,
    ) -> Result<bool, Fault> {
        let taking = facts.taking.as_ref();
        let sold = taking.and_then(|taking| taking.sale.as_ref()).map(|sale| &sale.order);
        let paid = taking.and_then(|taking| taking.order.as_ref());
        for order in facts.order.iter().chain(other).chain(sold).chain(paid) {
            if self.parts.is_own(user, order).await? {
                return Ok(true);
            }
        }
        Ok(false)
    }
}
