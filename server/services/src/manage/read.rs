//! Reading what was typed. Each reader gives the value or the problem at its field.

use domain::{
    money::{Currency, Money, ParseMoneyError, parse_money},
    time::Day,
    view::{Problem, ProblemCode},
};

/// Longest name of a community, a tier or a payee, in characters.
pub(super) const NAME: u32 = 80;
/// Longest sentence.
pub(super) const LINE: u32 = 200;
/// Longest description or instruction.
pub(super) const TEXT: u32 = 4_000;
/// Longest agreement.
pub(super) const AGREEMENT: u32 = 30_000;

/// Collects problems while values are read.
#[derive(Default)]
pub(super) struct Problems(Vec<Problem>);

impl Problems {
    /// Keeps the value, or the problem at the field and the value's default.
    pub(super) fn take<T: Default>(&mut self, field: &str, read: Result<T, ProblemCode>) -> T {
        read.unwrap_or_else(|code| {
            self.0.push(Problem::at(field, code));
            T::default()
        })
    }

    /// Keeps the value if there is one.
    pub(super) fn maybe<T>(&mut self, field: &str, read: Result<T, ProblemCode>) -> Option<T> {
        read.map_err(|code| self.0.push(Problem::at(field, code))).ok()
    }

    /// What was wrong.
    pub(super) fn into_list(self) -> Vec<Problem> {
        self.0
    }
}

/// A text that has to be there. Line ends are made one kind, blanks around it are dropped.
pub(super) fn text(typed: &str, longest: u32) -> Result<String, ProblemCode> {
    let text = optional(typed, longest)?;
    if text.is_empty() { Err(ProblemCode::TextMissing { longest }) } else { Ok(text) }
}

/// A text that may be empty. Control characters besides line ends are refused.
pub(super) fn optional(typed: &str, longest: u32) -> Result<String, ProblemCode> {
    let text = typed.replace("\r\n", "\n").trim().to_owned();
    let length = u32::try_from(text.chars().count()).unwrap_or(u32::MAX);
    let odd = text.chars().any(|symbol| symbol.is_control() && symbol != '\n');
    if length > longest || odd { Err(ProblemCode::TextMissing { longest }) } else { Ok(text) }
}

/// One line.
pub(super) fn line(typed: &str, longest: u32) -> Result<String, ProblemCode> {
    let text = text(typed, longest)?;
    if text.contains('\n') { Err(ProblemCode::TextMissing { longest }) } else { Ok(text) }
}

/// The part of an address: 3 to 40 lower-case letters, digits and hyphens, which stand inside.
pub(super) fn slug(typed: &str) -> Result<String, ProblemCode> {
    let slug = typed.trim().to_ascii_lowercase();
    let fits = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
    let inside = !slug.starts_with('-') && !slug.ends_with('-');
    if (3..=40).contains(&slug.len()) && slug.bytes().all(fits) && inside {
        Ok(slug)
    } else {
        Err(ProblemCode::SlugInvalid)
    }
}

/// An https address with a host, at most 500 characters. Empty is allowed: it is asked for at the opening.
pub(super) fn link(typed: &str) -> Result<String, ProblemCode> {
    let link = typed.trim();
    if link.is_empty() {
        return Ok(String::new());
    }
    let rest = link.strip_prefix("https://").ok_or(ProblemCode::LinkInvalid)?;
    let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let plain =
        link.len() <= 500 && link.chars().all(|symbol| !symbol.is_control() && !symbol.is_whitespace());
    // A name and a password before the host make another address of it than the one people read.
    if plain && host.contains('.') && !host.contains('@') && !link.contains(['"', '<', '>', '\\']) {
        Ok(link.to_owned())
    } else {
        Err(ProblemCode::LinkInvalid)
    }
}

/// A price.
pub(super) fn price(typed: &str, currency: Currency) -> Result<Money, ProblemCode> {
    /// In major units: above this a typing mistake is likelier than a price.
    const MOST_MAJOR: i64 = 1_000_000;
    match parse_money(typed, currency) {
        Ok(price) if price.minor() > Money::of_major(MOST_MAJOR, currency).minor() => {
            Err(ProblemCode::AmountTooLarge)
        }
        Ok(price) if price.is_positive() => Ok(price),
        Err(ParseMoneyError::TooLarge) => Err(ProblemCode::AmountTooLarge),
        Ok(_) | Err(_) => Err(ProblemCode::AmountInvalid),
    }
}

/// A whole number in a range; an empty field is `None`.
pub(super) fn number(typed: &str, least: u32, most: u32) -> Result<Option<u32>, ProblemCode> {
    let typed = typed.trim();
    if typed.is_empty() {
        return Ok(None);
    }
    let read = typed.parse::<u32>().ok().filter(|number| (least..=most).contains(number));
    read.map(Some).ok_or(ProblemCode::NumberOutOfRange { least, most })
}

/// A day that lies ahead, at most ten years; an empty field is `None`.
pub(super) fn day_ahead(typed: &str, today: Day) -> Result<Option<Day>, ProblemCode> {
    let latest = today.plus_months(120);
    let typed = typed.trim();
    if typed.is_empty() {
        return Ok(None);
    }
    let read = typed.parse::<Day>().ok().filter(|day| *day >= today && *day <= latest);
    read.map(Some).ok_or(ProblemCode::DateInvalid { latest })
}

#[cfg(test)]
mod tests {
    use super::{link, slug, text};

    #[test]
    fn addresses_that_could_mislead_are_refused() {
        for fine in ["https://example.com", "https://t.me/+abc?x=1#y", ""] {
            assert_eq!(link(fine), Ok(fine.to_owned()));
        }
        for wrong in [
            "http://example.com",
            "javascript:alert(1)",
            "https://",
            "https://localhost",
            "https://bank.example@evil.example",
            "https://a.example/\u{7}",
            "https://a.example/\"onclick",
        ] {
            assert!(link(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_slug_is_plain_and_a_text_is_trimmed() {
        assert_eq!(slug(" Kiln-Club "), Ok("kiln-club".to_owned()));
        for wrong in ["", "ab", "-ab", "ab-", "a b c", "ä-club", &"x".repeat(41)] {
            assert!(slug(wrong).is_err(), "{wrong}");
        }
        assert_eq!(text(" a\r\nb ", 5), Ok("a\nb".to_owned()));
        assert!(text(" \n ", 5).is_err() && text("abcdef", 5).is_err() && text("a\u{0}b", 5).is_err());
    }
}
