//! Booking what a gateway took. Each place it lay in has its own postings, so that each item and each refund explains
//! itself.

use std::vec::IntoIter;

use super::{
    Decision, Hand, Resolution, ResolveError, Review, ReviewFacts, ReviewKind, ReviewState, TakenDraw,
    TakenFrom, TakenPart, Taking,
    resolve::{after_closing, without_mark},
};
use crate::{
    id::TransactionId,
    ledger::{Account, Cause, Transaction},
    money::Money,
    order::{
        Gateway, Order, OrderState, Refund, RefundAsk, RefundDraw, RefundNews, RefundReason, SaleRefund,
        SaleToRefund,
    },
    time::Timestamp,
};

/// The postings of one decision.
struct Booking {
    ids: IntoIter<TransactionId>,
    gateway: Gateway,
    now: Timestamp,
    booked: Vec<Transaction>,
}

impl Booking {
    fn id(&mut self) -> Result<TransactionId, ResolveError> {
        self.ids.next().ok_or(ResolveError::Incomplete)
    }

    /// The gateway took it from where it lay.
    fn took(&mut self, cause: Cause, amount: Money, lay_in: Account) -> Result<(), ResolveError> {
        self.moved(cause, amount, Account::GatewayReceivable(self.gateway), lay_in)
    }

    fn moved(&mut self, cause: Cause, amount: Money, from: Account, to: Account) -> Result<(), ResolveError> {
        let id = self.id()?;
        self.booked.push(Transaction::transfer(id, cause, self.now, amount, from, to)?);
        Ok(())
    }
}

/// What is over, and what is about less from now on.
#[derive(Default)]
struct Answered {
    also: Vec<Review>,
    closed: Vec<Refund>,
    made: Option<Refund>,
    rest: Option<(Refund, Review)>,
}

impl Review {
    /// Books it.
    pub(super) fn took(self, facts: &ReviewFacts, hand: Hand) -> Result<Resolution, ResolveError> {
        let taking = facts.taking.clone().ok_or(ResolveError::Incomplete)?;
        let draw = hand.taken.clone().ok_or(ResolveError::Incomplete)?;
        let from = match self.decision {
            Some(Decision::TakenApart) => self.taken_apart(&taking),
            _ => self.taken_from(&taking).ok(),
        };
        let from = from.ok_or(ResolveError::Incomplete)?;
        let now = hand.now;
        let ids = draw.transactions.clone().into_iter();
        let mut booking = Booking { ids, gateway: self.gateway, now, booked: Vec::new() };
        if from.platform.is_positive() {
            booking.took(Cause::GatewayTook(self.id.clone()), from.platform, Account::Losses)?;
        }
        let waited = from.waiting.iter().any(|item| item.kind == ReviewKind::AmountMismatch);
        let creator = from.creator;
        let answered = self.answered(from, facts, (&hand, &draw), &mut booking)?;
        let others =
            taking.others_under_way || taking.failed.len() > answered.closed.len() || answered.rest.is_some();
        let Taking { sale, order, .. } = taking;
        let gone = match sale {
            Some(sale) if creator.is_positive() => {
                let sold = sale.order.clone();
                let (gone, arrived) = self.gone(sale, creator, (&hand, &draw), &mut booking)?;
                booking.booked.push(arrived);
                Some((gone, sold))
            }
            _ => None,
        };
        let unpaid = |order: &Order| matches!(order.state, OrderState::Pending | OrderState::Expired { .. });
        let order = match order {
            Some(order) if waited && unpaid(&order) => Some(without_mark(order)),
            order => after_closing(order, &answered.closed, others, now)?,
        };
        Ok(Resolution {
            orders: order.filter(|_| gone.is_none()).into_iter().collect(),
            also: answered.also,
            refund: answered.made,
            rest: answered.rest,
            closed: answered.closed,
            gone,
            transactions: booking.booked,
            ..Resolution::of(self.over(now))
        })
    }

    /// What it answers of what waited and of what failed to go back.
    fn answered(
        &self,
        from: TakenFrom,
        facts: &ReviewFacts,
        (hand, draw): (&Hand, &TakenDraw),
        booking: &mut Booking,
    ) -> Result<Answered, ResolveError> {
        let now = hand.now;
        let mut answered = Answered::default();
        for item in from.waiting {
            booking.took(Cause::ReviewResolved(item.id.clone()), item.amount, Account::Unallocated)?;
            answered.also.push(self.ends(item).over(now));
        }
        let part_of_failed = from.part.clone().and_then(|part| {
            let refund = part.refund?;
            Some((refund, part.item, part.taken))
        });
        let whole = from.failed.into_iter().map(|(refund, item)| {
            let amount = refund.amount;
            (refund, item, amount)
        });
        for (refund, item, amount) in whole.chain(part_of_failed) {
            booking.took(Cause::ReviewResolved(item.id.clone()), amount, Account::RefundClearing)?;
            answered.closed.push(refund.closed(now)?);
            answered.also.push(self.ends(item).over(now));
        }
        match from.part {
            Some(TakenPart { refund: Some(refund), rest, .. }) => {
                let owed = refund.rest(draw.rest.clone(), rest, now);
                let item = Self::of_refund(draw.item.clone(), &owed, now);
                answered.rest = Some((owed, item));
            }
            Some(part) => {
                if facts.taking.as_ref().is_some_and(|taking| self.is_new_refund(taking)) {
                    answered.made = Some(self.made_by_hand(&part, facts, hand, booking)?);
                } else {
                    // No refund of its own: what this item says was taken is booked under this item.
                    booking.took(Cause::GatewayTook(self.id.clone()), part.taken, Account::Unallocated)?;
                }
                answered.also.push(part.item.about_less(part.rest));
            }
            None => {}
        }
        Ok(answered)
    }

    /// A part of what waits went back, under the number that the gateway has it under.
    fn made_by_hand(
        &self,
        part: &TakenPart,
        facts: &ReviewFacts,
        hand: &Hand,
        booking: &mut Booking,
    ) -> Result<Refund, ResolveError> {
        let cause = Cause::ReviewResolved(self.id.clone());
        booking.moved(cause, part.taken, Account::RefundClearing, Account::Unallocated)?;
        let now = hand.now;
        let payment = part.item.payment(facts.captured);
        let numbers = (hand.refund.0.clone(), self.gateway_number.clone());
        let asked = Refund::requested(&payment, numbers, part.taken, RefundReason::Review, now);
        let step = asked.heard(RefundNews::Succeeded { at: now }, booking.id()?, now)?;
        booking.booked.extend(step.transaction);
        Ok(Refund {
            note: self.note.clone(),
            asked_by: self.decided_by.clone(),
            review: Some(self.id.clone()),
            ..step.refund
        })
    }

    /// What is left of the sale, or a part of it, is with its buyer already.
    fn gone(
        &self,
        sale: SaleToRefund,
        amount: Money,
        (hand, draw): (&Hand, &TakenDraw),
        booking: &mut Booking,
    ) -> Result<(SaleRefund, Transaction), ResolveError> {
        let by = self.decided_by.clone().ok_or(ResolveError::Incomplete)?;
        let reason = RefundReason::Staff;
        let ask = RefundAsk { amount: Some(amount), reason, note: self.note.clone(), by };
        // Under the number that the gateway's bill has it under, so that the bill agrees from now on.
        let refund = (hand.refund.0.clone(), self.gateway_number.clone());
        let adjustment = draw.adjustment.clone();
        let asked = RefundDraw { now: hand.now, refund, adjustment, transaction: booking.id()? };
        let (gone, arrived) = sale.went_back(ask, asked, booking.id()?)?;
        let refund = Refund { review: Some(self.id.clone()), ..gone.refund };
        Ok((SaleRefund { refund, ..gone }, arrived))
    }

    /// Another item that is over by this decision, with its reasons.
    fn ends(&self, item: Self) -> Self {
        Self {
            state: ReviewState::Resolved,
            decision: Some(Decision::Taken),
            note: self.note.clone(),
            decided_by: self.decided_by.clone(),
            agreed_by: self.agreed_by.clone(),
            ..item
        }
    }
}
