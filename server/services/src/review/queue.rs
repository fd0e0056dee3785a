//! The queue as pages.

use domain::{
    id::ReviewId,
    review::{Decision, Review},
    view::{
        Problem,
        review::{ReviewHistoryView, ReviewLine, ReviewQueueView},
    },
};

use super::ReviewDesk;
use crate::{Fault, actor::Approver, disputes, ports::ReviewFilter};

/// Lines on one page.
const PAGE: u32 = 25;
/// Counting stops here.
const MANY: u32 = 1_000;
/// Disputes on the page.
const DISPUTES: u32 = 100;

impl ReviewDesk {
    /// What waits, oldest first.
    pub async fn queue(
        &self,
        staff: &Approver,
        filter: ReviewFilter,
        after: Option<&ReviewId>,
        problems: Vec<Problem>,
    ) -> Result<ReviewQueueView, Fault> {
        let now = self.parts.clock.business();
        let mut rows = self.parts.commerce.open_reviews(filter, after, PAGE.saturating_add(1)).await?;
        let more = cut(&mut rows);
        let next_after = rows.last().filter(|_| more).map(|row| row.id.clone());
        let mut open = Vec::with_capacity(rows.len());
        for review in &rows {
            open.push(self.line(review).await?);
        }
        let open_disputes = self.parts.commerce.open_disputes(DISPUTES).await?;
        Ok(ReviewQueueView {
            open,
            next_after,
            waiting: self.parts.commerce.count_open_reviews(MANY).await?,
            disputes: open_disputes.into_iter().map(|row| disputes::line(row, staff.may_act, now)).collect(),
            may_act: staff.may_act,
            now,
            problems,
        })
    }

    /// What is over, newest first.
    pub async fn history(
        &self,
        _staff: &Approver,
        before: Option<&ReviewId>,
    ) -> Result<ReviewHistoryView, Fault> {
        let mut rows = self.parts.commerce.resolved_reviews(before, PAGE.saturating_add(1)).await?;
        let more = cut(&mut rows);
        let next_before = rows.last().filter(|_| more).map(|row| row.id.clone());
        let mut lines = Vec::with_capacity(rows.len());
        for review in &rows {
            lines.push(self.line(review).await?);
        }
        Ok(ReviewHistoryView { lines, next_before })
    }

    /// One item as a line, with what is known now.
    pub(super) async fn line(&self, review: &Review) -> Result<ReviewLine, Fault> {
        let facts = self.facts(review).await?;
        let advice = review.advice(&facts);
        let community = facts.order.as_ref().map(|order| self.parts.names(order).0);
        Ok(ReviewLine {
            id: review.id.clone(),
            kind: review.kind,
            state: review.state,
            order: review.order.clone(),
            community: community.unwrap_or_default(),
            gateway: review.gateway,
            account: review.account.clone(),
            amount: review.amount,
            expected: review.expected,
            opened_at: review.opened_at,
            suggested: advice.suggested(),
            evidence: advice.evidence,
            decided: review.decision.as_ref().map(Decision::kind),
            resolved_at: review.resolved_at,
        })
    }
}

fn cut(rows: &mut Vec<Review>) -> bool {
    let page = usize::try_from(PAGE).unwrap_or(usize::MAX);
    let more = rows.len() > page;
    rows.truncate(page);
    more
}
