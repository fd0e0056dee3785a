//! Cutting an amount into parts that add up to it again.

/// Cuts `total_minor` into `parts` amounts that differ by at most one minor unit, larger parts first (largest
/// remainder). Empty when there are no parts or the total is negative.
pub fn split_evenly(total_minor: i64, parts: u16) -> Vec<i64> {
    let count = i64::from(parts);
    let (Some(quotient), Some(remainder)) =
        (total_minor.checked_div_euclid(count), total_minor.checked_rem_euclid(count))
    else {
        return Vec::new();
    };
    if total_minor < 0 {
        return Vec::new();
    }
    (0..count).map(|index| if index < remainder { quotient.saturating_add(1) } else { quotient }).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::split_evenly;

    proptest! {
        #[test]
        fn parts_sum_to_the_whole_and_differ_by_at_most_one(total in 0i64..10_000_000_000, parts in 1u16..500) {
            let cut = split_evenly(total, parts);
            prop_assert_eq!(cut.len(), usize::from(parts));
            prop_assert_eq!(cut.iter().sum::<i64>(), total);
            prop_assert!(cut.first().unwrap() - cut.last().unwrap() <= 1);
        }
    }
}
