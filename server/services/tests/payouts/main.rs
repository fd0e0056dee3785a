//! Payout settings, told as stories: a creator opens the page, changes something, and sees what came of it. The numbers
//! 4.4 a–r in test names are the defects of the model platform that this house sets out not to have.

#[cfg(test)]
mod faults;
#[cfg(test)]
mod memory;
#[cfg(test)]
mod page;
#[cfg(test)]
mod refusals;
#[cfg(test)]
mod saves;
#[cfg(test)]
mod world;
