//! The payout engine: runs, the way of each payout, and what rails tell. The numbers 4.4 a–r in test names are the
//! defects of the model platform that this house sets out not to have.

mod defects;
mod fallback;
mod guards;
mod money;
mod news;
mod runs;
mod sending;
mod steps;
