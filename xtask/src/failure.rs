//! The one error of this program: a sentence for the person at the keyboard.

use std::fmt::{Display, Formatter};

/// Why something could not be done, and where possible what to do about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failure(pub String);

/// What nearly everything here returns.
pub type Outcome<T = ()> = Result<T, Failure>;

impl Display for Failure {
    fn fmt(&self, formatter: &mut Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(&self.0)
    }
}

/// Says what was being done when an error came.
pub trait Doing<T> {
    /// Turns any error into a [`Failure`] that begins with `cannot <what>`.
    fn doing(self, what: impl Display) -> Outcome<T>;
}

impl<T, E: Display> Doing<T> for Result<T, E> {
    fn doing(self, what: impl Display) -> Outcome<T> {
        self.map_err(|error| Failure(format!("cannot {what}: {error}")))
    }
}
