//! Disputes as pages: those that are over stay findable.

use domain::{
    id::DisputeId,
    order::Dispute,
    time::Timestamp,
    view::review::{DisputeLine, DisputeView, DisputesView},
};

use super::Disputes;
use crate::{Fault, actor::Approver};

/// Lines on one page.
const PAGE: u32 = 25;

impl Disputes {
    /// Every dispute, newest first.
    pub async fn list(&self, staff: &Approver, before: Option<&DisputeId>) -> Result<DisputesView, Fault> {
        let now = self.parts.clock.business();
        let mut rows = self.parts.commerce.disputes(before, PAGE.saturating_add(1)).await?;
        let page = usize::try_from(PAGE).unwrap_or(usize::MAX);
        let more = rows.len() > page;
        rows.truncate(page);
        let next_before = rows.last().filter(|_| more).map(|row| row.id.clone());
        Ok(DisputesView {
            lines: rows.into_iter().map(|row| line(row, staff.may_act, now)).collect(),
            next_before,
        })
    }

    /// One dispute, whether it is over or not.
    pub async fn page(&self, staff: &Approver, id: &DisputeId) -> Result<Option<DisputeView>, Fault> {
        let Some(dispute) = self.parts.commerce.dispute(id).await? else { return Ok(None) };
        let order = match &dispute.order {
            Some(order) => self.parts.commerce.order(order).await?,
            None => None,
        };
        let is_own = match &order {
            Some(order) => self.parts.is_own(&staff.user, order).await?,
            None => false,
        };
        let line = line(dispute, staff.may_act && !is_own, self.parts.clock.business());
        Ok(Some(DisputeView { line, is_own }))
    }
}

/// A dispute as a line.
pub(crate) fn line(dispute: Dispute, may_act: bool, now: Timestamp) -> DisputeLine {
    DisputeLine {
        takes_evidence: may_act && dispute.takes_evidence(now),
        id: dispute.id,
        reference: dispute.reference,
        gateway: dispute.gateway,
        order: dispute.order,
        amount: dispute.amount,
        taken: dispute.taken,
        state: dispute.state,
        reason: dispute.reason,
        opened_at: dispute.opened_at,
        evidence_until: dispute.evidence_until,
        evidence_at: dispute.evidence_at,
        over_at: dispute.over_at,
    }
}
