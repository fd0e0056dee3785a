//! What can be decided about an item, what is suggested, and what speaks for it: worked out in one place, enforced when
//! somebody decides and shown by the page.

use serde::{Deserialize, Serialize};

use super::{DecisionKind, NotYet, Review, ReviewKind, SeatFacts, Taking};
use crate::{
    id::MembershipId,
    money::Money,
    order::{Order, OrderState, Refund, SeatNeed},
    time::Timestamp,
};

/// What is known about an item now.
#[expect(clippy::struct_excessive_bools, reason = "each is one fact by itself")]
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ReviewFacts {
    /// The order it is about.
    pub order: Option<Order>,
    /// What letting its buyer in now means for the seats.
    pub seat: SeatFacts,
    /// Whether letting its buyer in now would grant no time: its fixed end is reached. The money can only go back.
    pub no_time_left: bool,
    /// Whether the order has given its coupon back and there is no room for it any more: its price is not to be had again.
    pub coupon_gone: bool,
    /// Other orders of the same buyer that wait for exactly this amount.
    pub candidates: Vec<Order>,
    /// The refund it is about.
    pub refund: Option<Refund>,
    /// Whether other refunds of the order are still on their way.
    pub others_under_way: bool,
    /// Whether a bank disputes the payment, or took it back: it pays for nothing then.
    pub disputed: bool,
    /// The periods whose unused time the order's price counted. Only its own settlement ends them; when it did not, they
    /// have changed, and the money can only go back.
    pub counted: Vec<MembershipId>,
    /// Where the money lies in our books that a gateway took; for items about such money.
    pub taking: Option<Taking>,
    /// How much of the payment a gateway took according to other items that nobody has decided.
    pub taken: Option<Money>,
    /// How much the payment was; an item that holds its money is about less after some of it went back by hand.
    pub captured: Option<Money>,
}

/// One thing that is known, worded by the page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "evidence")]
pub enum Evidence {
    /// More came than the price.
    TooMuch {
        /// By how much.
        excess: Money,
    },
    /// Less came than the price.
    TooLittle {
        /// By how much.
        missing: Money,
    },
    /// A part of it went back by hand, and was booked: this is about the rest.
    PartWentBack {
        /// How much.
        amount: Money,
    },
    /// What came is in another currency.
    OtherCurrency,
    /// The amount is right, and yet the order could not take it.
    AmountIsRight,
    /// The amount is right; the earlier periods whose unused time the price counted are not what they were.
    CountedChanged,
    /// The order still waits for its payment.
    OrderWaits {
        /// Until when.
        until: Timestamp,
    },
    /// The order's time is over.
    OrderExpired {
        /// Since when.
        at: Timestamp,
    },
    /// The order is paid, or was.
    OrderPaid,
    /// Nobody else sits on the order's seat.
    SeatFree,
    /// Every seat is taken: the money can only go back.
    NoSeatLeft,
    /// What was ordered gives its buyer no time any more: its fixed end is reached, or what they have lasts as long.
    NoTimeLeft,
    /// The order gave its coupon back when it ran out, and there is no room for it any more: its price is not to be had again.
    CouponGone,
    /// The number is none of ours, or was paid before.
    NumberUnknown,
    /// Orders of the same buyer wait for exactly this amount.
    OthersWait {
        /// How many.
        count: u32,
    },
    /// The gateway accepted the refund and could not carry it out: the account it came from takes nothing any more.
    RefundAbnormal,
    /// The gateway keeps the money of the refund, and refuses any other number: somebody says at its own desk where it goes.
    SettledThere {
        /// Our number of the refund, as its desk knows it.
        number: String,
    },
    /// The gateway paid the refund into our own bank account.
    BackWithUs,
    /// A part of the refund went back by hand: this is what is still owed.
    RestOwed,
    /// The gateway refuses the refund.
    RefundRefused {
        /// Its code.
        code: String,
    },
    /// Our account at the gateway held too little for a day.
    AccountShort,
    /// The gateway has not done the refund, and says nothing final: it is asked about on.
    RefundLate {
        /// Since when it was asked for.
        since: Timestamp,
    },
    /// The gateway does not let our account ask for it: the host has to set something right there.
    RefundNotLet {
        /// Its code.
        code: String,
    },
    /// The bill has it, our books do not.
    OnlyOnTheBill,
    /// Our books have it, the bill does not.
    OnlyInTheBooks,
    /// Bill and books have different amounts.
    AmountsDiffer {
        /// What the bill says.
        theirs: Money,
        /// What our books say.
        ours: Money,
    },
    /// The gateway sent this money back, and we did not ask it to.
    SentUnasked,
    /// The gateway took money of this payment: what became of it is decided there first.
    TakenOutside {
        /// How much.
        amount: Money,
    },
    /// The bank has not decided: until then the money can come back.
    BankUndecided,
    /// A refund of the payment is on its way: it arrives or fails first.
    RefundUnderWay,
    /// A bank disputes what is no sale of ours.
    DisputeOfNothing,
    /// A bank disputes more than is left of a sale.
    DisputeAboveTheSale,
}

/// What can be decided and what is suggested. The suggestion is one of the possible ones.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Advice {
    /// What is known.
    pub evidence: Vec<Evidence>,
    /// What can be decided, the suggestion first.
    pub possible: Vec<DecisionKind>,
}

impl Advice {
    /// What is suggested; nothing while there is something better to do than to decide.
    pub fn suggested(&self) -> Option<DecisionKind> {
        let is_elsewhere = |known: &Evidence| {
            matches!(
                known,
                Evidence::SettledThere { .. } | Evidence::RefundNotLet { .. } | Evidence::RefundLate { .. }
            )
        };
        let elsewhere = self.evidence.iter().any(is_elsewhere);
        self.possible.first().copied().filter(|_| !elsewhere)
    }
}

impl Review {
    /// What can be decided about this item.
    pub fn advice(&self, facts: &ReviewFacts) -> Advice {
        let mut advice = self.all_advice(facts);
        if facts.disputed || !facts.counted.is_empty() {
            let buys = [DecisionKind::Settle, DecisionKind::SettleAndRefundExcess, DecisionKind::MoveTo];
            advice.possible.retain(|kind| !buys.contains(kind));
        }
        if facts.coupon_gone {
            let at_its_price = [DecisionKind::Settle, DecisionKind::SettleAndRefundExcess];
            advice.possible.retain(|kind| !at_its_price.contains(kind));
        }
        // It answers this one, or a part of it: whatever is decided first is wrong about the amount.
        if let Some(amount) = facts.taken {
            advice.evidence.push(Evidence::TakenOutside { amount });
            advice.possible.clear();
        }
        advice
    }

    fn all_advice(&self, facts: &ReviewFacts) -> Advice {
        match self.kind {
            ReviewKind::AmountMismatch => self.about_an_amount(facts),
            ReviewKind::UnknownOrder => Advice {
                evidence: [Evidence::NumberUnknown]
                    .into_iter()
                    .chain(self.went_back(facts).map(|amount| Evidence::PartWentBack { amount }))
                    .collect(),
                possible: vec![DecisionKind::Refund, DecisionKind::MoveTo],
            },
            ReviewKind::RefundFailed => about_a_refund(facts),
            ReviewKind::BillDiffers => {
                Advice { evidence: self.differs(), possible: vec![DecisionKind::Ignore] }
            }
            ReviewKind::DisputeUnexplained => {
                let known = self.order.is_some();
                let what = if known { Evidence::DisputeAboveTheSale } else { Evidence::DisputeOfNothing };
                self.about_what_was_taken(what, facts)
            }
            ReviewKind::RefundUnasked => self.about_what_was_taken(Evidence::SentUnasked, facts),
            // Proposed when it came: there is only yes and no, and the refund's own rules decide what yes does.
            ReviewKind::RefundProposed => {
                Advice { evidence: Vec::new(), possible: vec![DecisionKind::Refund] }
            }
        }
    }

    fn about_an_amount(&self, facts: &ReviewFacts) -> Advice {
        let mut evidence: Vec<Evidence> = self.amount_beside_the_price(facts).into_iter().collect();
        evidence.extend(self.went_back(facts).map(|amount| Evidence::PartWentBack { amount }));
        let mut possible = Vec::new();
        let settles = facts.order.as_ref().is_some_and(|order| {
            evidence.extend(standing(order, &facts.seat));
            facts.seat.can_be_paid(order)
                && !facts.no_time_left
                && order.price.currency() == self.amount.currency()
        });
        if facts.no_time_left {
            evidence.push(Evidence::NoTimeLeft);
        }
        if facts.coupon_gone {
            evidence.push(Evidence::CouponGone);
        }
        let price = facts.order.as_ref().map(|order| order.price);
        if settles && price.is_some_and(|price| self.amount.minus(price).is_ok_and(Money::is_positive)) {
            possible.push(DecisionKind::SettleAndRefundExcess);
        }
        possible.push(DecisionKind::Refund);
        if settles {
            possible.push(DecisionKind::Settle);
        }
        if !facts.candidates.is_empty() {
            evidence.push(Evidence::OthersWait {
                count: u32::try_from(facts.candidates.len()).unwrap_or(u32::MAX),
            });
        }
        possible.push(DecisionKind::MoveTo);
        Advice { evidence, possible }
    }

    /// What is known of ours is booked; of what is none of ours the suggestion is to leave it.
    fn about_what_was_taken(&self, what: Evidence, facts: &ReviewFacts) -> Advice {
        let mut advice = Advice { evidence: vec![what], possible: vec![DecisionKind::Ignore] };
        let Some(taking) = &facts.taking else { return advice };
        match self.taken_from(taking) {
            Ok(_) => {
                let at = usize::from(!taking.is_ours() && facts.order.is_none());
                advice.possible.insert(at, DecisionKind::Taken);
                if self.taken_apart(taking).is_some() {
                    advice.possible.insert(at.saturating_add(1), DecisionKind::TakenApart);
                }
            }
            Err(NotYet::Bank) => advice.evidence.push(Evidence::BankUndecided),
            Err(NotYet::Refund) => advice.evidence.push(Evidence::RefundUnderWay),
        }
        advice
    }

    fn amount_beside_the_price(&self, facts: &ReviewFacts) -> Option<Evidence> {
        let price = self.expected?;
        let Ok(excess) = self.amount.minus(price) else { return Some(Evidence::OtherCurrency) };
        Some(match excess.minor() {
            0 if !facts.counted.is_empty() => Evidence::CountedChanged,
            0 if self.went_back(facts).is_some() => return None,
            0 => Evidence::AmountIsRight,
            1.. => Evidence::TooMuch { excess },
            _ => Evidence::TooLittle { missing: excess.negated() },
        })
    }

    /// How much of the payment went back by hand since it waits.
    fn went_back(&self, facts: &ReviewFacts) -> Option<Money> {
        let more = facts.captured.and_then(|captured| captured.minus(self.amount).ok());
        more.filter(|more| more.is_positive())
    }

    fn differs(&self) -> Vec<Evidence> {
        let ours = self.expected.unwrap_or(Money::zero(self.amount.currency()));
        vec![match (self.amount.is_zero(), ours.is_zero()) {
            (false, true) => Evidence::OnlyOnTheBill,
            (true, _) => Evidence::OnlyInTheBooks,
            (false, false) => Evidence::AmountsDiffer { theirs: self.amount, ours },
        }]
    }
}

fn standing(order: &Order, seat: &SeatFacts) -> Vec<Evidence> {
    let mut known = match order.state {
        OrderState::Pending => vec![Evidence::OrderWaits { until: order.expires_at }],
        OrderState::Expired { at } => vec![Evidence::OrderExpired { at }],
        OrderState::Paid { .. } | OrderState::RefundPending { .. } | OrderState::Refunded { .. } => {
            return vec![Evidence::OrderPaid];
        }
    };
    if seat.need == SeatNeed::One {
        known.push(if seat.free { Evidence::SeatFree } else { Evidence::NoSeatLeft });
    }
    known
}

/// An account that takes nothing any more will not take it under another number either, and a gateway that keeps the money
/// refuses one; everything else is worth another try.
fn about_a_refund(facts: &ReviewFacts) -> Advice {
    let by_hand = || vec![DecisionKind::RefundedOutside];
    let again = || vec![DecisionKind::RefundAgain, DecisionKind::RefundedOutside];
    if let Some(refund) = facts.refund.as_ref().filter(|refund| refund.is_settled_there()) {
        let number = refund.refund_number.clone();
        let evidence = vec![Evidence::RefundAbnormal, Evidence::SettledThere { number }];
        return Advice { evidence, possible: by_hand() };
    }
    if let Some(refund) = facts.refund.as_ref().filter(|refund| refund.was_not_let()) {
        let evidence = vec![Evidence::RefundNotLet { code: refund.failure.clone() }];
        return Advice { evidence, possible: again() };
    }
    let is_late = |refund: &&Refund| [Refund::TOO_LONG, Refund::ONCE_MORE].contains(&refund.failure.as_str());
    let late = facts.refund.as_ref().filter(is_late);
    if let Some(since) = late.map(|refund| refund.created_at) {
        return Advice { evidence: vec![Evidence::RefundLate { since }], possible: again() };
    }
    let failure = facts.refund.as_ref().map_or("", |refund| refund.failure.as_str());
    let (evidence, possible) = match failure {
        Refund::ABNORMAL | Refund::CAME_BACK => {
            (Evidence::RefundAbnormal, vec![DecisionKind::RefundedOutside, DecisionKind::RefundAgain])
        }
        Refund::BACK_WITH_US => (Evidence::BackWithUs, by_hand()),
        Refund::REST => (Evidence::RestOwed, again()),
        Refund::NOT_ENOUGH => (Evidence::AccountShort, again()),
        code => (Evidence::RefundRefused { code: code.to_owned() }, again()),
    };
    Advice { evidence: vec![evidence], possible }
}
