//! Lines of JSON on the standard output.

use std::io::Write as _;

use serde_json::Value;

use crate::Outcome;

/// Prints a line, at once: whoever asked waits for it.
pub fn print(value: &Value) -> Outcome {
    let mut output = std::io::stdout().lock();
    writeln!(output, "{value}")?;
    output.flush()?;
    Ok(())
}
