//! Memberships, and the access that is derived from them.

mod access;
mod state;

pub use access::{Access, access};
pub use state::{Membership, MembershipState};
