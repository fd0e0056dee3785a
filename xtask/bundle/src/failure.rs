//! The one error of this program: a sentence for the person at the keyboard.

use std::fmt::{Display, Formatter};
use std::path::Path;

/// Why the site could not be made, as a sentence.
#[derive(Debug)]
pub struct Failure(pub String);

impl Display for Failure {
    fn fmt(&self, formatter: &mut Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(&self.0)
    }
}

/// Says which path an error belongs to: the standard library's errors do not.
pub trait About<T> {
    /// Turns the error into a [`Failure`] that names what was being done, and to which path.
    fn about(self, doing: &str, path: &Path) -> Result<T, Failure>;
}

impl<T, E: Display> About<T> for Result<T, E> {
    fn about(self, doing: &str, path: &Path) -> Result<T, Failure> {
        self.map_err(|error| Failure(format!("cannot {doing} {}: {error}", path.display())))
    }
}
