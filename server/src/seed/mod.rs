//! Worlds to fill empty databases with.

mod bench;
mod demo;
mod dice;
mod history;
mod payday;
mod people;
mod shelves;
mod story;

pub use bench::bench;
pub use demo::demo;
pub use people::demo_people;
