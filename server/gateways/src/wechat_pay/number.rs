//! Our own numbers, and how they stand in an address.

/// Whether the gateway takes it as the number of a payment: 6 to 32 of letters, digits and `_-|*`.
pub(super) fn is_trade_number(number: &str) -> bool {
    (6..=32).contains(&number.len()) && consists_of(number, "_-|*")
}

/// Whether the gateway takes it as the number of a refund: up to 64 of letters, digits and `_-|*@`.
pub(super) fn is_refund_number(number: &str) -> bool {
    (1..=64).contains(&number.len()) && consists_of(number, "_-|*@")
}

fn consists_of(number: &str, signs: &str) -> bool {
    number.chars().all(|character| character.is_ascii_alphanumeric() || signs.contains(character))
}

/// A number as one segment of a path. Every sign is escaped that a URL library might escape on its own: the
/// signature covers the path as it is sent.
pub(super) fn segment(number: &str) -> String {
    let escaped = |byte: u8| match byte {
        b'-' | b'_' => char::from(byte).to_string(),
        _ if byte.is_ascii_alphanumeric() => char::from(byte).to_string(),
        _ => format!("%{byte:02X}"),
    };
    number.bytes().map(escaped).collect()
}

#[cfg(test)]
mod tests {
    use super::{is_refund_number, is_trade_number, segment};

    #[test]
    fn only_numbers_that_the_gateway_takes_are_sent() {
        assert!(is_trade_number("J20260101_-|*") && is_refund_number("r@1"));
        for bad in ["", "short", "J2026/../native", "J2026 0101", "订单二零二六", &"J".repeat(33)] {
            assert!(!is_trade_number(bad), "{bad}");
        }
        assert!(!is_refund_number("") && !is_refund_number(&"r".repeat(65)));
    }

    #[test]
    fn signs_in_a_number_are_escaped_in_an_address() {
        assert_eq!(segment("J2026-01_a|b*c@d"), "J2026-01_a%7Cb%2Ac%40d");
    }
}
