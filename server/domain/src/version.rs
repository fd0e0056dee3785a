//! Versions of rows: an update names the version it was decided on, and the store makes it the next one.

/// A row that is updated under its version.
pub trait Versioned: Sized {
    /// The version.
    fn version_mut(&mut self) -> &mut i64;

    /// The row as it is stored after an update: for whoever goes on with it without reading it again.
    #[must_use]
    fn next_version(mut self) -> Self {
        let version = self.version_mut();
        *version = version.saturating_add(1);
        self
    }
}

macro_rules! versioned {
    ($($row:ty),+) => {$(
        impl Versioned for $row {
            fn version_mut(&mut self) -> &mut i64 {
                &mut self.version
            }
        }
    )+};
}

versioned!(crate::order::Order, crate::payouts::Payout, crate::payouts::PayoutRun);
