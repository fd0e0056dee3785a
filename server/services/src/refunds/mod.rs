//! Giving a sale back: asked for by its member within the product's rule, given by its creator or by the staff. What is
//! asked here is carried out by the till's rounds.

mod afterwards;
mod give;
mod page;
mod seat;

pub(crate) use afterwards::afterwards;
pub(crate) use give::beside;

use domain::{
    id::ReviewId,
    order::SaleToRefund,
    view::{Problem, refunds::RefundDraft},
};

use crate::{after_payment::AfterPayment, ports::SaleFacts, rate_limit::RateLimit};

/// Refunds of sales.
pub struct RefundDesk {
    parts: AfterPayment,
    /// The refunds of each person of a creator's team.
    limit: RateLimit,
}

/// How asking for a refund ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RefundOutcome {
    /// The money is on its way: the order page says so.
    Started,
    /// It is not given; the reasons, and what was typed.
    Refused(Vec<Problem>, RefundDraft),
    /// Above the limit: somebody else of the staff has to agree, in the review queue.
    Proposed(ReviewId),
    /// There is no such order of theirs.
    NotFound,
}

/// What was typed into the form of a refund.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RefundForm {
    /// The amount; empty for all that is left.
    pub amount: String,
    /// What the page said was left of the sale, so that a form sent twice gives once; empty where nobody was told.
    pub left: String,
    /// The periods that the page said are valid again by it, by their identifiers, apart by commas: none of them stays
    /// counted without anybody having said so. Empty where nobody was told.
    pub returns: String,
    /// The reason, in words.
    pub note: String,
}

impl RefundDesk {
    /// Puts the service together.
    pub fn new(parts: AfterPayment) -> Self {
        // Twenty at once, then one a minute: whoever takes over a session does not empty the account with it.
        Self { parts, limit: RateLimit::new(20, 60_000) }
    }
}

/// A sale as the rule wants it.
pub(crate) fn sale(facts: &SaleFacts) -> SaleToRefund {
    SaleToRefund {
        order: facts.order.clone(),
        sold_for: facts.sale.amount,
        captured_at: facts.sale.captured_at,
        booked_at: facts.sale.booked_at,
        payment: facts.payment.clone(),
        membership: facts.membership.clone(),
        refunds: facts.refunds.clone(),
        disputes: facts.disputes.clone(),
        counted: facts.counted,
        beside: facts.beside.clone(),
        asked_before: facts.asked_before,
    }
}
