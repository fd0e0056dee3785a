//! Memberships, and the access that is derived from them.

mod access;
mod afterwards;
mod paid_time;
mod state;

pub use access::{Access, access};
pub use afterwards::{Afterwards, PeriodBeside};
pub use paid_time::PaidTime;
pub use state::{Membership, MembershipState};
