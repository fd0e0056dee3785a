//! Ten thousand cases of an order, played from a seed: two tabs, three channels that are changed in the middle, right and
//! wrong amounts, money that comes late, twice, or under a number nobody knows, notifications that are lost, doubled,
//! reordered, delayed and forged, gateways that do not answer, or answer and are not heard, and a program that is killed
//! anywhere and started again.
//!
//! The same cases are played on the database in memory, on SQLite and on PostgreSQL. After every case the whole book is
//! audited: each captured payment is answered by exactly one of a membership, a review item and a refund.

mod acts;
mod case;
mod gateway;
mod lost_day;
mod stage;

pub use case::{Season, Tally, play_season};
pub use lost_day::play_lost_day;
