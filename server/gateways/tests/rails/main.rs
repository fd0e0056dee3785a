//! The payout rails: one suite that each of them passes, and what is special about two of them.

#[cfg(test)]
mod bank_codes;
#[cfg(test)]
mod bank_driver;
#[cfg(test)]
mod conformance;
#[cfg(test)]
mod driver;
#[cfg(test)]
mod events;
#[cfg(test)]
mod file_driver;
#[cfg(test)]
mod lost_answers;
#[cfg(test)]
mod sandbox_control;
#[cfg(test)]
mod settings;
#[cfg(test)]
mod stripe;
#[cfg(test)]
mod stripe_driver;
