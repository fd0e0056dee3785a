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
    /// Albanian lek; named by its word, because `All` would read as every currency.
    Lek, "ALL", 2, "Lek";
    /// Angolan kwanza.
    Aoa, "AOA", 2, "Kz";
    /// Argentine peso.
    Ars, "ARS", 2, "AR$";
    /// Armenian dram.
    Amd, "AMD", 2, "֏";
    /// Cambodian riel.
    Khr, "KHR", 2, "៛";
    /// Chilean peso: no minor unit.
    Clp, "CLP", 0, "CL$";
    /// Colombian peso.
    Cop, "COP", 2, "CO$";
    /// Lao kip.
    Lak, "LAK", 2, "₭";
    /// Malagasy ariary: ISO 4217 gives it two digits, although five of its minor unit make a whole.
    Mga, "MGA", 2, "Ar";
    /// Malaysian ringgit.
    Myr, "MYR", 2, "RM";
    /// Mongolian tögrög.
    Mnt, "MNT", 2, "₮";
}

impl Currency {
    /// Minor units in one major unit: 100 for CNY, 1 for JPY, 1000 for KWD.
    pub const fn minor_per_major(self) -> i64 {
        10i64.saturating_pow(self.exponent())
    }

    /// The step of a payout, in minor units: banks carry forints and New Taiwan dollars as whole units only, although
    /// ISO 4217 gives them two digits and balances keep them. Yen, won, krónur and Ugandan shillings have no smaller
    /// unit to begin with.
    ///
    /// A processor may count otherwise on its wire: Stripe writes ISK and UGX as if they had two digits, always zero,
    /// and takes HUF and TWD payouts in hundredths that divide by 100. That is its adapter's business; here is ISO.
    pub const fn payout_granularity(self) -> i64 {
        if matches!(self, Self::Huf | Self::Twd) { self.minor_per_major() } else { 1 }
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

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::Currency;

    #[test]
    fn payouts_in_four_currencies_are_whole_units_and_balances_follow_iso_4217() {
        for (currency, exponent) in
            [(Currency::Huf, 2), (Currency::Isk, 0), (Currency::Twd, 2), (Currency::Ugx, 0)]
        {
            assert_eq!(currency.exponent(), exponent, "{}", currency.code());
            assert_eq!(currency.payout_granularity(), currency.minor_per_major(), "{}", currency.code());
        }
        for currency in [Currency::Jpy, Currency::Krw, Currency::Cny, Currency::Usd, Currency::Kwd] {
            assert_eq!(currency.payout_granularity(), 1, "{}", currency.code());
        }
    }

    #[test]
    fn every_currency_has_its_own_code_and_sign() {
        let codes: BTreeSet<&str> = Currency::ALL.iter().map(|currency| currency.code()).collect();
        let signs: BTreeSet<&str> = Currency::ALL.iter().map(|currency| currency.sign()).collect();
        assert_eq!((codes.len(), signs.len()), (Currency::ALL.len(), Currency::ALL.len()));
        assert!(Currency::ALL.iter().all(|currency| currency.code().parse() == Ok(*currency)));
    }
}
