//! The sandbox over real HTTP: a merchant that signs, a shop that is notified, and everything that can go wrong.
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "helpers of tests fail by panicking, like the tests themselves"
)]

mod alipay;
mod bank;
mod control;
mod faults;
mod keys;
mod merchant;
mod native;
mod notifications;
mod query_and_close;
mod rail_faults;
mod refunds;
mod shop;
mod signatures;
mod stripe_checkout;
mod stripe_idempotency;
mod stripe_payouts;
mod support;
mod wallet;
mod wechat;
