//! Currencies and their exponents (ISO 4217).

use serde::{Deserialize, Serialize};

macro_rules! currencies {
    ($($(#[$doc:meta])* $name:ident, $code:literal, $exponent:literal, $sign:literal;)+) => {
        /// A currency we can hold a balance in.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        pub enum Currency {
            $($(#[$doc])* #[serde(rename = $code)] $name,)+
        }

        impl Currency {
            /// Every currency.
            pub const ALL: &'static [Self] = &[$(Self::$name),+];

            /// The ISO 4217 code.
            pub const fn code(self) -> &'static str {
                match self { $(Self::$name => $code,)+ }
            }

            /// Digits after the decimal point (ISO 4217 minor unit).
            pub const fn exponent(self) -> u32 {
                match self { $(Self::$name => $exponent,)+ }
            }

            /// The sign that stands before an amount; never ambiguous among our currencies.
            pub const fn sign(self) -> &'static str {
                match self { $(Self::$name => $sign,)+ }
            }
        }
    };
}

currencies! {
    /// Chinese yuan.
    Cny, "CNY", 2, "¥";
    /// United States dollar.
    Usd, "USD", 2, "$";
    /// Euro.
    Eur, "EUR", 2, "€";
    /// Pound sterling.
    Gbp, "GBP", 2, "£";
    /// Hong Kong dollar.
    Hkd, "HKD", 2, "HK$";
    /// Singapore dollar.
    Sgd, "SGD", 2, "S$";
    /// Australian dollar.
    Aud, "AUD", 2, "A$";
    /// Canadian dollar.
    Cad, "CAD", 2, "C$";
    /// Japanese yen: no minor unit.
    Jpy, "JPY", 0, "JP¥";
    /// South Korean won: no minor unit.
    Krw, "KRW", 0, "₩";
    /// New Taiwan dollar.
    Twd, "TWD", 2, "NT$";
    /// Hungarian forint.
    Huf, "HUF", 2, "Ft";
    /// Icelandic króna: no minor unit.
    Isk, "ISK", 0, "kr";
    /// Ugandan shilling: no minor unit.
    Ugx, "UGX", 0, "USh";
    /// Kuwaiti dinar: three digits.
    Kwd, "KWD", 3, "KD";
}

impl Currency {
    /// Minor units in one major unit: 100 for CNY, 1 for JPY, 1000 for KWD.
    pub const fn minor_per_major(self) -> i64 {
        10i64.saturating_pow(self.exponent())
    }
}

/// A code that names no currency of ours.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("unknown currency")]
pub struct UnknownCurrency;

impl std::str::FromStr for Currency {
    type Err = UnknownCurrency;
    fn from_str(code: &str) -> Result<Self, UnknownCurrency> {
        Self::ALL.iter().copied().find(|currency| currency.code() == code).ok_or(UnknownCurrency)
    }
}
