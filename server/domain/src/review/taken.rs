//! What a gateway took outside of us: a dispute beyond its sale, a refund made by hand in its console. It is booked where
//! the money lies in our books, in this order: money that waits for a person, a refund that failed, what is left of the
//! sale, which its creator bears because its buyer has the price back. What lies nowhere is the platform's loss. Where
//! less was taken than waits or failed, it answers a part, and the rest stays owed.

use super::{Review, ReviewKind};
use crate::{
    money::Money,
    order::{Order, OrderState, Refund, SaleToRefund},
};

/// What is known about the payment that a gateway took money of.
#[expect(clippy::struct_excessive_bools, reason = "each is one fact by itself")]
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Taking {
    /// Whether the bank has not decided a dispute about it.
    pub undecided: bool,
    /// Whether a refund of it is on its way.
    pub under_way: bool,
    /// Whether it went out under a number of ours.
    pub is_known: bool,
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

    /// What is left of the sale, while it is one.
    fn left(&self) -> Option<Money> {
        let is_sold = |sale: &&SaleToRefund| matches!(sale.order.state, OrderState::Paid { .. });
        self.sale.as_ref().filter(is_sold).map(SaleToRefund::left)
    }
}

/// Where the money lay that a gateway took.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TakenFrom {
    /// The items that held it: nobody loses anything.
    pub waiting: Vec<Review>,
    /// The refunds that failed, each with its item: the payer has the money by this way.
    pub failed: Vec<(Refund, Review)>,
    /// What holds more than was left to explain, of which a part was taken.
    pub part: Option<TakenPart>,
    /// How much the sale's creator bears: never more than is left of it.
    pub creator: Money,
    /// How much the platform bears.
    pub platform: Money,
}

impl TakenFrom {
    /// How much of money that waits was taken.
    pub fn of_what_waits(&self) -> Money {
        let part = self.part.iter().filter(|part| part.refund.is_none()).map(|part| part.taken);
        self.sum(self.waiting.iter().map(|item| item.amount).chain(part))
    }

    /// How much of refunds that failed the payer has by this way.
    pub fn of_what_failed(&self) -> Money {
        let part = self.part.iter().filter(|part| part.refund.is_some()).map(|part| part.taken);
        self.sum(self.failed.iter().map(|(refund, _)| refund.amount).chain(part))
    }

    /// How much is still owed of the refund of which a part was answered.
    pub fn still_owed(&self) -> Option<Money> {
        self.part.as_ref().filter(|part| part.refund.is_some()).map(|part| part.rest)
    }

    fn sum(&self, amounts: impl Iterator<Item = Money>) -> Money {
        let currency = self.platform.currency();
        Money::sum(currency, amounts).unwrap_or(Money::zero(currency))
    }
}

/// A part of what waits, or of what failed to go back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TakenPart {
    /// The item about all of it.
    pub item: Review,
    /// The refund that failed; none for money that waits.
    pub refund: Option<Refund>,
    /// How much of it was taken.
    pub taken: Money,
    /// How much still waits, or is still owed.
    pub rest: Money,
}

/// What has to come first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotYet {
    /// The bank decides.
    Bank,
    /// A refund of the payment arrives or fails.
    Refund,
}

/// One place where money of the payment lies.
struct Place {
    item: Review,
    refund: Option<Refund>,
    amount: Money,
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
        let outflow = self.outflow().unwrap_or(Money::zero(self.amount.currency()));
        let (whole, part, rest) = laid_out(outflow, places(taking, outflow));
        let (mut waiting, mut failed) = (Vec::new(), Vec::new());
        for place in whole {
            match place.refund {
                Some(refund) => failed.push((refund, place.item)),
                None => waiting.push(place.item),
            }
        }
        let nothing = Money::zero(rest.currency());
        let creator = taking.left().and_then(|left| left.at_most(rest).ok()).unwrap_or(nothing);
        let platform = rest.minus(creator).unwrap_or(rest);
        Ok(TakenFrom { waiting, failed, part, creator, platform })
    }

    /// Whether what was taken is a refund that our books do not have: somebody made it by hand. A dispute is none, and what
    /// went out under a number of ours has its row.
    pub(super) fn is_new_refund(&self, taking: &Taking) -> bool {
        self.kind == ReviewKind::RefundUnasked && !taking.is_known
    }

    /// The same, when it answers nothing that is owed: all of it is of the sale. `None` when it is more than is left of
    /// that, or when there is nothing else that it could answer.
    pub fn taken_apart(&self, taking: &Taking) -> Option<TakenFrom> {
        let from = self.taken_from(taking).ok()?;
        let answers = !from.waiting.is_empty() || !from.failed.is_empty() || from.part.is_some();
        let outflow = self.outflow().filter(|_| answers)?;
        let fits = |left: &Money| left.minus(outflow).is_ok_and(|rest| rest.minor() >= 0);
        let creator = taking.left().filter(fits).map(|_| outflow)?;
        let platform = Money::zero(outflow.currency());
        Some(TakenFrom { waiting: Vec::new(), failed: Vec::new(), part: None, creator, platform })
    }
}

/// Every place where money of the payment lies, what waits first, the smallest first. One of exactly the amount goes before
/// all others. What is in another currency is something else.
fn places(taking: &Taking, outflow: Money) -> Vec<Place> {
    let waiting =
        taking.waiting.iter().map(|item| Place { item: item.clone(), refund: None, amount: item.amount });
    let failed = taking.failed.iter().map(|(refund, item)| Place {
        item: item.clone(),
        refund: Some(refund.clone()),
        amount: refund.amount,
    });
    let mut all: Vec<Place> =
        waiting.chain(failed).filter(|place| place.amount.currency() == outflow.currency()).collect();
    all.sort_by_key(|place| (place.amount != outflow, place.refund.is_some(), place.amount.minor()));
    all
}

/// Takes one place after the other until nothing is left to explain: those that were taken whole, the one of which only a
/// part was, and what lies in none.
fn laid_out(outflow: Money, places: Vec<Place>) -> (Vec<Place>, Option<TakenPart>, Money) {
    let (mut rest, mut whole) = (outflow, Vec::new());
    for place in places {
        if rest.is_zero() {
            break;
        }
        let Ok(over) = place.amount.minus(rest) else { continue };
        if over.is_positive() {
            let part = TakenPart { item: place.item, refund: place.refund, taken: rest, rest: over };
            return (whole, Some(part), Money::zero(rest.currency()));
        }
        rest = over.negated();
        whole.push(place);
    }
    (whole, None, rest)
}
