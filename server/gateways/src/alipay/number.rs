//! Our own numbers.

/// Whether the gateway takes it as the number of a payment or of a refund: up to 64 letters, digits and underscores.
pub(super) fn is_number(number: &str) -> bool {
    (1..=64).contains(&number.len())
        && number.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
}

#[cfg(test)]
mod tests {
    use super::is_number;

    #[test]
    fn only_numbers_that_the_gateway_takes_are_sent() {
        assert!(is_number("J20260101_000001") && is_number(&"r".repeat(64)));
        for bad in ["", "J2026-01", "J2026&total_amount=1", "J 1", "订单", &"J".repeat(65)] {
            assert!(!is_number(bad), "{bad}");
        }
    }
}
