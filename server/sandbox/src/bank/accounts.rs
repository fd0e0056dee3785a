//! Who has an account: everybody, and a few numbers that are there to be refused, to fail and to return.

use crate::rails::life::Plan;

/// What an account at the other end is like.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Account {
    /// It takes what is sent.
    Open,
    /// Refused at once: `account_closed`.
    Closed,
    /// Refused at once: `account_unknown`.
    Unknown,
    /// Takes standard payouts only.
    Slow,
    /// Accepts, then fails with `account_closed` when the payout should arrive.
    Failing,
    /// Is paid, then sends everything back with `holder_mismatch`.
    Returning,
}

impl Account {
    /// What a number stands for: those that begin with 9999000 are special, whatever follows the eighth digit.
    pub fn of(number: &str) -> Self {
        match number.strip_prefix("9999000").and_then(|rest| rest.chars().next()) {
            Some('1') => Self::Closed,
            Some('2') => Self::Unknown,
            Some('3') => Self::Slow,
            Some('4') => Self::Failing,
            Some('5') => Self::Returning,
            _ => Self::Open,
        }
    }

    /// How a payout to it ends.
    pub fn plan(self) -> Plan {
        match self {
            Self::Failing => Plan::Fail("account_closed".to_owned()),
            Self::Returning => Plan::Return("holder_mismatch".to_owned()),
            _ => Plan::Pay,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ordinary_numbers_are_open_accounts() {
        for number in ["6222020200112233445", "DE89370400440532013000", "99990000", "9999000"] {
            assert_eq!(Account::of(number), Account::Open, "{number}");
        }
        assert_eq!(Account::of("999900012345"), Account::Closed);
    }
}
