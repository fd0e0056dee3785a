//! Worlds to fill empty databases with.

mod bench;
mod dice;
mod demo;
mod history;
mod people;
mod shelves;

pub use bench::bench;
pub use demo::demo;
pub use people::demo_people;
