//! Disputes: a payer's bank takes captured money back. The creator's balance gives it at once, and gets it back when the
//! dispute is won; the membership ends when it is lost, and so do those that its money paid for as a credit of upgrades.

mod attach;
mod evidence;
mod hear;
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
