//! The use cases, and the ports they need.
//!
//! This crate refuses to know SQL, HTTP and HTML. Each use case takes a typed actor, reads through a port, lets the
//! domain decide, and commits one unit of work, which is data ([`ports::Changes`]).
#![forbid(unsafe_code)]

pub mod actor;
pub mod after_payment;
pub mod catalogue;
pub mod checkout;
mod coupons;
pub mod disputes;
pub mod drafts;
mod fault;
pub mod feed;
pub mod identity;
pub mod lounge;
pub mod manage;
pub mod memberships;
pub mod messages;
pub mod orders;
pub mod payouts;
pub mod ports;
pub mod rate_limit;
pub mod reconcile;
pub mod refunds;
pub mod review;
pub mod sales;
mod seal;
mod services;
pub mod site;
pub mod team;
pub mod till;

pub use fault::Fault;
pub use seal::Secrets;
pub use services::{Parts, Services};
