//! Deciding, agreeing, taking back.

use domain::{
    id::{OrderId, ReviewId, UserId},
    review::{Decision, DecisionRefusal, LONGEST_NOTE, Review, ReviewKind, ReviewState, Verdict},
    view::{Problem, ProblemCode, review::ReviewDraft},
};

use super::{DecideForm, DecideOutcome, Promised, ReviewDesk};
use crate::{
    Fault,
    actor::{Approver, Operator},
    after_payment::MAX_DECISIONS,
    ports::{Changes, Commit, Write},
    refunds::RefundOutcome,
};

impl ReviewDesk {
    /// Somebody of the staff decides about an item, or proposes what needs a second person.
    pub async fn decide(
        &self,
        operator: &Operator,
        id: &ReviewId,
        form: &DecideForm,
    ) -> Result<DecideOutcome, Fault> {
        let decision = match read(form) {
            Ok(decision) => decision,
            Err(problem) => return Ok(refused(problem, form)),
        };
        for _ in 0..MAX_DECISIONS {
            let Some(review) = self.parts.commerce.review(id).await? else {
                return Ok(DecideOutcome::NotFound);
            };
            if review.version != form.version {
                return Ok(refused(Problem::at("form", ProblemCode::ChangedMeanwhile), form));
            }
            let facts = Box::pin(self.facts(&review)).await?;
            let hand = Box::pin(self.hand(&review, &decision, &facts)).await?;
            let against = self.stands_against(&operator.user, &decision, (&facts, &hand));
            if let Some(code) = Box::pin(against).await? {
                return Ok(refused(Problem::at("form", code), form));
            }
            let limit = self.parts.policy.review_limit(review.amount.currency());
            let by = operator.user.clone();
            let verdict = review.decide(decision.clone(), &form.note, by, limit, (&facts, hand));
            let verdict = verdict.map_err(|error| Fault::Rule(error.to_string()))?;
            if let Some(outcome) = Box::pin(self.carried(verdict, form)).await? {
                return Ok(outcome);
            }
        }
        Err(Fault::Contention)
    }

    /// A second person agrees to what was proposed, and to what the page said follows from it.
    pub async fn agree(
        &self,
        approver: &Approver,
        id: &ReviewId,
        version: i64,
        promised: Promised,
    ) -> Result<DecideOutcome, Fault> {
        let form = DecideForm { version, ..DecideForm::default() };
        for _ in 0..MAX_DECISIONS {
            let Some(review) = self.parts.commerce.review(id).await? else {
                return Ok(DecideOutcome::NotFound);
            };
            if review.version != version {
                return Ok(refused(Problem::at("form", ProblemCode::ChangedMeanwhile), &form));
            }
            if review.kind == ReviewKind::RefundProposed {
                let by = approver.user.clone();
                return Box::pin(self.agree_to_refund(review, by, promised, &form)).await;
            }
            let Some(decision) = review.decision.clone() else {
                return Ok(refused(Problem::at("form", ProblemCode::NotPossible), &form));
            };
            let facts = Box::pin(self.facts(&review)).await?;
            let hand = Box::pin(self.hand(&review, &decision, &facts)).await?;
            let against = self.stands_against(&approver.user, &decision, (&facts, &hand));
            if let Some(code) = Box::pin(against).await? {
                return Ok(refused(Problem::at("form", code), &form));
            }
            let verdict = review.agree(approver.user.clone(), (&facts, hand));
            let verdict = verdict.map_err(|error| Fault::Rule(error.to_string()))?;
            if let Some(outcome) = Box::pin(self.carried(verdict, &form)).await? {
                return Ok(outcome);
            }
        }
        Err(Fault::Contention)
    }

    /// A refund of a sale that was proposed: the refund's own rules decide again. The item waits on when they refuse it.
    async fn agree_to_refund(
        &self,
        mut review: Review,
        by: UserId,
        promised: Promised,
        form: &DecideForm,
    ) -> Result<DecideOutcome, Fault> {
        if review.state != ReviewState::AwaitingSecond {
            return Ok(refused(said(DecisionRefusal::Already(review.state)), form));
        }
        if review.decided_by.as_ref() == Some(&by) {
            return Ok(refused(said(DecisionRefusal::SamePerson), form));
        }
        let order = match &review.order {
            Some(order) => self.parts.commerce.order(order).await?,
            None => None,
        };
        if let Some(order) = order
            && self.parts.is_own(&by, &order).await?
        {
            return Ok(refused(Problem::at("form", ProblemCode::OwnMoney), form));
        }
        review.agreed_by = Some(by);
        review.state = ReviewState::Resolved;
        review.resolved_at = Some(self.parts.clock.business());
        Ok(match self.refunds.give_as_agreed(review, promised).await? {
            RefundOutcome::Started | RefundOutcome::Proposed(_) => DecideOutcome::Resolved,
            RefundOutcome::Refused(problems, _) => DecideOutcome::Refused(problems, draft(form)),
            RefundOutcome::NotFound => DecideOutcome::NotFound,
        })
    }

    /// Takes back what was proposed, or does not agree to it: the item is open again. A proposed refund of a sale is
    /// over then.
    pub async fn take_back(
        &self,
        approver: &Approver,
        id: &ReviewId,
        version: i64,
    ) -> Result<DecideOutcome, Fault> {
        let form = DecideForm { version, ..DecideForm::default() };
        let Some(review) = self.parts.commerce.review(id).await? else {
            return Ok(DecideOutcome::NotFound);
        };
        if review.version != version {
            return Ok(refused(Problem::at("form", ProblemCode::ChangedMeanwhile), &form));
        }
        // Whoever proposed it may change their mind; somebody with an own interest does not stand in its way.
        let facts = Box::pin(self.facts(&review)).await?;
        if review.decided_by.as_ref() != Some(&approver.user)
            && self.is_own(&approver.user, &facts, None).await?
        {
            return Ok(refused(Problem::at("form", ProblemCode::OwnMoney), &form));
        }
        let is_proposal = review.kind == ReviewKind::RefundProposed;
        let next = if is_proposal && review.state == ReviewState::AwaitingSecond {
            let now = self.parts.clock.business();
            let decision = Some(Decision::Ignore);
            Ok(Review { state: ReviewState::Resolved, decision, resolved_at: Some(now), ..review })
        } else {
            review.taken_back()
        };
        let next = match next {
            Ok(next) => next,
            Err(refusal) => return Ok(refused(said(refusal), &form)),
        };
        tracing::info!(review.id = %id, by = %approver.user, "a proposal was taken back");
        let changes = Changes { writes: vec![Write::UpdateReview(next)], ..Changes::default() };
        Ok(match self.parts.commerce.commit(changes).await? {
            Commit::Committed => DecideOutcome::TakenBack,
            Commit::Conflict | Commit::Duplicate => {
                refused(Problem::at("form", ProblemCode::ChangedMeanwhile), &form)
            }
        })
    }

    /// Makes a verdict durable; `None` when something changed meanwhile and it has to be decided again.
    async fn carried(&self, verdict: Verdict, form: &DecideForm) -> Result<Option<DecideOutcome>, Fault> {
        Ok(match verdict {
            Verdict::Refused(refusal) => Some(refused(said(refusal), form)),
            Verdict::Proposed(review) => {
                let changes = Changes { writes: vec![Write::UpdateReview(*review)], ..Changes::default() };
                match self.parts.commerce.commit(changes).await? {
                    Commit::Committed => Some(DecideOutcome::Proposed),
                    Commit::Conflict | Commit::Duplicate => None,
                }
            }
            Verdict::Resolved(mut resolution) => {
                let gone = resolution.gone.take();
                let mut orders = resolution.orders.clone();
                orders.extend(gone.iter().filter_map(|(gone, _)| gone.order.clone()));
                let id = resolution.review.id.clone();
                let Some(coupons) = self.coupons(&resolution).await? else {
                    return Ok(Some(refused(said(without_coupon(&resolution.review)), form)));
                };
                let went_back = self.went_back_by_hand(&resolution).await?;
                let mut changes = self.changes(*resolution);
                for (buyer, news) in went_back {
                    self.parts.tell(&mut changes, buyer, news);
                }
                if let Some((gone, sold)) = gone {
                    self.refunds.went_back(&mut changes, gone, &sold).await?;
                }
                changes.writes.extend(coupons);
                match self.parts.commerce.commit(changes).await? {
                    Commit::Committed => {
                        tracing::info!(review.id = %id, "a review item was decided");
                        for order in orders {
                            self.parts.publish(order);
                        }
                        Some(DecideOutcome::Resolved)
                    }
                    Commit::Conflict | Commit::Duplicate => None,
                }
            }
        })
    }
}

fn read(form: &DecideForm) -> Result<Decision, Problem> {
    let note = form.note.trim();
    if note.is_empty() || note.chars().count() > LONGEST_NOTE {
        return Err(said(DecisionRefusal::NoteMissing));
    }
    let code = form.decision.trim();
    let onto = match (code, form.onto.trim().parse::<OrderId>()) {
        ("move_to", Ok(order)) => Some(order),
        ("move_to", Err(_)) => return Err(said(DecisionRefusal::OtherOrderUnfit)),
        _ => None,
    };
    Decision::from_parts(code, onto).ok_or_else(|| Problem::at("decision", ProblemCode::ChoiceUnknown))
}

fn said(refusal: DecisionRefusal) -> Problem {
    match refusal {
        DecisionRefusal::Already(_) => Problem::at("form", ProblemCode::ChangedMeanwhile),
        DecisionRefusal::NoteMissing => {
            let longest = u32::try_from(LONGEST_NOTE).unwrap_or(u32::MAX);
            Problem::at("note", ProblemCode::TextMissing { longest })
        }
        DecisionRefusal::NotPossible => Problem::at("decision", ProblemCode::NotPossible),
        DecisionRefusal::OtherOrderUnfit => Problem::at("onto", ProblemCode::OtherOrderUnfit),
        DecisionRefusal::OtherCouponGone => Problem::at("onto", ProblemCode::OtherCouponGone),
        DecisionRefusal::SamePerson => Problem::at("form", ProblemCode::SecondPersonNeeded),
    }
}

/// Why an order whose coupon went while it was decided does not take the money.
fn without_coupon(review: &Review) -> DecisionRefusal {
    match review.decision {
        Some(Decision::MoveTo { .. }) => DecisionRefusal::OtherCouponGone,
        _ => DecisionRefusal::NotPossible,
    }
}

fn draft(form: &DecideForm) -> ReviewDraft {
    ReviewDraft {
        decision: form.decision.trim().to_owned(),
        onto: form.onto.trim().to_owned(),
        note: form.note.trim().to_owned(),
    }
}

fn refused(problem: Problem, form: &DecideForm) -> DecideOutcome {
    DecideOutcome::Refused(vec![problem], draft(form))
}
