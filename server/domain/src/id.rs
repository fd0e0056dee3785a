//! Typed identifiers with a human prefix, ordered by time, and unguessable secrets.
//!
//! An identifier is a prefix, an underscore and 26 Crockford base-32 characters: 48 bits of unix milliseconds, then
//! 80 random bits, so that rows created together lie together in an index. Secrets carry 128 random bits and no time:
//! a UUID is not a secret (OWASP ASVS 5.0, 11.5.1).

use serde::{Deserialize, Serialize};

use crate::time::Timestamp;

const ALPHABET: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";
/// Characters in the part after the prefix: 130 bits hold 128.
const BODY_LENGTH: usize = 26;

fn encode(value: u128) -> String {
    let digit = |place: usize| {
        let shift = place.saturating_mul(5).try_into().unwrap_or(0u32);
        let index = usize::try_from((value >> shift) & 31).unwrap_or(0);
        char::from(ALPHABET.get(index).copied().unwrap_or(b'0'))
    };
    (0..BODY_LENGTH).rev().map(digit).collect()
}

/// The moment in the first ten characters of a body: 50 bits, of which the last 48 are milliseconds.
fn moment(body: &str) -> Option<Timestamp> {
    let head = body.get(..10)?.bytes();
    let place = |byte: u8| ALPHABET.iter().position(|known| *known == byte.to_ascii_lowercase());
    let digits: Option<Vec<i64>> = head.map(|byte| i64::try_from(place(byte)?).ok()).collect();
    let millis = digits?.into_iter().fold(0i64, |sum, digit| sum.saturating_mul(32).saturating_add(digit));
    Some(Timestamp::from_unix_ms(millis))
}

fn is_body(text: &str) -> bool {
    text.len() == BODY_LENGTH && text.bytes().all(|byte| ALPHABET.contains(&byte))
}

/// A text that is not an identifier of the wanted kind.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a {0} identifier")]
pub struct NotAnId(pub &'static str);

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident = $prefix:literal;)+) => {$(
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(try_from = "String", into = "String")]
        pub struct $name(String);

        impl $name {
            /// The human prefix, without its underscore.
            pub const PREFIX: &'static str = $prefix;

            /// Makes an identifier from the moment of creation and 128 random bits (80 of them are used).
            pub fn new(at: Timestamp, random: u128) -> Self {
                let millis = u128::try_from(at.unix_ms().max(0)).unwrap_or(0) & 0xFFFF_FFFF_FFFF;
                let low = random & ((1u128 << 80).wrapping_sub(1));
                Self(format!("{}_{}", Self::PREFIX, encode((millis << 80) | low)))
            }

            /// The whole text.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl TryFrom<String> for $name {
            type Error = NotAnId;
            fn try_from(text: String) -> Result<Self, NotAnId> {
                let body = text.strip_prefix(concat!($prefix, "_"));
                if body.is_some_and(is_body) { Ok(Self(text)) } else { Err(NotAnId($prefix)) }
            }
        }
        impl std::str::FromStr for $name {
            type Err = NotAnId;
            fn from_str(text: &str) -> Result<Self, NotAnId> {
                Self::try_from(text.to_owned())
            }
        }
        impl From<$name> for String {
            fn from(id: $name) -> Self {
                id.0
            }
        }
        impl std::fmt::Display for $name {
            fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str(&self.0)
            }
        }
    )+};
}

ids! {
    /// A person who can sign in; lives in the people database.
    UserId = "usr";
    /// Evidence that a person accepted an agreement; lives in the people database.
    ConsentId = "con";
    /// A form kept for ten minutes after a refusal; lives in the people database.
    DraftId = "drf";
    /// A creator's account: whoever is paid out.
    CreatorId = "cre";
    /// A community.
    CommunityId = "com";
    /// A product: one tier of one community for one period at one price.
    ProductId = "prd";
    /// One version of a community's agreement.
    AgreementId = "agr";
    /// An order.
    OrderId = "ord";
    /// One try to pay an order through one gateway.
    AttemptId = "pay";
    /// A refund of one attempt.
    RefundId = "ref";
    /// A membership: one paid period of one person in one community.
    MembershipId = "mem";
    /// A balanced set of postings.
    TransactionId = "txn";
    /// A payout to a creator.
    PayoutId = "pyo";
    /// One run of payouts.
    RunId = "run";
    /// A change of a creator's balance besides sales and payouts.
    AdjustmentId = "adj";
    /// Where a creator's payouts go.
    DestinationId = "dst";
    /// A recorded change of payout settings.
    SettingsChangeId = "chg";
    /// A payer's bank that takes captured money back.
    DisputeId = "dsp";
    /// An entry of the review queue.
    ReviewId = "rev";
    /// A coupon.
    CouponId = "cpn";
    /// Something a person is told; also the number of its mail.
    MessageId = "msg";
    /// An effect to the outside that is waiting to be carried out.
    OutboxId = "out";
    /// An invitation to a team; lives in the people database.
    InvitationId = "inv";
    /// A mailed way to a new password; lives in the people database.
    PasswordLinkId = "pwl";
}

macro_rules! tokens {
    ($($(#[$doc:meta])* $name:ident = $what:literal;)+) => {$(
        $(#[$doc])*
        #[derive(Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
        #[serde(try_from = "String", into = "String")]
        pub struct $name(String);

        impl $name {
            /// Makes a token from 128 random bits.
            pub fn new(random: u128) -> Self {
                Self(encode(random))
            }

            /// The text as it stands in the address.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl TryFrom<String> for $name {
            type Error = NotAnId;
            fn try_from(text: String) -> Result<Self, NotAnId> {
                if is_body(&text) { Ok(Self(text)) } else { Err(NotAnId($what)) }
            }
        }

        impl From<$name> for String {
            fn from(token: $name) -> Self {
                token.0
            }
        }

        impl std::fmt::Debug for $name {
            fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str(concat!(stringify!($name), "(…)"))
            }
        }
    )+};
}

tokens! {
    /// The unguessable part of an order's address: 128 random bits.
    OrderToken = "order token";
    /// The unguessable part of an invitation's address: 128 random bits. Only its hash is stored.
    InvitationToken = "invitation token";
    /// The unguessable part of the address that sets a new password: 128 random bits. Only its hash is stored.
    PasswordToken = "password token";
}

/// Makes the number a gateway knows an attempt by: `J`, then 26 characters; unguessable, inside WeChat Pay's 6–32
/// characters of digits and letters, and never used twice.
pub fn gateway_number(at: Timestamp, random: u128) -> String {
    let millis = u128::try_from(at.unix_ms().max(0)).unwrap_or(0) & 0xFFFF_FFFF_FFFF;
    let low = random & ((1u128 << 80).wrapping_sub(1));
    format!("J{}", encode((millis << 80) | low).to_ascii_uppercase())
}

/// Whether a number has the form of [`gateway_number`]'s.
pub fn is_gateway_number(number: &str) -> bool {
    let body = number.strip_prefix('J').map(str::as_bytes).unwrap_or_default();
    body.len() == 26 && body.iter().all(|byte| byte.is_ascii_digit() || byte.is_ascii_uppercase())
}

/// When a number of [`gateway_number`]'s was made; `None` for any other.
pub fn gateway_number_made_at(number: &str) -> Option<Timestamp> {
    moment(number.strip_prefix('J').filter(|_| is_gateway_number(number))?)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{OrderId, OrderToken, UserId, gateway_number};
    use crate::time::Timestamp;

    proptest! {
        #[test]
        fn identifiers_read_back_and_sort_by_time(early in 0i64..1 << 47, later in 1i64..1 << 40, a: u128, b: u128) {
            let first = OrderId::new(Timestamp::from_unix_ms(early), a);
            let second = OrderId::new(Timestamp::from_unix_ms(early + later), b);
            prop_assert_eq!(first.as_str().parse::<OrderId>().unwrap(), first.clone());
            prop_assert!(first < second);
            prop_assert!(first.as_str().parse::<UserId>().is_err());
        }

        #[test]
        fn gateway_numbers_fit_wechat_pay(at in 0i64..1 << 47, random: u128) {
            let number = gateway_number(Timestamp::from_unix_ms(at), random);
            prop_assert!(super::is_gateway_number(&number) && !super::is_gateway_number(&number[1..]));
            prop_assert_eq!(super::gateway_number_made_at(&number), Some(Timestamp::from_unix_ms(at)));
            prop_assert_eq!(super::gateway_number_made_at(&number[1..]), None);
            prop_assert!((6..=32).contains(&number.len()));
            prop_assert!(number.bytes().all(|byte| byte.is_ascii_alphanumeric()));
        }

        #[test]
        fn tokens_keep_all_their_bits(a: u128, b: u128) {
            prop_assert_eq!(a == b, OrderToken::new(a) == OrderToken::new(b));
        }
    }

    #[test]
    fn a_token_does_not_show_itself_in_logs() {
        assert!(!format!("{:?}", OrderToken::new(7)).contains(OrderToken::new(7).as_str()));
    }
}
