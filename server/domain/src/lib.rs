//! The rules of the house: money, time, orders, memberships and payouts.
//!
//! This crate refuses to do I/O, to read a clock, to draw randomness and to hold a float. It compiles to
//! WebAssembly as well, so that a preview in the browser and the booking on the server are one function.
#![forbid(unsafe_code)]
#![deny(clippy::float_arithmetic, clippy::wildcard_enum_match_arm)]
// In tests an overflow is a panic, and a panic is a failed test.
#![cfg_attr(not(test), deny(clippy::arithmetic_side_effects))]

pub mod catalogue;
pub mod id;
pub mod ledger;
pub mod locale;
pub mod membership;
pub mod message;
pub mod money;
pub mod order;
pub mod payouts;
pub mod people;
pub mod policy;
pub mod reconcile;
pub mod review;
pub mod time;
pub mod version;
pub mod view;
