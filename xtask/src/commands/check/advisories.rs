//! Known vulnerabilities, by `cargo audit`, where it is installed and can reach its database.

use crate::failure::Outcome;
use crate::{cargo, process};

/// The findings, or nothing when nobody could be asked.
pub fn judge() -> Outcome<Option<Vec<String>>> {
    if process::found("cargo-audit").is_none() {
        return Ok(None);
    }
    let ended = process::captured(cargo::command(&["audit"]))?;
    if ended.success {
        return Ok(Some(Vec::new()));
    }
    Ok(ended.text.contains("ID:").then(|| ended.text.lines().map(str::to_owned).collect()))
}
