//! What an instant payout costs. The preview in the browser and the booking on the server are the functions of this
//! folder: `rules` says which rate holds and why, `part` what one payout comes to, `quote` how a day is cut.

mod part;
mod quote;
mod rules;
mod terms;

pub use part::InstantPart;
pub use quote::{EqualParts, InstantQuote, NoQuote};
pub use rules::{FeePolicy, FeeRule, FeeTier, Promotion};
pub use terms::{InstantTerms, TermsAhead};

#[cfg(test)]
mod tests;
