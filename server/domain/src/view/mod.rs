//! What crosses the wire: forms and read models, as plain data. Services fill them, pages show them.

mod account;
mod community;
mod lists;
mod lounge;
pub mod manage;
pub mod messages;
mod order;
pub mod orders;
pub mod payouts;
mod price;
mod problem;
pub mod reconcile;
pub mod refunds;
pub mod review;
pub mod team;

pub use account::{SignInDraft, SignUpDraft, Viewer};
pub use community::{AgreementView, CheckoutView, CommunityHead, CommunityView, TierView};
pub use lists::{MembershipView, SaleLine, SalesView};
pub use lounge::{SeatView, TierDoor, TrialView};
pub use order::{DisputeView, OrderStage, OrderView, RefundView, StatusView};
pub use price::PriceView;
pub use problem::{Problem, ProblemCode};
