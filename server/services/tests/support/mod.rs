//! The outside world in memory: two databases, a gateway, clocks and randomness that tests hold in their hands. Every
//! call from a use case to the outside passes one [`Switch`], which can make any of them fail.

mod after_payment;
mod after_payment_facts;
mod after_payment_rows;
mod audit;
mod clock;
mod commerce;
mod desk;
mod facts;
mod gateway;
mod journal;
mod ledger;
mod letters;
mod messages;
mod payout_reads;
mod payout_writes;
mod payouts;
mod people;
mod periods;
mod rail;
mod shop;
mod switch;
mod tables;
mod team;
mod writes;

pub use audit::breaks;
pub use clock::{Seeded, TestClock};
pub use commerce::MemoryCommerce;
pub use gateway::{Book, Payment, TestGateway};
pub use ledger::Ledger;
pub use letters::PlainWriter;
pub use messages::TestMessenger;
pub use people::MemoryPeople;
pub use rail::TestRail;
pub use switch::{Cut, Switch};
pub use tables::Tables;
