//! Forms: how parameters stand in a query, in a body and in a notification, and what of them is signed.

use std::{collections::BTreeMap, fmt::Write as _};

/// What a notification is judged by. The signed text does not say where a value ends: a value that holds `&` and one of
/// these reads, signed, as another notification would.
const JUDGED_BY: [&str; 6] =
    ["app_id", "seller_id", "out_trade_no", "total_amount", "trade_status", "notify_type"];

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

/// Reads a form, decoding once: a value may itself hold `%`. None when it is no form in UTF-8, has a name twice (who
/// signed which of the two would be anybody's guess), a name that Alipay would not use, or a value whose signed text
/// could be read as other parameters.
pub(super) fn read(body: &[u8]) -> Option<Parameters> {
    let text = std::str::from_utf8(body).ok()?;
    let mut parameters = Parameters::new();
    for pair in text.split('&') {
        let (name, value) = pair.split_once('=')?;
        let name = decoded(name).filter(|name| is_name(name))?;
        let value = decoded(value).filter(|value| !is_ambiguous(value))?;
        if parameters.insert(name, value).is_some() {
            return None;
        }
    }
    Some(parameters)
}

fn is_name(name: &str) -> bool {
    let may = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_';
    !name.is_empty() && name.bytes().all(may)
}

fn is_ambiguous(value: &str) -> bool {
    value
        .split('&')
        .skip(1)
        .filter_map(|part| part.split_once('='))
        .any(|(name, _)| JUDGED_BY.contains(&name))
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
    fn a_name_that_alipay_does_not_use_is_not_read() {
        for bad in ["A=1", "a-b=1", "a.b=1", "%20=1", "a%3Db=1", "a%26b=1", "%E4%BC%9A=1"] {
            assert_eq!(read(bad.as_bytes()), None, "{bad:?}");
        }
        assert!(read(b"gmt_payment=1&fund_bill_list_2=1").is_some());
    }

    #[test]
    fn a_value_that_reads_as_other_parameters_when_signed_is_not_read() {
        for name in super::JUDGED_BY {
            for value in [format!("x&{name}=1"), format!("&y=2&{name}="), format!("&&{name}=1=2")] {
                assert_eq!(read(encoded("body", &value).as_bytes()), None, "{value}");
            }
        }
        for value in ["R&D = 3", "app_id=1", "a&b=c", "&my_app_id=1", "&total_amount"] {
            assert_eq!(read(encoded("body", value).as_bytes()).unwrap()["body"], value);
        }
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
