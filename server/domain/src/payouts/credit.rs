//! A credit above the limit: asked for by one person, booked by another.

use serde::{Deserialize, Serialize};

use super::{Adjustment, AdjustmentKind};
use crate::{
    id::{AdjustmentId, CreatorId, UserId},
    money::Money,
    time::Timestamp,
};

/// Where a credit stands that needs a second person.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CreditState {
    /// Nobody has decided yet; nothing is booked.
    Waiting,
    /// A second person agreed: it is in the balance.
    Booked,
    /// It was taken back or refused; nothing was booked.
    Refused,
}

impl CreditState {
    /// Every state.
    pub const ALL: [Self; 3] = [Self::Waiting, Self::Booked, Self::Refused];

    /// The word the store uses.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Booked => "booked",
            Self::Refused => "refused",
        }
    }

    /// Reads the stored word.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.code() == code)
    }
}

/// A credit that needs a second person. Its identifier becomes the adjustment's, so that it is booked once whatever
/// happens.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PendingCredit {
    /// The identifier.
    pub id: AdjustmentId,
    /// Whose balance.
    pub creator: CreatorId,
    /// How much.
    pub amount: Money,
    /// Who asked for it.
    pub asked_by: UserId,
    /// When.
    pub asked_at: Timestamp,
    /// Where it stands.
    pub state: CreditState,
    /// Who decided.
    pub decided_by: Option<UserId>,
    /// When.
    pub decided_at: Option<Timestamp>,
    /// The version that was loaded; 0 for a new one.
    pub version: i64,
}

/// Why a credit cannot be decided so.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotDecided {
    /// Somebody has decided already.
    Already(CreditState),
    /// Whoever asked for it cannot agree to it.
    SamePerson,
}

impl PendingCredit {
    /// A second person agrees: the credit as it is then, and what is booked in the same commit.
    pub fn approved(self, by: UserId, at: Timestamp) -> Result<(Self, Adjustment), NotDecided> {
        if self.asked_by == by {
            return Err(NotDecided::SamePerson);
        }
        let decided = self.decided(CreditState::Booked, by, at)?;
        let adjustment = Adjustment {
            id: decided.id.clone(),
            creator: decided.creator.clone(),
            kind: AdjustmentKind::Credit,
            order: None,
            amount: decided.amount,
            booked_at: at,
            booked_by: Some(decided.asked_by.clone()),
        };
        Ok((decided, adjustment))
    }

    /// It is refused, or taken back by whoever asked for it.
    pub fn refused(self, by: UserId, at: Timestamp) -> Result<Self, NotDecided> {
        self.decided(CreditState::Refused, by, at)
    }

    fn decided(self, state: CreditState, by: UserId, at: Timestamp) -> Result<Self, NotDecided> {
        match self.state {
            CreditState::Waiting => Ok(Self { state, decided_by: Some(by), decided_at: Some(at), ..self }),
            known @ (CreditState::Booked | CreditState::Refused) => Err(NotDecided::Already(known)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{CreditState, NotDecided, PendingCredit};
    use crate::{
        id::{AdjustmentId, CreatorId, UserId},
        money::{Currency, Money},
        time::Timestamp,
    };

    fn asked(by: &UserId) -> PendingCredit {
        let at = Timestamp::from_unix_ms(7);
        PendingCredit {
            id: AdjustmentId::new(at, 1),
            creator: CreatorId::new(at, 2),
            amount: Money::new(500_000, Currency::Cny),
            asked_by: by.clone(),
            asked_at: at,
            state: CreditState::Waiting,
            decided_by: None,
            decided_at: None,
            version: 1,
        }
    }

    #[test]
    fn a_second_person_books_exactly_what_was_asked_for_and_only_once() {
        let at = Timestamp::from_unix_ms(9);
        let (one, two) = (UserId::new(at, 1), UserId::new(at, 2));
        let credit = asked(&one);
        assert_eq!(credit.clone().approved(one.clone(), at), Err(NotDecided::SamePerson));
        let (booked, adjustment) = credit.clone().approved(two.clone(), at).unwrap();
        assert_eq!((adjustment.id, adjustment.amount), (credit.id, credit.amount));
        assert_eq!(adjustment.booked_by, Some(one.clone()));
        assert_eq!((booked.state, booked.decided_by.as_ref()), (CreditState::Booked, Some(&two)));
        let again = booked.clone().approved(two.clone(), at);
        assert_eq!(again, Err(NotDecided::Already(CreditState::Booked)));
        assert_eq!(booked.refused(two, at), Err(NotDecided::Already(CreditState::Booked)));
    }

    #[test]
    fn whoever_asked_can_take_it_back_and_then_nobody_can_book_it() {
        let at = Timestamp::from_unix_ms(9);
        let (one, two) = (UserId::new(at, 1), UserId::new(at, 2));
        let refused = asked(&one).refused(one, at).unwrap();
        assert_eq!(refused.state, CreditState::Refused);
        assert_eq!(refused.approved(two, at), Err(NotDecided::Already(CreditState::Refused)));
        for state in CreditState::ALL {
            assert_eq!(CreditState::from_code(state.code()), Some(state));
        }
    }
}
