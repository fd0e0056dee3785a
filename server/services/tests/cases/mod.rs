//! Ten thousand cases of an order, played from a seed: two tabs, three channels that are changed in the middle, one of them
//! through two accounts of which the first is switched off now and then, payments inside the wallet, coupons and seats that
//! several people want at once, upgrades and renewals, right and wrong amounts, money that comes late, twice, or under a
//! number nobody knows, notifications that are lost, doubled, reordered, delayed, replayed and forged, sales that are given
//! back, banks that take money back, a staff that decides and has to agree, gateways that do not answer, or answer and are
//! not heard, and a program that is killed anywhere and started again.
//!
//! The same cases are played on the database in memory, on SQLite and on PostgreSQL. After every case the books are audited:
//! each captured payment is answered by exactly one of a membership, a review item and a refund. At the end of a season the
//! staff has emptied its queue, the night has heard what was lost, and everything that came of the orders and payments is
//! counted: see [`Tally`].

mod acts;
mod after;
mod book;
mod case;
mod counted;
mod curtain;
mod ends;
mod gateway;
mod lost_day;
mod ordering;
mod paying;
mod shop;
mod stage;
mod tally;
mod wallet;

pub use case::{Season, play_season};
pub use lost_day::play_lost_day;
pub use tally::Tally;
