//! Payout settings: a creator opens the page, changes something, and sees what came of it. The numbers 4.4 a–r in test
//! names are the defects of the model platform that this house sets out not to have.

mod cycles;
mod faults;
mod money;
mod news;
mod page;
mod refusals;
mod saves;
mod world;
