//! Giving a sale back, whole or in part: what can be given, and what follows in the same commit.

use serde::{Deserialize, Serialize};

use super::{
    Dispute, DisputeState, Gateway, Order, OrderState, Payment, Refund, RefundError, RefundNews,
    RefundReason, RefundState, SaleAfterwards, SaleBeside,
};
use crate::{
    id::{AdjustmentId, RefundId, TransactionId, UserId},
    ledger::{LedgerError, Transaction},
    membership::Membership,
    money::Money,
    payouts::{Adjustment, AdjustmentKind},
    time::Timestamp,
};

/// What is known about a sale that is to be given back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SaleToRefund {
    /// The order.
    pub order: Order,
    /// For how much it was sold.
    pub sold_for: Money,
    /// When it was captured.
    pub captured_at: Timestamp,
    /// When it was booked, and the membership granted: later than the capture when a person or a bill had to settle it.
    pub booked_at: Timestamp,
    /// The captured payment behind it.
    pub payment: Payment,
    /// The membership it bought.
    pub membership: Option<Membership>,
    /// Every refund of the order and of the payment.
    pub refunds: Vec<Refund>,
    /// Every dispute about it.
    pub disputes: Vec<Dispute>,
    /// What paid upgrades counted of its unused time: that part bought something else.
    pub counted: Money,
    /// The buyer's periods that came later, and those that it counted itself.
    pub beside: Vec<SaleBeside>,
    /// Whether its buyer has had another sale of the community back by asking for it: the right to ask is used once.
    pub asked_before: bool,
}

/// Who gives how much back, and why.
#[derive(Clone, Debug)]
pub struct RefundAsk {
    /// How much; `None` for all that is left.
    pub amount: Option<Money>,
    /// Who gives it.
    pub reason: RefundReason,
    /// Why, in words; empty for a member, who needs no reason.
    pub note: String,
    /// The person.
    pub by: UserId,
}

/// Identifiers that were drawn for a refund.
#[derive(Clone, Debug)]
pub struct RefundDraw {
    /// Now, by the business clock.
    pub now: Timestamp,
    /// The refund, and its number at the gateway.
    pub refund: (RefundId, String),
    /// What takes it from the creator.
    pub adjustment: AdjustmentId,
    /// The postings.
    pub transaction: TransactionId,
}

/// Why a sale is not given back.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "refusal")]
pub enum RefundRefusal {
    /// It bought nothing, or all of it has gone back.
    NothingLeft,
    /// The days within which a member can ask are over.
    TooLate,
    /// The member has had a sale of this community back by asking for it; whoever sold it can still give this one back.
    AskedBefore,
    /// More was asked for than is left.
    TooMuch {
        /// What is left.
        most: Money,
    },
    /// Nothing, less than nothing, or another currency.
    AmountInvalid,
    /// The payer's bank has the money already.
    Disputed,
    /// The gateway takes no more refunds of this payment.
    TooMany {
        /// How many it takes.
        most: u32,
    },
    /// The gateway wants some time between two refunds of one payment.
    TooSoon {
        /// Seconds until the next one is taken.
        retry_after_seconds: u32,
    },
    /// The gateway gives nothing back of payments this old.
    TooOld {
        /// How many days it does.
        days: u16,
    },
}

/// Parts of one sale that its creator gives back at most: the gateway's other refunds of a payment are for all that is
/// left.
const MOST_PARTS: u32 = 10;

/// What a gateway allows (WeChat Pay: 50 refunds of a payment, a minute apart, within a year; Alipay: within a year).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct GatewayRules {
    most: Option<u32>,
    apart_seconds: i64,
    days: Option<u16>,
}

impl GatewayRules {
    const fn of(gateway: Gateway) -> Self {
        match gateway {
            Gateway::WechatPay => Self { most: Some(50), apart_seconds: 60, days: Some(365) },
            Gateway::Alipay => Self { most: None, apart_seconds: 0, days: Some(365) },
            Gateway::Stripe => Self { most: None, apart_seconds: 0, days: None },
        }
    }
}

/// What follows from giving a sale back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SaleRefund {
    /// The refund that the gateway is asked for.
    pub refund: Refund,
    /// What leaves the creator's balance.
    pub adjustment: Adjustment,
    /// The postings.
    pub transaction: Transaction,
    /// The order, when nothing of the sale is left: all of it is on its way back.
    pub order: Option<Order>,
    /// The membership, which ends then.
    pub membership: Option<Membership>,
    /// Whether a seat is free again.
    pub releases_seat: bool,
    /// What becomes of the buyer's other periods then.
    pub after: SaleAfterwards,
    /// Whether the buyer's right to ask in this community is used by it.
    pub uses_right: bool,
}

impl SaleToRefund {
    /// What is left of the sale: what neither went back, nor is disputed, nor paid for a part of an upgrade. When the
    /// upgrade is given back, its part is left here again.
    pub fn left(&self) -> Money {
        self.left_beside(Some(self.counted))
    }

    /// What a dispute takes of it at most. What an upgrade counted is not spared: the creator got all of it once.
    pub fn left_to_dispute(&self) -> Money {
        self.left_beside(None)
    }

    /// Whether a dispute that is lost leaves nothing of it: the rest went back, or was lost before; or less than upgrades
    /// counted of it, which were not paid for then. What banks have not decided is not lost.
    pub fn is_lost_with(&self, lost: &Dispute) -> bool {
        let others = self.disputes.iter().filter(|other| other.id != lost.id);
        let others = others.filter(|other| other.state == DisputeState::Lost).map(|other| other.amount);
        let back =
            self.refunds.iter().filter(|refund| refund.gives_back_a_sale() && refund.replaces.is_none());
        let gone = back.map(|refund| refund.amount).chain(others).chain([lost.amount]);
        let left = Money::sum(self.sold_for.currency(), gone).and_then(|gone| self.sold_for.minus(gone));
        let pays_for = |left: Money| left.minus(self.counted).is_ok_and(|rest| rest.minor() >= 0);
        left.is_ok_and(|left| !(left.is_positive() && pays_for(left)))
    }

    fn left_beside(&self, counted: Option<Money>) -> Money {
        let back =
            self.refunds.iter().filter(|refund| refund.gives_back_a_sale() && refund.replaces.is_none());
        let disputed = self.disputes.iter().filter(|dispute| dispute.state != DisputeState::Won);
        let gone = back.map(|refund| refund.amount).chain(disputed.map(|dispute| dispute.taken));
        let gone = gone.chain(counted);
        let gone = Money::sum(self.sold_for.currency(), gone).unwrap_or(self.sold_for);
        let left = self.sold_for.minus(gone).ok().filter(|left| left.is_positive());
        left.unwrap_or(Money::zero(self.sold_for.currency()))
    }

    /// Until when its member can ask for it, by the rule it was sold under; `None` when there is nothing to ask for. The days
    /// count from when it was booked, if that is later than the capture: nobody can judge what they are not let into.
    pub fn member_can_ask_until(&self) -> Option<Timestamp> {
        let refund_days = self.order.sold_as.refund_days;
        let is_paid = matches!(self.order.state, OrderState::Paid { .. });
        (refund_days > 0 && is_paid && self.left().is_positive())
            .then(|| self.captured_at.max(self.booked_at).plus_days(i64::from(refund_days)))
    }

    /// Why it cannot be given back as asked, if it cannot.
    pub fn refusal(&self, ask: &RefundAsk, now: Timestamp) -> Option<RefundRefusal> {
        let left = self.left();
        if !matches!(self.order.state, OrderState::Paid { .. }) {
            return Some(RefundRefusal::NothingLeft);
        }
        if self.disputes.iter().any(|dispute| !dispute.state.is_over()) {
            return Some(RefundRefusal::Disputed);
        }
        if !left.is_positive() {
            return Some(RefundRefusal::NothingLeft);
        }
        let too_late = || self.member_can_ask_until().is_none_or(|until| now >= until);
        if ask.reason == RefundReason::Member && too_late() {
            return Some(RefundRefusal::TooLate);
        }
        if ask.reason == RefundReason::Member && self.asked_before {
            return Some(RefundRefusal::AskedBefore);
        }
        let amount = ask.amount.unwrap_or(left);
        match left.minus(amount) {
            Err(_) => return Some(RefundRefusal::AmountInvalid),
            Ok(_) if !amount.is_positive() => return Some(RefundRefusal::AmountInvalid),
            Ok(rest) if rest.minor() < 0 => return Some(RefundRefusal::TooMuch { most: left }),
            Ok(_) => {}
        }
        let is_part = amount != left;
        if ask.reason == RefundReason::Creator && is_part && self.parts_by_creator() >= MOST_PARTS {
            return Some(RefundRefusal::TooMany { most: MOST_PARTS });
        }
        self.refused_by_gateway(now)
    }

    /// How often its creator gave something of it back.
    fn parts_by_creator(&self) -> u32 {
        let by_creator = |refund: &&Refund| {
            refund.reason == RefundReason::Creator && refund.gives_back_a_sale() && refund.replaces.is_none()
        };
        u32::try_from(self.refunds.iter().filter(by_creator).count()).unwrap_or(u32::MAX)
    }

    fn refused_by_gateway(&self, now: Timestamp) -> Option<RefundRefusal> {
        let rules = GatewayRules::of(self.payment.gateway);
        if let Some(days) = rules.days.filter(|days| now >= self.captured_at.plus_days(i64::from(*days))) {
            return Some(RefundRefusal::TooOld { days });
        }
        let of_it =
            || self.refunds.iter().filter(|refund| refund.gateway_transaction == self.payment.transaction);
        let count = u32::try_from(of_it().count()).unwrap_or(u32::MAX);
        if let Some(most) = rules.most.filter(|most| count >= *most) {
            return Some(RefundRefusal::TooMany { most });
        }
        let next = of_it().map(|refund| refund.created_at.plus_seconds(rules.apart_seconds)).max()?;
        let wait = next.ms_since(now).saturating_add(999).div_euclid(1000);
        let retry_after_seconds = u32::try_from(wait).ok().filter(|seconds| *seconds > 0)?;
        Some(RefundRefusal::TooSoon { retry_after_seconds })
    }

    /// Gives it back. The creator's balance pays at once, even below zero; a sale of which nothing is left ends its
    /// membership in the same commit.
    pub fn give_back(
        self,
        ask: RefundAsk,
        draw: RefundDraw,
    ) -> Result<Result<SaleRefund, RefundRefusal>, LedgerError> {
        if let Some(refusal) = self.refusal(&ask, draw.now) {
            return Ok(Err(refusal));
        }
        self.given(ask, draw).map(Ok)
    }

    /// What its buyer has back already, by a way that went past us, is booked as given back: of what is left at most, and
    /// whatever the gateway's rules are. The refund is done.
    pub fn went_back(
        self,
        ask: RefundAsk,
        draw: RefundDraw,
        arrived: TransactionId,
    ) -> Result<(SaleRefund, Transaction), RefundError> {
        let now = draw.now;
        let given = self.given(ask, draw)?;
        let step = given.refund.heard(RefundNews::Succeeded { at: now }, arrived, now)?;
        let booked = step.transaction.ok_or(LedgerError::Empty)?;
        let order = given.order.map(|order| order.refunded(now)).transpose()?;
        Ok((SaleRefund { refund: step.refund, order, ..given }, booked))
    }

    fn given(self, ask: RefundAsk, draw: RefundDraw) -> Result<SaleRefund, LedgerError> {
        let left = self.left();
        let amount = ask.amount.unwrap_or(left);
        // What an upgrade counted of a sale that was asked back may be asked back later, under the same right.
        let uses_right = ask.reason == RefundReason::Member && !self.was_asked_for();
        // What an upgrade counted stays sold, and so the order stays paid: its period has ended anyway.
        let whole = amount == left && self.counted.is_zero();
        let after = if whole { self.afterwards(draw.now) } else { SaleAfterwards::default() };
        let adjustment = Adjustment {
            id: draw.adjustment.clone(),
            creator: self.order.creator.clone(),
            kind: AdjustmentKind::Refund,
            order: Some(self.order.id.clone()),
            amount,
            booked_at: draw.now,
            booked_by: (ask.reason == RefundReason::Staff).then(|| ask.by.clone()),
        };
        let transaction = adjustment.posted(draw.transaction, self.payment.gateway)?;
        let payment = Payment { order: Some(self.order.id.clone()), ..self.payment };
        let refund = Refund {
            note: ask.note,
            asked_by: Some(ask.by),
            adjustment: Some(draw.adjustment),
            ..Refund::requested(&payment, draw.refund, amount, ask.reason, draw.now)
        };
        let order = whole
            .then(|| Order { state: OrderState::RefundPending { since: draw.now }, ..self.order.clone() });
        let membership = self.membership.filter(|membership| whole && membership.revoked_at.is_none());
        Ok(SaleRefund {
            refund,
            adjustment,
            transaction,
            releases_seat: whole && self.order.holds_seat,
            order,
            membership: membership.map(|membership| membership.revoked(draw.now)),
            after,
            uses_right,
        })
    }

    /// Whether its own member has asked for it before.
    fn was_asked_for(&self) -> bool {
        let by_member = |refund: &Refund| {
            refund.reason == RefundReason::Member && refund.order.as_ref() == Some(&self.order.id)
        };
        self.refunds.iter().any(by_member)
    }

    /// Whether money of the sale is on its way back now.
    pub fn is_under_way(&self) -> bool {
        let open = |refund: &Refund| !matches!(refund.state, RefundState::Succeeded | RefundState::Closed);
        self.refunds.iter().any(|refund| refund.gives_back_a_sale() && open(refund))
    }
}

#[cfg(test)]
#[path = "sale_refund_tests.rs"]
mod tests;
