//! Forms: how parameters stand in a query, in a body and in a notification, and what of them is signed.

use std::{collections::BTreeMap, fmt::Write as _};

/// Parameters, sorted as the signature wants them: by the bytes of their names.
pub(super) type Parameters = BTreeMap<String, String>;

/// What is signed: `a=1&b=2`, with the values as they are and not as they are sent.
pub(super) fn signed_text(parameters: &Parameters) -> String {
    parameters.iter().map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>().join("&")
}

/// One pair as it is sent.
pub(super) fn encoded(name: &str, value: &str) -> String {
    let mut text = format!("{name}=");
    for byte in value.bytes() {
        if byte.is_ascii_alphanumeric() || b"-_.".contains(&byte) {
            text.push(char::from(byte));
        } else {
            // Writing into a string cannot fail.
            let _written = write!(text, "%{byte:02X}");
        }
    }
    text
}

/// Reads a form, decoding once: a value may itself hold `%`. None when it is no form in UTF-8, or has a name twice: who
/// signed which of the two would be anybody's guess.
pub(super) fn read(body: &[u8]) -> Option<Parameters> {
    let text = std::str::from_utf8(body).ok()?;
    let mut parameters = Parameters::new();
    for pair in text.split('&') {
        let (name, value) = pair.split_once('=')?;
        let name = decoded(name).filter(|name| !name.is_empty())?;
        if parameters.insert(name, decoded(value)?).is_some() {
            return None;
        }
    }
    Some(parameters)
}

fn decoded(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        bytes.push(match byte {
            b'+' => b' ',
            b'%' => {
                let mut half = || char::from(rest.next()?).to_digit(16);
                let (high, low) = (half()?, half()?);
                u8::try_from(high.checked_mul(16)?.checked_add(low)?).ok()?
            }
            // Everything else stands for itself; what is not ASCII should have been escaped.
            other if other.is_ascii_graphic() => other,
            _ => return None,
        });
    }
    String::from_utf8(bytes).ok()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{encoded, read, signed_text};

    #[test]
    fn a_form_is_decoded_once_and_never_twice() {
        let form = read(b"subject=50%25+off+%2B+%E4%BC%9A&x=%252B").unwrap();
        assert_eq!(form["subject"], "50% off + 会");
        assert_eq!(form["x"], "%2B");
    }

    #[test]
    fn what_is_no_form_is_not_read() {
        for bad in
            ["", "a", "=1", "a=%", "a=%4", "a=%zz", "a=%+1", "a=%FF", "a=1&a=2", "a=1&", "a=\n", "a=会"]
        {
            assert_eq!(read(bad.as_bytes()), None, "{bad:?}");
        }
        assert_eq!(read(b"a=\xff"), None);
    }

    #[test]
    fn values_are_signed_as_they_are_in_the_order_of_their_names() {
        assert_eq!(signed_text(&read(b"c=%E4%BC%9A&a=1+%2B%25&b=").unwrap()), "a=1 +%&b=&c=会");
    }

    proptest! {
        #[test]
        fn what_is_sent_is_read_back(value in "\\PC*") {
            let form = read(encoded("name", &value).as_bytes()).unwrap();
            prop_assert_eq!(&form["name"], &value);
        }
    }
}
