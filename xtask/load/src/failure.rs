//! The one error of this program.

use std::fmt::Display;

/// Why a load could not be made.
#[derive(Debug)]
pub struct Failure(pub String);

/// Says what was being done when an error came.
pub trait Doing<T> {
    /// Turns any error into a [`Failure`].
    fn doing(self, what: impl Display) -> Result<T, Failure>;
}

impl<T, E: Display> Doing<T> for Result<T, E> {
    fn doing(self, what: impl Display) -> Result<T, Failure> {
        self.map_err(|error| Failure(format!("cannot {what}: {error}")))
    }
}
