//! What a gateway took outside of us: a dispute beyond its sale, a refund made by hand in its console. It is booked where
//! the money lies in our books, in this order: money that waits for a person, a refund that failed, what is left of the
//! sale, which its creator bears because its buyer has the price back. What lies nowhere is the platform's loss.

use super::{
    Decision, Hand, Resolution, ResolveError, Review, ReviewFacts, ReviewKind, ReviewState,
    resolve::{after_closing, without_mark},
};
use crate::{
    id::TransactionId,
    ledger::{Account, Cause, Transaction},
    money::Money,
    order::{Order, OrderState, Refund, RefundAsk, RefundDraw, RefundReason, SaleRefund, SaleToRefund},
};

/// What is known about the payment that a gateway took money of.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Taking {
    /// Whether the bank has not decided a dispute about it.
    pub undecided: bool,
    /// Whether a refund of it is on its way.
    pub under_way: bool,
    /// The items that hold its money.
    pub waiting: Vec<Review>,
    /// Its refunds that failed, each with its item.
    pub failed: Vec<(Refund, Review)>,
    /// The order it was made for.
    pub order: Option<Order>,
    /// Whether other refunds of that order are not over.
    pub others_under_way: bool,
    /// The sale that it paid, where what was taken may be of it; a dispute has taken its part of a sale at once.
    pub sale: Option<SaleToRefund>,
}

impl Taking {
    /// Whether our books know the payment at all.
    pub fn is_ours(&self) -> bool {
        self.order.is_some() || self.sale.is_some() || !self.waiting.is_empty() || !self.failed.is_empty()
    }
}

/// Where the money lay that a gateway took.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TakenFrom {
    /// The items that held it: nobody loses anything.
    pub waiting: Vec<Review>,
    /// The refunds that failed, each with its item: the payer has the money by this way.
    pub failed: Vec<(Refund, Review)>,
    /// How much the sale's creator bears: never more than is left of it.
    pub creator: Money,
    /// How much the platform bears.
    pub platform: Money,
}

/// What has to come first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotYet {
    /// The bank decides.
    Bank,
    /// A refund of the payment arrives or fails.
    Refund,
    /// Another item holds more of the payment than was taken: a person decides it.
    Item,
}

impl Review {
    /// How much a gateway took that our books do not explain; `None` for an item about something else.
    pub fn outflow(&self) -> Option<Money> {
        let known = self.expected.unwrap_or(Money::zero(self.amount.currency()));
        let more = self.amount.minus(known).ok().filter(|more| more.is_positive());
        more.filter(|_| self.kind.is_taken())
    }

    /// Where the money lay, and who bears what.
    pub fn taken_from(&self, taking: &Taking) -> Result<TakenFrom, NotYet> {
        if taking.undecided {
            return Err(NotYet::Bank);
        }
        if taking.under_way {
            return Err(NotYet::Refund);
        }
        let mut rest = self.outflow().unwrap_or(Money::zero(self.amount.currency()));
        let waiting = fitting(&mut rest, &taking.waiting, |item| item.amount)?;
        let failed = fitting(&mut rest, &taking.failed, |(refund, _)| refund.amount)?;
        let is_sold = |sale: &&SaleToRefund| matches!(sale.order.state, OrderState::Paid { .. });
        let left = taking.sale.as_ref().filter(is_sold).map(SaleToRefund::left);
        let nothing = Money::zero(rest.currency());
        let creator = left.and_then(|left| left.at_most(rest).ok()).unwrap_or(nothing);
        let platform = rest.minus(creator).unwrap_or(rest);
        Ok(TakenFrom { waiting, failed, creator, platform })
    }

    /// Books it. Each place has its own postings, so that each item and each refund explains itself.
    pub(super) fn took(self, facts: &ReviewFacts, hand: Hand) -> Result<Resolution, ResolveError> {
        let taking = facts.taking.clone().ok_or(ResolveError::Incomplete)?;
        let from = self.taken_from(&taking).map_err(|_| ResolveError::Incomplete)?;
        let now = hand.now;
        let others = taking.others_under_way || taking.failed.len() > from.failed.len();
        let mut ids = hand.taken.0.clone().into_iter();
        let mut next = || ids.next().ok_or(ResolveError::Incomplete);
        let gateway = || Account::GatewayReceivable(self.gateway);
        let mut resolution = Resolution::of(self.clone().over(now));
        let mut book = |id: TransactionId, cause, amount, at| -> Result<(), ResolveError> {
            resolution.transactions.push(Transaction::transfer(id, cause, now, amount, gateway(), at)?);
            Ok(())
        };
        let mut also = Vec::new();
        for item in from.waiting {
            book(next()?, Cause::ReviewResolved(item.id.clone()), item.amount, Account::Unallocated)?;
            also.push(item);
        }
        let mut closed = Vec::new();
        for (refund, item) in from.failed {
            book(next()?, Cause::ReviewResolved(item.id.clone()), refund.amount, Account::RefundClearing)?;
            closed.push(refund.closed(now)?);
            also.push(item);
        }
        if from.platform.is_positive() {
            book(next()?, Cause::GatewayTook(self.id.clone()), from.platform, Account::Losses)?;
        }
        let gone = match taking.sale {
            Some(sale) if from.creator.is_positive() => {
                let ids = [next()?, next()?];
                let sold = sale.order.clone();
                let (gone, arrived) = self.gone(sale, from.creator, ids, hand)?;
                resolution.transactions.push(arrived);
                Some((gone, sold))
            }
            _ => None,
        };
        let unpaid = |order: &Order| matches!(order.state, OrderState::Pending | OrderState::Expired { .. });
        let waited = also.iter().any(|item| item.kind == ReviewKind::AmountMismatch);
        let order = match taking.order {
            Some(order) if waited && unpaid(&order) => Some(without_mark(order)),
            order => after_closing(order, &closed, others, now)?,
        };
        resolution.orders.extend(order.filter(|_| gone.is_none()));
        resolution.also = also.into_iter().map(|item| self.ends(item).over(now)).collect();
        Ok(Resolution { closed, gone, ..resolution })
    }

    /// What is left of the sale, or a part of it, is with its buyer already.
    fn gone(
        &self,
        sale: SaleToRefund,
        amount: Money,
        [booked, arrived]: [TransactionId; 2],
        hand: Hand,
    ) -> Result<(SaleRefund, Transaction), ResolveError> {
        let by = self.decided_by.clone().ok_or(ResolveError::Incomplete)?;
        let adjustment = hand.taken.1.ok_or(ResolveError::Incomplete)?;
        let reason = RefundReason::Staff;
        let ask = RefundAsk { amount: Some(amount), reason, note: self.note.clone(), by };
        // Under the number that the gateway's bill has it under, so that the bill agrees from now on.
        let refund = (hand.refund.0, self.gateway_number.clone());
        let draw = RefundDraw { now: hand.now, refund, adjustment, transaction: booked };
        let (gone, arrived) = sale.went_back(ask, draw, arrived)?;
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

/// Takes those that fit into what is left, exact ones first. One that is larger than what is left has to be decided first,
/// unless nothing is left. What is in another currency is something else.
fn fitting<T: Clone>(rest: &mut Money, of: &[T], amount: impl Fn(&T) -> Money) -> Result<Vec<T>, NotYet> {
    let mut all: Vec<&T> = of.iter().filter(|one| amount(one).currency() == rest.currency()).collect();
    all.sort_by_key(|one| (amount(one) != *rest, amount(one).minor()));
    let mut taken = Vec::new();
    for one in all {
        if rest.is_zero() {
            break;
        }
        let after = rest.minus(amount(one)).ok().filter(|after| after.minor() >= 0);
        *rest = after.ok_or(NotYet::Item)?;
        taken.push(one.clone());
    }
    Ok(taken)
}
