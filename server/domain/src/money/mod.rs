//! Exact money: integer minor units with their currency.

mod amount;
mod basis_points;
mod currency;
mod format;
mod parse;
mod split;

pub use amount::{Money, MoneyError};
pub use basis_points::BasisPoints;
pub use currency::{Currency, UnknownCurrency};
pub use format::format_money;
pub use parse::{ParseMoneyError, parse_money};
pub use split::split_evenly;
