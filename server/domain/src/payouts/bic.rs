//! Business identifier codes (ISO 9362): the name of a bank among banks.

use serde::{Deserialize, Serialize};

/// A code whose form is right: eight characters, or eleven with the branch. Whether such a bank exists is known only
/// to those who have the directory.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Bic(String);

/// The text is no BIC.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a BIC is 8 or 11 letters and digits, the fifth and sixth a country")]
pub struct NotABic;

impl Bic {
    /// Capital letters and digits.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The ISO 3166 code of the bank's country.
    pub fn country(&self) -> &str {
        self.0.get(4..6).unwrap_or_default()
    }
}

impl std::str::FromStr for Bic {
    type Err = NotABic;

    /// Reads what a person typed: small letters and spaces around it are fine.
    fn from_str(text: &str) -> Result<Self, NotABic> {
        let code = text.trim().to_ascii_uppercase();
        let fits = matches!(code.len(), 8 | 11) && code.bytes().all(|byte| byte.is_ascii_alphanumeric());
        let country_is_letters = code.bytes().skip(4).take(2).all(|byte| byte.is_ascii_uppercase());
        if fits && country_is_letters { Ok(Self(code)) } else { Err(NotABic) }
    }
}

impl TryFrom<String> for Bic {
    type Error = NotABic;
    fn try_from(text: String) -> Result<Self, NotABic> {
        text.parse()
    }
}

impl From<Bic> for String {
    fn from(bic: Bic) -> Self {
        bic.0
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{Bic, NotABic};

    #[test]
    fn eight_and_eleven_characters_are_read_and_slips_are_not() {
        assert_eq!(" cobadeff ".parse::<Bic>().unwrap().as_str(), "COBADEFF");
        assert_eq!("COBADEFFXXX".parse::<Bic>().unwrap().country(), "DE");
        for slip in ["", "COBADEF", "COBADEFFX", "COBA49FF", "COBA DEFF", "COBÄDEF", "DE89370400440532013000"]
        {
            assert_eq!(slip.parse::<Bic>(), Err(NotABic), "{slip}");
        }
    }

    proptest! {
        #[test]
        fn what_has_the_schemas_form_is_read(code in "[A-Z0-9]{4}[A-Z]{2}[A-Z0-9]{2}([A-Z0-9]{3})?") {
            let read: Bic = code.parse().unwrap();
            prop_assert_eq!(read.as_str(), &code);
        }
    }
}
