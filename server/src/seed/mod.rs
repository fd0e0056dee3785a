//! Worlds to fill empty databases with.

mod dice;
mod demo;
mod history;
mod people;
mod shelves;

pub use demo::demo;
pub use people::demo_people;
