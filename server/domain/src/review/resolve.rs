//! Deciding. Each decision is one unit of work with balanced postings; what it needs is read again when it is carried
//! out, so that nobody carries out what is no longer possible.

use super::{
    Decision, DecisionKind, Hand, Resolution, ResolveError, Review, ReviewFacts, ReviewState, Verdict,
};
use crate::{
    catalogue::Waiting,
    id::UserId,
    ledger::{Account, Cause, LedgerError, Posting, Transaction},
    money::Money,
    order::{
        InvalidTransition, Order, OrderException, OrderState, Payment, Refund, RefundReason, RefundState,
    },
    time::Timestamp,
};

/// The longest note, in characters.
pub const LONGEST_NOTE: usize = 500;

/// Why a decision is not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DecisionRefusal {
    /// Somebody has decided already, or proposed something.
    Already(ReviewState),
    /// There is no note, or it is too long.
    NoteMissing,
    /// This cannot be decided about this item, or not any more.
    NotPossible,
    /// The other order is unknown, paid, or of another price.
    OtherOrderUnfit,
    /// The other order would fit, but its coupon is used up or withdrawn: its price is not to be had any more.
    OtherCouponGone,
    /// Whoever proposed it cannot agree to it.
    SamePerson,
}

impl Review {
    /// Somebody decides. Above `limit` somebody else has to agree before anything moves.
    pub fn decide(
        mut self,
        decision: Decision,
        note: &str,
        by: UserId,
        limit: Money,
        (facts, hand): (&ReviewFacts, Hand),
    ) -> Result<Verdict, ResolveError> {
        if self.state != ReviewState::Open {
            return Ok(Verdict::Refused(DecisionRefusal::Already(self.state)));
        }
        let note = note.trim();
        if note.is_empty() || note.chars().count() > LONGEST_NOTE {
            return Ok(Verdict::Refused(DecisionRefusal::NoteMissing));
        }
        if let Some(refusal) = self.unfit(&decision, facts, &hand) {
            return Ok(Verdict::Refused(refusal));
        }
        let two = self.needs_two(&decision, limit);
        self.decision = Some(decision);
        note.clone_into(&mut self.note);
        self.decided_by = Some(by);
        if two {
            self.state = ReviewState::AwaitingSecond;
            return Ok(Verdict::Proposed(Box::new(self)));
        }
        self.carried_out(facts, hand)
    }

    /// A second person agrees with what was proposed.
    pub fn agree(mut self, by: UserId, (facts, hand): (&ReviewFacts, Hand)) -> Result<Verdict, ResolveError> {
        let (ReviewState::AwaitingSecond, Some(decision)) = (self.state, self.decision.clone()) else {
            return Ok(Verdict::Refused(DecisionRefusal::Already(self.state)));
        };
        if self.decided_by.as_ref() == Some(&by) {
            return Ok(Verdict::Refused(DecisionRefusal::SamePerson));
        }
        if let Some(refusal) = self.unfit(&decision, facts, &hand) {
            return Ok(Verdict::Refused(refusal));
        }
        self.agreed_by = Some(by);
        self.carried_out(facts, hand)
    }

    /// What was proposed is taken back, by whoever proposed it or by somebody who does not agree: it is open again.
    pub fn taken_back(mut self) -> Result<Self, DecisionRefusal> {
        if self.state != ReviewState::AwaitingSecond {
            return Err(DecisionRefusal::Already(self.state));
        }
        self.state = ReviewState::Open;
        self.decision = None;
        self.decided_by = None;
        self.note = String::new();
        Ok(self)
    }

    /// It is explained without anybody's decision. What was proposed is dropped.
    #[must_use]
    pub fn over_by_itself(self, now: Timestamp) -> Self {
        let dropped = Self { decision: None, decided_by: None, note: String::new(), ..self };
        dropped.over(now)
    }

    /// Some of it is explained: it is about less, and what was proposed about more is dropped.
    #[must_use]
    pub fn about_less(self, amount: Money) -> Self {
        let state = ReviewState::Open;
        Self { amount, state, decision: None, decided_by: None, note: String::new(), ..self }
    }

    /// Whether a decision needs a second person. What moves no money needs none, unless it says that money which is gone
    /// is no business of ours.
    pub fn needs_two(&self, decision: &Decision, limit: Money) -> bool {
        let above = |amount: Money| amount.minus(limit).map_or(true, Money::is_positive);
        // What was asked for counts too: little money can buy something dear.
        let expected = self.expected.filter(|expected| expected.currency() == self.amount.currency());
        let moves = decision.kind() != DecisionKind::Ignore || self.kind.is_taken();
        (above(self.amount) || expected.is_some_and(above)) && moves
    }

    fn unfit(&self, decision: &Decision, facts: &ReviewFacts, hand: &Hand) -> Option<DecisionRefusal> {
        if !self.advice(facts).possible.contains(&decision.kind()) {
            return Some(DecisionRefusal::NotPossible);
        }
        let Decision::MoveTo { order } = decision else { return None };
        let fits = hand.other.as_ref().is_some_and(|other| {
            let is_another = self.order.as_ref() != Some(&other.id);
            let same_buyer = facts.order.as_ref().is_none_or(|order| order.buyer == other.buyer);
            other.id == *order
                && is_another
                && same_buyer
                && other.price == self.amount
                && hand.membership.as_ref().is_some_and(|granted| !granted.is_empty())
                && hand.seat.can_be_paid(other)
        });
        if !fits {
            return Some(DecisionRefusal::OtherOrderUnfit);
        }
        hand.coupon_gone.then_some(DecisionRefusal::OtherCouponGone)
    }

    fn carried_out(self, facts: &ReviewFacts, hand: Hand) -> Result<Verdict, ResolveError> {
        let decision = self.decision.clone().ok_or(ResolveError::Incomplete)?;
        let order = facts.order.clone();
        let resolution = match decision {
            Decision::Settle => {
                let order = order.ok_or(ResolveError::Incomplete)?;
                let amount = self.amount;
                self.let_in(order, amount, (facts, hand))?
            }
            Decision::SettleAndRefundExcess => {
                let order = order.ok_or(ResolveError::Incomplete)?;
                let price = order.price;
                self.let_in(order, price, (facts, hand))?
            }
            Decision::MoveTo { .. } => {
                let other = hand.other.clone().ok_or(ResolveError::Incomplete)?;
                let amount = self.amount;
                let mut moved = self.let_in(other, amount, (facts, hand))?;
                // The buyer may sit on the seat of the very order that the money was for.
                moved.orders.retain(|known| order.as_ref().is_none_or(|order| order.id != known.id));
                moved.orders.extend(order.map(without_mark));
                moved
            }
            Decision::Refund => self.send_back(order, (facts, hand))?,
            Decision::RefundAgain => {
                let refund = facts.refund.clone().ok_or(ResolveError::Incomplete)?;
                self.ask_again(refund, hand)?
            }
            Decision::RefundedOutside => {
                let refund = facts.refund.clone().ok_or(ResolveError::Incomplete)?;
                self.went_outside(refund, (order, facts.others_under_way), hand)?
            }
            Decision::Taken | Decision::TakenApart => self.took(facts, hand)?,
            Decision::Ignore => Resolution::of(self.over(hand.now)),
        };
        Ok(Verdict::Resolved(Box::new(resolution)))
    }

    pub(super) fn over(mut self, now: Timestamp) -> Self {
        self.state = ReviewState::Resolved;
        self.resolved_at = Some(now);
        self
    }

    /// The captured payment that waits, of which some may have gone back by hand.
    pub(super) fn payment(&self, captured: Option<Money>) -> Payment {
        Payment {
            order: self.order.clone(),
            attempt: self.attempt.clone(),
            gateway: self.gateway,
            account: self.account.clone(),
            number: self.gateway_number.clone(),
            transaction: self.gateway_transaction.clone(),
            captured: captured.unwrap_or(self.amount),
        }
    }

    /// The money pays an order; what is above `counts` goes back.
    fn let_in(
        self,
        order: Order,
        counts: Money,
        (facts, hand): (&ReviewFacts, Hand),
    ) -> Result<Resolution, ResolveError> {
        let membership = hand.membership.clone().ok_or(ResolveError::Incomplete)?;
        let excess = self.amount.minus(counts).map_err(LedgerError::from)?;
        let mut postings = vec![
            Posting { account: Account::Unallocated, amount: self.amount },
            Posting { account: Account::CreatorBalance(order.creator.clone()), amount: counts.negated() },
        ];
        let refund = excess.is_positive().then(|| {
            postings.push(Posting { account: Account::RefundClearing, amount: excess.negated() });
            self.refund(facts, &hand, excess)
        });
        let cause = Cause::ReviewResolved(self.id.clone());
        let transaction = Transaction::new(hand.transaction.clone(), cause, hand.now, postings)?;
        let (mut order, takes_seat, releases_seat) = hand.seat.taken_by(order);
        order.state = OrderState::Paid { at: self.opened_at };
        Ok(Resolution {
            takes_seat,
            releases_seat,
            takes_offer: hand.seat.offer.map(Waiting::ordered),
            sale: Some((order.clone(), counts)),
            orders: [order].into_iter().chain(hand.seat.holder).collect(),
            membership: Some(membership),
            follows: hand.latest,
            refund,
            transactions: vec![transaction],
            ..Resolution::of(self.over(hand.now))
        })
    }

    fn refund(&self, facts: &ReviewFacts, hand: &Hand, amount: Money) -> Refund {
        let payment = self.payment(facts.captured);
        let asked = Refund::requested(&payment, hand.refund.clone(), amount, RefundReason::Review, hand.now);
        Refund {
            note: self.note.clone(),
            asked_by: self.decided_by.clone(),
            review: Some(self.id.clone()),
            ..asked
        }
    }

    /// All of it goes back. An order that bought nothing goes with it.
    fn send_back(
        self,
        order: Option<Order>,
        (facts, hand): (&ReviewFacts, Hand),
    ) -> Result<Resolution, ResolveError> {
        let refund = self.refund(facts, &hand, self.amount);
        let transaction = Transaction::transfer(
            hand.transaction.clone(),
            Cause::ReviewResolved(self.id.clone()),
            hand.now,
            self.amount,
            Account::RefundClearing,
            Account::Unallocated,
        )?;
        let unpaid = |order: &Order| matches!(order.state, OrderState::Pending | OrderState::Expired { .. });
        let (mut orders, mut releases_seat) = (Vec::new(), None);
        if let Some(mut order) = order.filter(unpaid) {
            releases_seat =
                (order.holds_seat && matches!(order.state, OrderState::Pending)).then(|| order.clone());
            order.state = OrderState::RefundPending { since: hand.now };
            orders.push(order);
        }
        Ok(Resolution {
            orders,
            releases_seat,
            refund: Some(refund),
            transactions: vec![transaction],
            ..Resolution::of(self.over(hand.now))
        })
    }

    /// The refund is asked for again under another number; the money waits where it did.
    fn ask_again(self, refund: Refund, hand: Hand) -> Result<Resolution, ResolveError> {
        let closed = refund.clone().closed(hand.now)?;
        let (id, refund_number) = hand.refund.clone();
        let again = Refund {
            id,
            refund_number,
            asked_by: self.decided_by.clone(),
            replaces: Some(refund.id.clone()),
            state: RefundState::Requested,
            failure: String::new(),
            tries: 0,
            created_at: hand.now,
            next_query_at: Some(hand.now),
            version: 0,
            ..refund
        };
        let over = Resolution::of(self.over(hand.now));
        Ok(Resolution { refund: Some(again), closed: vec![closed], ..over })
    }

    /// The payer got the money from our own bank account. An order that waits for other refunds is written unchanged, so
    /// that two ends at once do not overlook each other.
    fn went_outside(
        self,
        refund: Refund,
        (order, others_under_way): (Option<Order>, bool),
        hand: Hand,
    ) -> Result<Resolution, ResolveError> {
        let transaction = Transaction::transfer(
            hand.transaction.clone(),
            Cause::ReviewResolved(self.id.clone()),
            hand.now,
            refund.amount,
            Account::Bank,
            Account::RefundClearing,
        )?;
        let closed = vec![refund.closed(hand.now)?];
        let order = after_closing(order, &closed, others_under_way, hand.now)?;
        Ok(Resolution {
            orders: order.into_iter().collect(),
            closed,
            transactions: vec![transaction],
            ..Resolution::of(self.over(hand.now))
        })
    }
}

/// The order that its money was taken from has nothing wrong with it any more.
pub(super) fn without_mark(mut order: Order) -> Order {
    order.exception = OrderException::None;
    order
}

/// The order after refunds of it were closed: back at its end once nothing of it is on its way any more. One that waits for
/// others is written unchanged.
pub(super) fn after_closing(
    order: Option<Order>,
    closed: &[Refund],
    others_under_way: bool,
    now: Timestamp,
) -> Result<Option<Order>, InvalidTransition> {
    let is_of_it = closed.iter().any(|refund| refund.reason != RefundReason::PaidTwice);
    let order = order.filter(|order| is_of_it && matches!(order.state, OrderState::RefundPending { .. }));
    order.map(|order| if others_under_way { Ok(order) } else { order.refunded(now) }).transpose()
}
