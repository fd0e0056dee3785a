//! Percentages as whole basis points: 300 is 3 %.

use serde::{Deserialize, Serialize};

/// A rate in basis points (hundredths of a percent).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct BasisPoints(u32);

impl BasisPoints {
    /// One whole: 100 %.
    pub const WHOLE: u32 = 10_000;

    /// A rate from basis points.
    pub const fn new(basis_points: u32) -> Self {
        Self(basis_points)
    }

    /// The number of basis points.
    pub const fn get(self) -> u32 {
        self.0
    }

    /// `part` of `whole` as a rate, rounded to the nearest basis point (half up); zero when `whole` is not positive.
    pub fn ratio(part_minor: i64, whole_minor: i64) -> Self {
        let (part, whole) = (i128::from(part_minor.max(0)), i128::from(whole_minor));
        if whole <= 0 {
            return Self(0);
        }
        let doubled = part.saturating_mul(20_000).saturating_add(whole);
        let rounded = doubled.checked_div(whole.saturating_mul(2)).unwrap_or(0);
        Self(u32::try_from(rounded).unwrap_or(u32::MAX))
    }

    /// As text: `3`, `2.91`, `0.5`, without the percent sign.
    pub fn percent(self) -> String {
        let (whole, rest) = (self.0.div_euclid(100), self.0.rem_euclid(100));
        match (rest, rest.rem_euclid(10)) {
            (0, _) => whole.to_string(),
            (_, 0) => format!("{whole}.{}", rest.div_euclid(10)),
            _ => format!("{whole}.{rest:02}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::BasisPoints;

    #[test]
    fn rates_read_as_a_person_writes_them() {
        assert_eq!(BasisPoints::new(300).percent(), "3");
        assert_eq!(BasisPoints::new(291).percent(), "2.91");
        assert_eq!(BasisPoints::new(50).percent(), "0.5");
        assert_eq!(BasisPoints::ratio(321, 11_000), BasisPoints::new(292));
        assert_eq!(BasisPoints::ratio(29_126, 1_000_000), BasisPoints::new(291));
        assert_eq!(BasisPoints::ratio(1, 0), BasisPoints::new(0));
    }
}
