//! What is special about payments by Stripe: each of its words by scripted answers, and its sandbox's own hard cases. What
//! every gateway has in common is in the conformance suite.

#[cfg(test)]
mod bill;
#[cfg(test)]
mod closing;
#[cfg(test)]
mod creating;
#[cfg(test)]
mod disputes;
#[cfg(test)]
mod events;
#[cfg(test)]
mod querying;
#[cfg(test)]
mod refunds;
#[cfg(test)]
mod sandbox;
#[cfg(test)]
mod sandbox_cases;
#[cfg(test)]
mod settings;
#[cfg(test)]
mod support;
