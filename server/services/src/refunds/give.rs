//! Giving it back, in one commit: the refund, what it takes from the creator, the membership that ends, the messages.

use domain::{
    id::{AdjustmentId, CouponId, OrderId, OrderToken, RefundId, ReviewId, TransactionId, gateway_number},
    message::{OrderNews, Recipient},
    money::{Money, parse_money},
    order::{Order, Payment, Refund, RefundAsk, RefundDraw, RefundReason, SaleAfterwards, SaleRefund},
    people::AccountPermission,
    review::{LONGEST_NOTE, Review, ReviewKind, ReviewState},
    time::Timestamp,
    view::{
        Problem, ProblemCode,
        refunds::{PeriodEnd, RefundDraft},
    },
};

use super::{RefundDesk, RefundForm, RefundOutcome, afterwards::afterwards, sale};
use crate::{
    Fault,
    actor::{Creator, Member, Operator},
    after_payment::MAX_DECISIONS,
    ports::{Changes, Commit, SaleFacts, Write},
    rate_limit::Admission,
    review::Promised,
    seal::bits,
    team::{guard, still_holds},
};

/// What has to hold in the commit besides the refund's own rules.
enum Gate<'a> {
    /// Nothing.
    Open,
    /// Whoever gives it still has the role.
    Team(&'a Creator),
    /// One person of the staff gives no more than the limit alone.
    Limit,
    /// A second person has agreed.
    Agreed(&'a Review),
}

impl RefundDesk {
    /// A member asks for all that is left, within the product's rule. The membership ends at once. `returns` are the
    /// periods that the page said are valid again by it, as in [`RefundForm::returns`].
    pub async fn ask(
        &self,
        member: &Member,
        token: &OrderToken,
        returns: &str,
    ) -> Result<RefundOutcome, Fault> {
        let order = self.parts.commerce.order_by_token(token).await?;
        let Some(order) = order.filter(|order| order.buyer == member.user) else {
            return Ok(RefundOutcome::NotFound);
        };
        let ask = RefundAsk {
            amount: None,
            reason: RefundReason::Member,
            note: String::new(),
            by: member.user.clone(),
        };
        let form = RefundForm { returns: returns.to_owned(), ..RefundForm::default() };
        self.give(&order.id, ask, &form, &Gate::Open).await
    }

    /// A creator gives back one of their own sales, all that is left or a part, with a reason.
    pub async fn give_as_creator(
        &self,
        creator: &Creator,
        order: &OrderId,
        form: &RefundForm,
    ) -> Result<RefundOutcome, Fault> {
        let facts = self.parts.commerce.sale_facts(order).await?;
        let own = facts.filter(|facts| facts.sale.creator == creator.account.id);
        let Some(facts) = own else { return Ok(RefundOutcome::NotFound) };
        if !creator.allows(AccountPermission::Refund) {
            let problem = Problem::at("form", ProblemCode::RoleMayNot);
            return Ok(refused(vec![problem], form));
        }
        let (amount, note) = match read(form, &facts) {
            Ok(read) => read,
            Err(problem) => return Ok(refused(vec![problem], form)),
        };
        let now = self.parts.clock.system();
        if let Admission::Refused { retry_after_seconds } = self.limit.admit(creator.user.as_str(), now) {
            let problem = Problem::at("form", ProblemCode::TooManyChanges { retry_after_seconds });
            return Ok(refused(vec![problem], form));
        }
        let by = creator.user.clone();
        let ask = RefundAsk { amount, reason: RefundReason::Creator, note, by };
        self.give(order, ask, form, &Gate::Team(creator)).await
    }

    /// Somebody of the staff gives a sale back; above the limit it takes two persons, which is the review queue's way.
    pub async fn give_as_operator(
        &self,
        operator: &Operator,
        order: &OrderId,
        form: &RefundForm,
    ) -> Result<RefundOutcome, Fault> {
        let Some(facts) = self.parts.commerce.sale_facts(order).await? else {
            return Ok(RefundOutcome::NotFound);
        };
        let (amount, note) = match read(form, &facts) {
            Ok(read) => read,
            Err(problem) => return Ok(refused(vec![problem], form)),
        };
        if self.parts.is_own(&operator.user, &facts.order).await? {
            return Ok(refused(vec![Problem::at("form", ProblemCode::OwnMoney)], form));
        }
        let by = operator.user.clone();
        let ask = RefundAsk { amount, reason: RefundReason::Staff, note, by };
        self.give(order, ask, form, &Gate::Limit).await
    }

    /// Whether a refund by the staff needs a second person: together with what single persons of the staff gave back of
    /// this sale before, so that the limit is not passed in small parts.
    async fn needs_two(&self, facts: &SaleFacts, wanted: Money) -> Result<bool, Fault> {
        let currency = wanted.currency();
        let by_staff = |refund: &&Refund| {
            refund.reason == RefundReason::Staff && refund.gives_back_a_sale() && refund.replaces.is_none()
        };
        let given = facts.refunds.iter().filter(by_staff).map(|refund| refund.amount);
        let given = Money::sum(currency, given.chain([wanted]))?;
        let items = self.parts.commerce.reviews_of(&facts.order.id).await?;
        let carried_out = |review: &&Review| {
            review.kind == ReviewKind::RefundProposed
                && review.state == ReviewState::Resolved
                && review.agreed_by.is_some()
        };
        let agreed = Money::sum(currency, items.iter().filter(carried_out).map(|review| review.amount))?;
        let alone = given.minus(agreed)?;
        Ok(alone.minus(self.parts.policy.review_limit(currency))?.is_positive())
    }

    /// Puts a refund above the limit into the review queue, for somebody else to agree to.
    async fn propose(
        &self,
        facts: &SaleFacts,
        amount: Money,
        ask: RefundAsk,
        form: &RefundForm,
    ) -> Result<RefundOutcome, Fault> {
        let now = self.parts.clock.business();
        if let Some(refusal) = sale(facts).refusal(&ask, now) {
            let problem = Problem::at("amount", ProblemCode::RefundRefused { refusal });
            return Ok(refused(vec![problem], form));
        }
        let id = ReviewId::new(now, bits(self.parts.entropy.as_ref()));
        let payment = Payment { order: Some(facts.order.id.clone()), ..facts.payment.clone() };
        let review = Review::of_proposal(id.clone(), &payment, amount, (ask.note, ask.by), now);
        let changes = Changes { writes: vec![Write::InsertReview(review)], ..Changes::default() };
        Ok(match self.parts.commerce.commit(changes).await? {
            Commit::Committed => RefundOutcome::Proposed(id),
            // Somebody has proposed one for this sale already.
            Commit::Conflict | Commit::Duplicate => {
                refused(vec![Problem::at("form", ProblemCode::ChangedMeanwhile)], form)
            }
        })
    }

    /// Carries out what was proposed and agreed to, in the commit that closes the item.
    pub(crate) async fn give_as_agreed(
        &self,
        review: Review,
        promised: Promised,
    ) -> Result<RefundOutcome, Fault> {
        let (Some(order), Some(by)) = (review.order.clone(), review.decided_by.clone()) else {
            return Err(Fault::Rule("a proposal without an order or a proposer".to_owned()));
        };
        let amount = Some(review.amount);
        let note = review.note.clone();
        let ask = RefundAsk { amount, reason: RefundReason::Staff, note, by };
        let Promised { left, returns } = promised;
        let form = RefundForm { left, returns, ..RefundForm::default() };
        self.give(&order, ask, &form, &Gate::Agreed(&review)).await
    }

    async fn give(
        &self,
        order: &OrderId,
        ask: RefundAsk,
        form: &RefundForm,
        gate: &Gate<'_>,
    ) -> Result<RefundOutcome, Fault> {
        for _ in 0..MAX_DECISIONS {
            let Some(facts) = self.parts.commerce.sale_facts(order).await? else {
                return Ok(RefundOutcome::NotFound);
            };
            if left_changed(form, &facts) {
                return Ok(refused(vec![Problem::at("form", ProblemCode::ChangedMeanwhile)], form));
            }
            if let Gate::Limit = gate {
                let wanted = ask.amount.unwrap_or_else(|| sale(&facts).left());
                if self.needs_two(&facts, wanted).await? {
                    return self.propose(&facts, wanted, ask, form).await;
                }
            }
            let now = self.parts.clock.business();
            let given = match sale(&facts).give_back(ask.clone(), self.draw(now))? {
                Ok(given) => given,
                Err(refusal) => {
                    let problem = Problem::at("amount", ProblemCode::RefundRefused { refusal });
                    return Ok(refused(vec![problem], form));
                }
            };
            if loses_a_period(form, &given.after) {
                return Ok(refused(vec![Problem::at("form", ProblemCode::PeriodGone)], form));
            }
            let order = given.order.clone();
            let seat_goes_to =
                if given.releases_seat { self.seat_goes_to(&facts.order, now).await? } else { None };
            let ends = self.ends(&facts, now);
            let mut changes = self.changes(&facts.order, facts.coupon.clone(), given, seat_goes_to, ends);
            match gate {
                Gate::Agreed(review) => changes.writes.push(Write::UpdateReview((*review).clone())),
                Gate::Team(creator) => changes.writes.extend(guard(creator)),
                Gate::Open | Gate::Limit => {}
            }
            match self.parts.commerce.commit(changes).await? {
                Commit::Committed => {
                    if let Some(order) = order {
                        self.parts.publish(order);
                    }
                    return Ok(RefundOutcome::Started);
                }
                // Another refund took the room, or the order changed: decide again on what is left.
                Commit::Conflict | Commit::Duplicate => {}
            }
            if let Gate::Agreed(review) = gate
                && self.is_overtaken(review).await?
            {
                return Ok(refused(vec![Problem::at("form", ProblemCode::ChangedMeanwhile)], form));
            }
            if let Gate::Team(creator) = gate
                && !still_holds(&self.parts.commerce, creator).await?
            {
                return Ok(refused(vec![Problem::at("form", ProblemCode::RoleMayNot)], form));
            }
        }
        Err(Fault::Contention)
    }

    /// Whether somebody else has decided the item that a refund is to close.
    async fn is_overtaken(&self, review: &Review) -> Result<bool, Fault> {
        let now = self.parts.commerce.review(&review.id).await?;
        Ok(now.is_none_or(|now| now.version != review.version))
    }

    /// What follows from a sale that its buyer has the money of already, beside the decision that says so.
    pub(crate) async fn went_back(
        &self,
        changes: &mut Changes,
        gone: SaleRefund,
        sold: &Order,
    ) -> Result<(), Fault> {
        let now = self.parts.clock.business();
        let seat = if gone.releases_seat { self.seat_goes_to(sold, now).await? } else { None };
        let facts = self.parts.commerce.sale_facts(&sold.id).await?;
        let ends = facts.as_ref().and_then(|facts| self.ends(facts, now));
        let coupon = facts.and_then(|facts| facts.coupon);
        let arrived = OrderNews::RefundDone { token: sold.token.clone(), amount: gone.refund.amount };
        let more = self.changes(sold, coupon, gone, seat, ends);
        changes.writes.extend(more.writes);
        changes.transactions.extend(more.transactions);
        changes.outbox.extend(more.outbox);
        self.parts.tell(changes, Recipient::Person(sold.buyer.clone()), arrived);
        Ok(())
    }

    fn draw(&self, now: Timestamp) -> RefundDraw {
        let entropy = self.parts.entropy.as_ref();
        RefundDraw {
            now,
            refund: (RefundId::new(now, bits(entropy)), gateway_number(now, bits(entropy))),
            adjustment: AdjustmentId::new(now, bits(entropy)),
            transaction: TransactionId::new(now, bits(entropy)),
        }
    }

    /// How the period of a sale ends when all that is left goes back.
    fn ends(&self, facts: &SaleFacts, now: Timestamp) -> Option<PeriodEnd> {
        afterwards(&sale(facts), now, self.parts.policy.grace_days).ends
    }

    /// The unit of giving back; `sold` is the order as it was read.
    fn changes(
        &self,
        sold: &Order,
        coupon: Option<CouponId>,
        given: SaleRefund,
        seat_goes_to: Option<Order>,
        ends: Option<PeriodEnd>,
    ) -> Changes {
        let SaleRefund {
            refund,
            adjustment,
            transaction,
            order,
            membership,
            releases_seat,
            after,
            uses_right,
        } = given;
        // A part that goes back ends nothing.
        let ends = ends.filter(|_| membership.is_some());
        let ends_membership = ends == Some(PeriodEnd::WayIn);
        let ends_period = ends.is_some() && !ends_membership;
        let mut changes = Changes { transactions: vec![transaction], ..Changes::default() };
        if releases_seat {
            let passed = seat_goes_to.map(|order| Write::UpdateOrder(Order { holds_seat: true, ..order }));
            changes.writes.push(passed.unwrap_or_else(|| Write::ReleaseSeat(sold.product.clone())));
        }
        if let Some(coupon) = coupon.filter(|_| order.is_some()) {
            changes.writes.push(Write::ReleaseCoupon { id: coupon, by: sold.buyer.clone() });
        }
        // Written in any case: two refunds at once never decide on one version of the order.
        changes.writes.push(Write::UpdateOrder(order.unwrap_or_else(|| sold.clone())));
        changes.writes.extend(membership.map(Write::RevokeMembership));
        changes.writes.extend(beside(after, &sold.id));
        changes.writes.extend(uses_right.then(|| Write::UseRefundRight {
            community: sold.community.clone(),
            by: sold.buyer.clone(),
            order: sold.id.clone(),
        }));
        changes.writes.push(Write::InsertAdjustment(adjustment));
        let (amount, reason) = (refund.amount, refund.reason);
        changes.writes.push(Write::InsertRefund(refund));
        let token = sold.token.clone();
        let started = OrderNews::RefundStarted { token, amount, ends_membership, ends_period };
        self.parts.tell(&mut changes, Recipient::Person(sold.buyer.clone()), started);
        let order = sold.id.clone();
        let refunded = OrderNews::SaleRefunded { order, amount, ends_membership, ends_period, reason };
        self.parts.tell(&mut changes, Recipient::Owner(sold.creator.clone()), refunded);
        changes
    }
}

/// What becomes of the buyer's other periods.
pub(crate) fn beside(after: SaleAfterwards, sold: &OrderId) -> impl Iterator<Item = Write> {
    let uncount = |membership| Write::UncountPeriod { membership, order: sold.clone() };
    let uncounted: Vec<Write> = after.uncounted.into_iter().map(uncount).collect();
    let moved = after.periods.into_iter().map(Write::MoveMembership);
    let orders = after.orders.into_iter().map(Write::UpdateOrder);
    let seats = after.takes_seats.into_iter().map(Write::TakeSeat);
    moved.chain(uncounted).chain(orders).chain(seats)
}

/// Whether something else is left of the sale than the page said: the form was sent twice, or somebody was faster.
fn left_changed(form: &RefundForm, facts: &SaleFacts) -> bool {
    let left = sale(facts).left();
    !form.left.is_empty() && parse_money(&form.left, left.currency()).ok() != Some(left)
}

/// Whether a period that the page said comes back does not any more: its seat went to somebody else meanwhile, or its money
/// is not there.
fn loses_a_period(form: &RefundForm, after: &SaleAfterwards) -> bool {
    let mut said = form.returns.split(',').filter(|id| !id.is_empty());
    said.any(|id| after.uncounted.iter().all(|back| back.as_str() != id))
}

/// The amount and the reason as typed; no amount means all that is left.
fn read(form: &RefundForm, facts: &SaleFacts) -> Result<(Option<Money>, String), Problem> {
    let note = form.note.trim();
    if note.is_empty() || note.chars().count() > LONGEST_NOTE {
        let longest = u32::try_from(LONGEST_NOTE).unwrap_or(u32::MAX);
        return Err(Problem::at("note", ProblemCode::TextMissing { longest }));
    }
    let amount = match form.amount.trim() {
        "" => None,
        text => match parse_money(text, facts.sale.amount.currency()) {
            Ok(amount) => Some(amount),
            Err(_) => return Err(Problem::at("amount", ProblemCode::AmountInvalid)),
        },
    };
    Ok((amount, note.to_owned()))
}

fn refused(problems: Vec<Problem>, form: &RefundForm) -> RefundOutcome {
    let draft = RefundDraft { amount: form.amount.trim().to_owned(), note: form.note.trim().to_owned() };
    RefundOutcome::Refused(problems, draft)
}
