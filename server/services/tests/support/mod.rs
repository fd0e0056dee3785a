//! The outside world in memory: two databases, a gateway, clocks and randomness that tests hold in their hands. Every
//! call from a use case to the outside passes one [`Switch`], which can make any of them fail.

mod audit;
mod clock;
mod commerce;
mod facts;
mod gateway;
mod people;
mod switch;
mod tables;
mod writes;

pub use audit::breaks;
pub use clock::{Seeded, TestClock};
pub use commerce::MemoryCommerce;
pub use gateway::{Book, TestGateway};
pub use people::MemoryPeople;
pub use switch::{Cut, Switch};
pub use tables::Tables;
