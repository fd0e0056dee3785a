//! Disputes: a payer's bank takes captured money back. The creator's balance gives it at once, and gets it back when the
//! dispute is won; the membership ends when it is lost.

mod evidence;
mod hear;

pub use evidence::EvidenceOutcome;

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
