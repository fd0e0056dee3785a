//! Who is told.

use crate::id::{CreatorId, UserId};

/// A text that names no recipient.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a recipient")]
pub struct NotARecipient;

/// Who is told.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Recipient {
    /// Whoever owns a creator account when the message is read or mailed.
    Owner(CreatorId),
    /// One person, whatever they own: staff, or a member of a team.
    Person(UserId),
}

impl Recipient {
    /// The identifier behind it; its prefix says which kind it is.
    pub fn as_str(&self) -> &str {
        match self {
            Self::Owner(creator) => creator.as_str(),
            Self::Person(user) => user.as_str(),
        }
    }
}

impl TryFrom<String> for Recipient {
    type Error = NotARecipient;
    fn try_from(text: String) -> Result<Self, NotARecipient> {
        let owner = text.parse().map(Self::Owner);
        owner.or_else(|_| text.parse().map(Self::Person)).map_err(|_| NotARecipient)
    }
}

#[cfg(test)]
mod tests {
    use super::{NotARecipient, Recipient};
    use crate::{
        id::{CreatorId, OrderId, UserId},
        time::Timestamp,
    };

    #[test]
    fn a_recipient_reads_back_from_its_identifier() {
        let now = Timestamp::from_unix_ms(1_800_000_000_000);
        for recipient in [Recipient::Owner(CreatorId::new(now, 1)), Recipient::Person(UserId::new(now, 1))] {
            assert_eq!(Recipient::try_from(recipient.as_str().to_owned()), Ok(recipient));
        }
        let order = OrderId::new(now, 1);
        assert_eq!(Recipient::try_from(order.as_str().to_owned()), Err(NotARecipient));
    }
}
