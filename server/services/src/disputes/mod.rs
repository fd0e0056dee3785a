//! Disputes: a payer's bank takes captured money back. The creator's balance gives it at once, and gets it back when the
//! dispute is won; when it is lost, what the money bought ends.

mod attach;
mod evidence;
mod hear;
mod lost;
mod page;

pub use evidence::EvidenceOutcome;
pub(crate) use page::line;

use crate::after_payment::AfterPayment;

/// What becomes of disputes.
pub struct Disputes {
    parts: AfterPayment,
}

impl Disputes {
    /// Puts the service together.
    pub fn new(parts: AfterPayment) -> Self {
        Self { parts }
    }
}
