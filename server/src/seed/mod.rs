//! Worlds to fill empty databases with.

mod bench;
mod demo;
mod dice;
mod history;
mod people;
mod shelves;

pub use bench::bench;
pub use demo::demo;
pub use people::demo_people;
