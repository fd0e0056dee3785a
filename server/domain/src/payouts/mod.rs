//! Payouts: when creators are paid, what it costs, and who may be paid at once.

mod account;
mod adjustment;
mod bic;
mod booking;
mod change;
mod credit;
mod decide;
mod destination;
mod eligibility;
mod fee;
mod funds;
mod iban;
mod item;
mod machine;
mod made;
mod payout;
mod plan;
mod rail;
mod run;
mod schedule;
mod settings;
mod volume;

pub use account::{AccountEvent, PayoutAccount, Remembered};
pub use adjustment::{Adjustment, AdjustmentKind};
pub use bic::{Bic, NotABic};
pub use change::{Change, changes};
pub use credit::{CreditState, NotDecided, PendingCredit};
pub use decide::{Decision, Verdict};
pub use destination::{Destination, Standing};
pub use eligibility::{Check, Eligibility, EligibilityFacts, PausedBy, Requirement};
pub use fee::{
    EqualParts, FeePolicy, FeeRule, FeeTier, InstantPart, InstantQuote, InstantTerms, NoQuote, Promotion,
    TermsAhead,
};
pub use funds::{Funds, RecentAmount, Reserve, Settled, Share};
pub use iban::{Iban, NotAnIban};
pub use item::{ItemOutcome, ItemRecord, PayoutItem, PayoutOutcome, SkipReason};
pub use machine::{NewsSource, NoStep, Patience, PayoutEvent, Step};
pub use made::{LookedAt, Made};
pub use payout::{Payout, PayoutKind, PayoutState};
pub use plan::{NextPayout, NoPayout, Obstacle, PlanFacts, Planned, Planner, Preview};
pub use rail::{FailureReason, Rail, RailNews};
pub use run::{PayoutRun, RunOrigin, RunState};
pub use schedule::{Calendar, Run, Schedule, Weekdays};
pub use settings::{Fallback, PayoutSettings, UnknownCode};

#[cfg(test)]
pub(crate) use schedule::testing as schedule_testing;
pub use volume::InstantVolume;
