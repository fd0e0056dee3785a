//! Test cards: what each number does.

use super::super::{pay::Manner, things::Back};

/// Why a card was not charged.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Declined {
    /// It is no number of a card.
    Number,
    /// Its end date has passed, or is no date.
    Expiry,
    /// The code on its back has three or four digits.
    Code,
    /// The bank said no.
    Bank,
    /// The bank said that there is not enough money.
    Funds,
    /// A card that is not one for tests.
    Real,
}

/// What a card does when it is charged.
pub fn outcome(number: &str) -> Result<Manner, Declined> {
    let digits: String = number.chars().filter(|character| !matches!(character, ' ' | '-')).collect();
    if !(12..=19).contains(&digits.len()) || !is_card(&digits) {
        return Err(Declined::Number);
    }
    let card = Manner { method: Some("card".to_owned()), ..Manner::default() };
    match digits.as_str() {
        "4242424242424242" | "5555555555554444" | "378282246310005" | "6200000000000005" => Ok(card),
        "4000000000000259" => Ok(Manner { disputed: true, ..card }),
        "4000000000007726" => Ok(Manner { back: Some(Back::Later), ..card }),
        "4000000000005126" => Ok(Manner { back: Some(Back::Never), ..card }),
        "4000000000000002" => Err(Declined::Bank),
        "4000000000009995" => Err(Declined::Funds),
        _ => Err(Declined::Real),
    }
}

/// Whether digits are a card's, by its check digit.
fn is_card(digits: &str) -> bool {
    let mut sum = 0_u32;
    for (place, character) in digits.chars().rev().enumerate() {
        let Some(digit) = character.to_digit(10) else { return false };
        let doubled = digit * 2;
        sum += match place % 2 {
            0 => digit,
            _ if doubled > 9 => doubled - 9,
            _ => doubled,
        };
    }
    sum.is_multiple_of(10)
}

/// Checks an end date, `MM/YY`, against today's month, counted from year 0.
pub fn check_expiry(text: &str, this_month: i64) -> Result<(), Declined> {
    let plain: String = text.chars().filter(|character| !character.is_whitespace()).collect();
    let (month, year) = plain.split_once('/').ok_or(Declined::Expiry)?;
    let two = |digits: &str| -> Option<i64> {
        let good = digits.len() == 2 && digits.bytes().all(|byte| byte.is_ascii_digit());
        if good { digits.parse().ok() } else { None }
    };
    let (month, year) = (two(month).ok_or(Declined::Expiry)?, two(year).ok_or(Declined::Expiry)?);
    let last = (2_000 + year) * 12 + month - 1;
    if (1..=12).contains(&month) && last >= this_month { Ok(()) } else { Err(Declined::Expiry) }
}

/// Checks the code on a card's back.
pub fn check_code(text: &str) -> Result<(), Declined> {
    let digits = text.trim();
    let good = (3..=4).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit());
    if good { Ok(()) } else { Err(Declined::Code) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn test_cards_do_what_they_are_known_for() {
        assert!(outcome("4242 4242 4242 4242").is_ok());
        assert!(outcome("4000000000000259").is_ok_and(|manner| manner.disputed));
        assert_eq!(outcome("4000-0000-0000-0002").unwrap_err(), Declined::Bank);
        assert_eq!(outcome("4000000000009995").unwrap_err(), Declined::Funds);
        assert_eq!(outcome("4242424242424241").unwrap_err(), Declined::Number);
        assert_eq!(outcome("4012888888881881").unwrap_err(), Declined::Real);
        assert_eq!(outcome("").unwrap_err(), Declined::Number);
    }

    #[test]
    fn end_dates_and_codes_are_read_as_people_write_them() {
        let june_2026 = 2_026 * 12 + 5;
        for good in ["06/26", "12 / 34", "01/27"] {
            assert_eq!(check_expiry(good, june_2026), Ok(()), "{good}");
        }
        for bad in ["05/26", "13/30", "00/30", "6/26", "0626", "", "ab/cd"] {
            assert_eq!(check_expiry(bad, june_2026), Err(Declined::Expiry), "{bad}");
        }
        assert_eq!((check_code("123"), check_code("12")), (Ok(()), Err(Declined::Code)));
    }
}
