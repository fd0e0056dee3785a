//! Payouts: when creators are paid, what it costs, and who may be paid at once.

mod booking;
mod change;
mod eligibility;
mod fee;
mod funds;
mod payout;
mod plan;
mod schedule;
mod settings;

pub use change::{Change, changes};
pub use eligibility::{Check, Eligibility, EligibilityFacts, PausedBy, Requirement};
pub use fee::{EqualParts, InstantPart, InstantQuote, InstantTerms, NoQuote};
pub use funds::{Funds, RecentAmount, Share};
pub use payout::{Destination, Payout, PayoutKind, PayoutOutcome, Rail, Standing};
pub use plan::{NextPayout, NoPayout, Obstacle, PlanFacts, Planned, Planner, Preview};
pub use schedule::{Calendar, Run};
pub use settings::{Fallback, PayoutSettings, Schedule, UnknownCode};
