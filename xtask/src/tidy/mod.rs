//! The rules of the house that neither Cargo nor clippy can express: at most ten, each with its reason.
//!
//! A rule reads text, not syntax: it is a fence, not a proof. Each has a test that shows it catching something.

mod arrows;
mod by_post;
mod feature_flags;
mod file_length;
mod floats;
mod http_client;
mod inline_style;
mod server_functions;
mod sql;
mod text_areas;
mod tree;

pub use tree::Tree;

/// A rule, and how to find where it is broken.
pub struct Rule {
    /// What must hold.
    pub name: &'static str,
    /// Why.
    pub reason: &'static str,
    /// The places where it does not hold.
    pub check: fn(&Tree) -> Vec<String>,
}

/// All of them. Before adding an eleventh, find one that Cargo or clippy has learnt to keep.
pub const RULES: [Rule; 10] = [
    arrows::RULE,
    by_post::RULE,
    feature_flags::RULE,
    file_length::RULE,
    floats::RULE,
    http_client::RULE,
    inline_style::RULE,
    server_functions::RULE,
    sql::RULE,
    text_areas::RULE,
];
