//! Months of payouts, played from a seed: sales, refunds beyond the balance, disputes, credits, switches of schedule and
//! destination, pauses, on a rail that fails, is silent after success, loses requests, doubles and delays its events and
//! takes money back; in a program that is killed anywhere and started again, and that runs twice at once.
//!
//! The same play is put on the database in memory, on SQLite and on PostgreSQL. At every step the books balance.

mod acts;
mod dice;
mod house;
mod opening;
mod play;
mod rail;
mod script;

pub use self::{
    dice::{Dice, SceneClock},
    house::{Crash, House, SharedHouse},
    play::{Play, play},
};
