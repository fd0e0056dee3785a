//! One value of a row on its way into the database.

use serde::Serialize;

/// A text, a number, or nothing.
#[derive(Serialize)]
#[serde(untagged)]
pub(crate) enum Cell<'a> {
    /// A text that the unit of work holds.
    Text(&'a str),
    /// A text made for the database.
    Owned(String),
    /// A number: minor units, unix milliseconds, a count, a version.
    Integer(i64),
    /// NULL.
    Nothing,
}

impl<'a> From<&'a str> for Cell<'a> {
    fn from(text: &'a str) -> Self {
        Self::Text(text)
    }
}
impl<'a> From<Option<&'a str>> for Cell<'a> {
    fn from(text: Option<&'a str>) -> Self {
        text.map_or(Self::Nothing, Self::Text)
    }
}
impl From<String> for Cell<'_> {
    fn from(text: String) -> Self {
        Self::Owned(text)
    }
}
impl<'a> From<std::borrow::Cow<'a, str>> for Cell<'a> {
    fn from(text: std::borrow::Cow<'a, str>) -> Self {
        match text {
            std::borrow::Cow::Borrowed(text) => Self::Text(text),
            std::borrow::Cow::Owned(text) => Self::Owned(text),
        }
    }
}
impl From<i64> for Cell<'_> {
    fn from(number: i64) -> Self {
        Self::Integer(number)
    }
}
impl From<u32> for Cell<'_> {
    fn from(number: u32) -> Self {
        Self::Integer(i64::from(number))
    }
}
impl From<u16> for Cell<'_> {
    fn from(number: u16) -> Self {
        Self::Integer(i64::from(number))
    }
}
impl From<bool> for Cell<'_> {
    fn from(yes: bool) -> Self {
        Self::Integer(i64::from(yes))
    }
}
impl From<domain::time::Day> for Cell<'_> {
    fn from(day: domain::time::Day) -> Self {
        Self::Integer(i64::from(day.epoch_days()))
    }
}
impl From<domain::time::Timestamp> for Cell<'_> {
    fn from(moment: domain::time::Timestamp) -> Self {
        Self::Integer(moment.unix_ms())
    }
}
impl From<Option<domain::time::Timestamp>> for Cell<'_> {
    fn from(moment: Option<domain::time::Timestamp>) -> Self {
        moment.map_or(Self::Nothing, Self::from)
    }
}
impl From<Option<u32>> for Cell<'_> {
    fn from(number: Option<u32>) -> Self {
        number.map_or(Self::Nothing, Self::from)
    }
}

/// Bytes as hexadecimal: JSON carries no bytes.
pub(crate) fn hexadecimal(bytes: &[u8]) -> String {
    let digit = |value: u8| char::from_digit(u32::from(value), 16).unwrap_or('0');
    bytes.iter().flat_map(|byte| [digit(byte >> 4), digit(byte & 15)]).collect()
}

#[cfg(test)]
mod tests {
    use super::{Cell, hexadecimal};

    #[test]
    fn rows_travel_as_json_arrays() {
        let row = [Cell::from("a\"b"), Cell::from(7i64), Cell::from(None::<&str>), Cell::from(true)];
        assert_eq!(serde_json::to_string(&row).unwrap(), r#"["a\"b",7,null,1]"#);
        assert_eq!(hexadecimal(&[0, 0xaf, 0x10]), "00af10");
    }
}
