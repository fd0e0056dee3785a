//! The ways on Sqlite.

pub type Db = sqlx::Sqlite;
pub const BEGIN: &str = "BEGIN IMMEDIATE";
/// The rows of the JSON array of arrays in `$1`.
macro_rules! rows {
    () => {
        "json_each($1)"
    };
}
#[path = "ways.rs"]
#[expect(clippy::duplicate_mod, reason = "one text, compiled for each database, as in the store")]
pub mod ways;
