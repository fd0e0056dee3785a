//! Handing in what speaks for us. The text goes to the gateway and is not kept: it may name people.

use domain::{
    id::DisputeId,
    order::{Dispute, DisputeState},
    time::Timestamp,
    view::{Problem, ProblemCode},
};

use super::Disputes;
use crate::{
    Fault,
    actor::Operator,
    after_payment::MAX_DECISIONS,
    ports::{Changes, Commit, GatewayFault, Write},
};

/// The longest evidence, in characters.
const LONGEST: usize = 5_000;

/// How handing in ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum EvidenceOutcome {
    /// The gateway has it: the bank decides.
    HandedIn,
    /// It has not; the reasons.
    Refused(Vec<Problem>),
    /// There is no such dispute.
    NotFound,
}

impl Disputes {
    /// Hands a text in. Repeating it after a lost answer is harmless: the gateway keeps the last one.
    pub async fn submit_evidence(
        &self,
        operator: &Operator,
        id: &DisputeId,
        text: &str,
    ) -> Result<EvidenceOutcome, Fault> {
        let Some(dispute) = self.parts.commerce.dispute(id).await? else {
            return Ok(EvidenceOutcome::NotFound);
        };
        let order = match &dispute.order {
            Some(order) => self.parts.commerce.order(order).await?,
            None => None,
        };
        if let Some(order) = order
            && self.parts.is_own(&operator.user, &order).await?
        {
            return Ok(refused("text", ProblemCode::OwnMoney));
        }
        let text = text.trim();
        if text.is_empty() || text.chars().count() > LONGEST {
            let longest = u32::try_from(LONGEST).unwrap_or(u32::MAX);
            return Ok(refused("text", ProblemCode::TextMissing { longest }));
        }
        let now = self.parts.clock.business();
        if !dispute.takes_evidence(now) {
            return Ok(refused("text", ProblemCode::NotPossible));
        }
        let Some(account) = self.parts.accounts.named(&dispute.account) else {
            return Err(Fault::Rule("a dispute of an account that is not set up".to_owned()));
        };
        match account.adapter.submit_evidence(&dispute.reference, text).await {
            Ok(()) => {}
            Err(GatewayFault::Refused { code }) => {
                return Ok(refused("text", ProblemCode::GatewayRefused { reason: code }));
            }
            Err(fault) => {
                tracing::warn!(%fault, "evidence was not handed in");
                return Ok(refused("text", ProblemCode::GatewaySilent));
            }
        }
        self.record_hand(dispute, operator, now).await
    }

    /// Keeps who handed in and when. The gateway's own news of it, or the bank's decision, may have come first: then only
    /// the hand is written, beside whatever state is there.
    async fn record_hand(
        &self,
        mut dispute: Dispute,
        operator: &Operator,
        now: Timestamp,
    ) -> Result<EvidenceOutcome, Fault> {
        for _ in 0..MAX_DECISIONS {
            let id = dispute.id.clone();
            dispute.evidence_by = Some(operator.user.clone());
            dispute.evidence_at = Some(now);
            if dispute.state == DisputeState::Open {
                dispute.state = DisputeState::UnderReview;
            }
            let changes = Changes { writes: vec![Write::UpdateDispute(dispute)], ..Changes::default() };
            if self.parts.commerce.commit(changes).await? == Commit::Committed {
                return Ok(EvidenceOutcome::HandedIn);
            }
            let Some(now_there) = self.parts.commerce.dispute(&id).await? else {
                return Ok(EvidenceOutcome::NotFound);
            };
            dispute = now_there;
        }
        Err(Fault::Contention)
    }
}

fn refused(field: &str, code: ProblemCode) -> EvidenceOutcome {
    EvidenceOutcome::Refused(vec![Problem::at(field, code)])
}
