//! What pages are made of. One component per file; each knows markup and words, none knows a service.

mod account;
mod afterwards;
mod amount;
mod document;
mod error_summary;
mod field;
mod footer;
mod header;
mod icon;
mod moment;
mod paging;
mod qr;
mod seal;
mod sentence;
mod switch;
mod table;
mod text_area;

pub use account::{AccountField, AccountNote, AccountSwitch};
pub use afterwards::{Afterwards, Returns};
pub use amount::Amount;
pub use document::{Document, Indexing};
pub use error_summary::{ErrorSummary, FieldError};
pub use field::Field;
pub use icon::{Icon, Shape};
pub use moment::{Date, Hour, Moment, ShortDate, ShortMoment};
pub use paging::Paging;
pub use qr::Qr;
pub use seal::Seal;
pub use sentence::{Place, Sentence};
pub use switch::{Switch, Way};
pub use table::Table;
pub use text_area::TextArea;
