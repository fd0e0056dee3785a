//! What crosses the wire: forms and read models, as plain data. Services fill them, pages show them.

mod account;
mod community;
mod lists;
pub mod messages;
mod order;
pub mod payouts;
mod problem;
pub mod team;

pub use account::{SignInDraft, SignUpDraft, Viewer};
pub use community::{AgreementView, CheckoutView, CommunityHead, CommunityView, TierView};
pub use lists::{MembershipView, SaleLine, SalesView};
pub use order::{OrderStage, OrderView, StatusView};
pub use problem::{Problem, ProblemCode};
