//! International bank account numbers (ISO 13616): what a person types, checked and written one way.

use serde::{Deserialize, Serialize};

/// The number of characters of an IBAN in each country that has them (SWIFT's IBAN registry, release 99).
const LENGTHS: [(&str, usize); 89] = [
    ("AD", 24),
    ("AE", 23),
    ("AL", 28),
    ("AT", 20),
    ("AZ", 28),
    ("BA", 20),
    ("BE", 16),
    ("BG", 22),
    ("BH", 22),
    ("BI", 27),
    ("BR", 29),
    ("BY", 28),
    ("CH", 21),
    ("CR", 22),
    ("CY", 28),
    ("CZ", 24),
    ("DE", 22),
    ("DJ", 27),
    ("DK", 18),
    ("DO", 28),
    ("EE", 20),
    ("EG", 29),
    ("ES", 24),
    ("FI", 18),
    ("FK", 18),
    ("FO", 18),
    ("FR", 27),
    ("GB", 22),
    ("GE", 22),
    ("GI", 23),
    ("GL", 18),
    ("GR", 27),
    ("GT", 28),
    ("HN", 28),
    ("HR", 21),
    ("HU", 28),
    ("IE", 22),
    ("IL", 23),
    ("IQ", 23),
    ("IS", 26),
    ("IT", 27),
    ("JO", 30),
    ("KW", 30),
    ("KZ", 20),
    ("LB", 28),
    ("LC", 32),
    ("LI", 21),
    ("LT", 20),
    ("LU", 20),
    ("LV", 21),
    ("LY", 25),
    ("MC", 27),
    ("MD", 24),
    ("ME", 22),
    ("MK", 19),
    ("MN", 20),
    ("MR", 27),
    ("MT", 31),
    ("MU", 30),
    ("NI", 28),
    ("NL", 18),
    ("NO", 15),
    ("OM", 23),
    ("PK", 24),
    ("PL", 28),
    ("PS", 29),
    ("PT", 25),
    ("QA", 29),
    ("RO", 24),
    ("RS", 22),
    ("RU", 33),
    ("SA", 24),
    ("SC", 31),
    ("SD", 18),
    ("SE", 24),
    ("SI", 19),
    ("SK", 24),
    ("SM", 27),
    ("SO", 23),
    ("ST", 25),
    ("SV", 28),
    ("TL", 23),
    ("TN", 24),
    ("TR", 26),
    ("UA", 29),
    ("VA", 22),
    ("VG", 24),
    ("XK", 20),
    ("YE", 30),
];

/// Longest text we look at: the longest IBAN with a space between any two characters.
const LONGEST_TYPED: usize = 68;

/// Where euros travel by SEPA (EPC409-09): the countries of the scheme, by the code their IBANs begin with.
const SEPA: &str = "AD AL AT BE BG CH CY CZ DE DK EE ES FI FR GB GI GR HR HU IE IS IT LI LT LU LV MC MD ME MK MT NL \
                    NO PL PT RO RS SE SI SK SM VA";

/// An account number whose country, length and check digits agree. Capital letters and digits, no spaces.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Iban(String);

/// Why a text is no IBAN; each tells the person another thing to look at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotAnIban {
    /// It does not begin with two letters and two digits, or holds something else than letters and digits.
    #[error("an IBAN is two letters, two digits, then letters and digits")]
    Form,
    /// The country has no IBANs.
    #[error("this country has no IBANs")]
    Country,
    /// Too short or too long for its country.
    #[error("an IBAN of this country has {expected} characters")]
    Length {
        /// How many it should have.
        expected: usize,
    },
    /// A character is wrong, or two digits are swapped.
    #[error("the check digits do not fit: a character is wrong")]
    CheckDigits,
}

impl Iban {
    /// Capital letters and digits, as banks exchange it. Personal: never for a log.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The ISO 3166 code of its country.
    pub fn country(&self) -> &str {
        self.0.get(..2).unwrap_or_default()
    }

    /// Whether euros reach it by SEPA.
    pub fn is_in_sepa(&self) -> bool {
        SEPA.split_whitespace().any(|country| country == self.country())
    }

    /// The last four characters, which is all that may be shown of it.
    pub fn last_four(&self) -> &str {
        self.0.get(self.0.len().saturating_sub(4)..).unwrap_or_default()
    }
}

impl std::str::FromStr for Iban {
    type Err = NotAnIban;

    /// Reads what a person typed or pasted: spaces, hyphens and small letters are fine.
    fn from_str(text: &str) -> Result<Self, NotAnIban> {
        if text.len() > LONGEST_TYPED {
            return Err(NotAnIban::Form);
        }
        let plain: String = text
            .chars()
            .filter(|symbol| !symbol.is_whitespace() && *symbol != '-')
            .map(|symbol| symbol.to_ascii_uppercase())
            .collect();
        let begins_right = plain.bytes().zip(0..4).all(|(byte, position)| {
            if position < 2 { byte.is_ascii_uppercase() } else { byte.is_ascii_digit() }
        });
        if plain.len() < 5 || !begins_right || !plain.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
            return Err(NotAnIban::Form);
        }
        let (country, rest) = plain.split_at(2);
        let known = LENGTHS.iter().find(|(code, _)| *code == country);
        let expected = known.map(|(_, length)| *length).ok_or(NotAnIban::Country)?;
        if plain.len() != expected {
            return Err(NotAnIban::Length { expected });
        }
        // 00, 01 and 99 would pass the division as twins of 97, 98 and 02; nobody issues them (ISO 7064).
        if ["00", "01", "99"].iter().any(|twin| rest.starts_with(twin)) || remainder(&plain) != 1 {
            return Err(NotAnIban::CheckDigits);
        }
        Ok(Self(plain))
    }
}

impl TryFrom<String> for Iban {
    type Error = NotAnIban;
    fn try_from(text: String) -> Result<Self, NotAnIban> {
        text.parse()
    }
}

impl From<Iban> for String {
    fn from(iban: Iban) -> Self {
        iban.0
    }
}

impl std::fmt::Debug for Iban {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "Iban({}…{})", self.country(), self.last_four())
    }
}

/// The number modulo 97 with its first four characters moved to the end and each letter as 10 to 35 (ISO 7064).
fn remainder(plain: &str) -> u32 {
    let (head, tail) = plain.split_at(4);
    tail.chars().chain(head.chars()).filter_map(|symbol| symbol.to_digit(36)).fold(0u32, |sum, value| {
        let shift = if value < 10 { 10u32 } else { 100 };
        sum.saturating_mul(shift).saturating_add(value).rem_euclid(97)
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{Iban, LENGTHS, NotAnIban, SEPA, remainder};

    /// A right IBAN of the country at `index` with these characters behind the check digits.
    fn right(index: usize, body: &str) -> String {
        let (country, length) = LENGTHS[index];
        let body = &body[..length - 4];
        let check = 98 - remainder(&format!("{country}00{body}"));
        format!("{country}{check:02}{body}")
    }

    #[test]
    fn the_examples_of_the_registry_are_read_as_people_type_them() {
        for typed in [
            "GB29 NWBK 6016 1331 9268 19",
            "de89 3704 0044 0532 0130 00",
            "FR14-2004-1010-0505-0001-3M02-606",
            "NO93 8601 1117 947",
            "MT84MALT011000012345MTLCAST001S",
            "LC55HEMM000100010012001200023015",
        ] {
            let iban: Iban = typed.parse().unwrap();
            assert!(typed.to_uppercase().starts_with(iban.country()));
        }
        let iban: Iban = " de89 3704 0044 0532 0130 00 ".parse().unwrap();
        assert_eq!(
            (iban.as_str(), iban.country(), iban.last_four()),
            ("DE89370400440532013000", "DE", "3000")
        );
        assert_eq!(format!("{iban:?}"), "Iban(DE…3000)");
        assert!(iban.is_in_sepa());
        assert!(!"LC55HEMM000100010012001200023015".parse::<Iban>().unwrap().is_in_sepa());
    }

    #[test]
    fn each_slip_says_what_to_look_at() {
        for (typed, problem) in [
            ("", NotAnIban::Form),
            ("DE", NotAnIban::Form),
            ("89DE370400440532013000", NotAnIban::Form),
            ("DE89 3704 0044 0532 0130 0ü", NotAnIban::Form),
            ("US89370400440532013000", NotAnIban::Country),
            ("DE8937040044053201300", NotAnIban::Length { expected: 22 }),
            ("DE98370400440532013000", NotAnIban::CheckDigits),
        ] {
            assert_eq!(typed.parse::<Iban>(), Err(problem), "{typed}");
        }
        assert_eq!("D".repeat(1_000_000).parse::<Iban>(), Err(NotAnIban::Form));
    }

    #[test]
    fn each_country_stands_in_the_table_once_and_the_countries_of_sepa_have_ibans() {
        assert!(SEPA.split_whitespace().all(|sepa| LENGTHS.iter().any(|(country, _)| *country == sepa)));
        assert!(LENGTHS.windows(2).all(|pair| pair[0].0 < pair[1].0));
        assert!(LENGTHS.iter().all(|(_, length)| (15..=34).contains(length)));
    }

    proptest! {
        #[test]
        fn a_right_number_is_read_and_printed_the_same(index in 0usize..89, body in "[A-Z0-9]{30}") {
            let text = right(index, &body);
            let read: Iban = text.parse().unwrap();
            prop_assert_eq!(read.as_str(), &text);
        }

        #[test]
        fn a_wrong_digit_or_a_wrong_letter_is_always_found(
            index in 0usize..89, body in "[A-Z0-9]{30}", place in any::<prop::sample::Index>(), other in "[A-Z0-9]",
        ) {
            let text = right(index, &body);
            let place = place.index(text.len());
            let (was, now) = (text.as_bytes()[place], other.as_bytes()[0]);
            prop_assume!(was != now && was.is_ascii_digit() == now.is_ascii_digit());
            let wrong = format!("{}{other}{}", &text[..place], &text[place + 1..]);
            prop_assert!(wrong.parse::<Iban>().is_err());
        }

        // Of a digit and a letter that is not always so: 2M and M2 stand for 222 and 222.
        #[test]
        fn two_swapped_digits_are_always_found(index in 0usize..89, body in "[0-9]{30}", place in 4usize..13) {
            let text = right(index, &body);
            prop_assume!(text[place..=place] != text[place + 1..=place + 1]);
            let mut letters: Vec<char> = text.chars().collect();
            letters.swap(place, place + 1);
            prop_assert!(letters.into_iter().collect::<String>().parse::<Iban>().is_err());
        }

        #[test]
        fn any_text_is_an_answer_and_never_a_panic(text in "\\PC{0,80}") {
            if let Ok(iban) = text.parse::<Iban>() {
                prop_assert_eq!(iban.as_str().parse::<Iban>(), Ok(iban.clone()));
            }
        }
    }
}
