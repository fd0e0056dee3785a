//! The ways on Postgres.

pub type Db = sqlx::Postgres;
pub const BEGIN: &str = "BEGIN";
/// The rows of the JSON array of arrays in `$1`.
macro_rules! rows {
    () => {
        "json_array_elements(CAST($1 AS JSON))"
    };
}
#[path = "ways.rs"]
#[expect(clippy::duplicate_mod, reason = "one text, compiled for each database, as in the store")]
pub mod ways;
