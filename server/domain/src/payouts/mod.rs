//! Payouts: when creators are paid, what it costs, and who may be paid at once.

mod payout;
mod settings;

pub use payout::{Destination, Payout, PayoutKind, PayoutOutcome, Rail, Standing};
pub use settings::{Fallback, PayoutSettings, Schedule, UnknownCode};
