//! Words that an operator has to give.

use domain::view::{Problem, ProblemCode};

/// Longest text, in characters.
const LONGEST: u32 = 300;

/// A text that says something, without the space around it.
pub(super) fn read(field: &'static str, typed: &str) -> Result<String, Problem> {
    let text = typed.trim();
    let length = u32::try_from(text.chars().count()).unwrap_or(u32::MAX);
    if length == 0 || length > LONGEST {
        return Err(Problem::at(field, ProblemCode::TextMissing { longest: LONGEST }));
    }
    Ok(text.to_owned())
}
