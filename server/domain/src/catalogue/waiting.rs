//! Waiting for a seat.

use serde::{Deserialize, Serialize};

use crate::{
    id::{ProductId, UserId},
    time::Timestamp,
};

/// Where somebody in line stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum WaitingState {
    /// In line.
    Waiting,
    /// A seat is held until then.
    Offered {
        /// The first moment at which it is somebody else's.
        until: Timestamp,
    },
    /// The seat was ordered.
    Taken {
        /// Until when it is held for them again, should that order run out unpaid; `None` when it was not promised.
        held_until: Option<Timestamp>,
    },
    /// The offer ran out, or the person left the line.
    Gone,
}

impl WaitingState {
    /// The word the store uses.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Offered { .. } => "offered",
            Self::Taken { .. } => "taken",
            Self::Gone => "gone",
        }
    }

    /// Puts a state together from its stored parts.
    pub fn from_parts(
        code: &str,
        offer_until: Option<Timestamp>,
        held_until: Option<Timestamp>,
    ) -> Option<Self> {
        match (code, offer_until) {
            ("waiting", None) => Some(Self::Waiting),
            ("offered", Some(until)) => Some(Self::Offered { until }),
            ("taken", None) => Some(Self::Taken { held_until }),
            ("gone", None) => Some(Self::Gone),
            _ => None,
        }
    }

    /// Whether a seat is held for the person at a moment.
    pub fn holds_seat(self, now: Timestamp) -> bool {
        matches!(self, Self::Offered { until } if now < until)
    }

    /// Where the person stands once the seat that is held for them is ordered.
    fn ordered(self) -> Self {
        let held_until = match self {
            Self::Offered { until } => Some(until),
            Self::Taken { held_until } => held_until,
            Self::Waiting | Self::Gone => None,
        };
        Self::Taken { held_until }
    }

    /// Where the person stands once the order that took the seat has run out unpaid: it is theirs for what is left of the
    /// time they were promised. `None` when nothing is.
    fn held_again(self, now: Timestamp) -> Option<Self> {
        match self {
            Self::Taken { held_until: Some(until) } if now < until => Some(Self::Offered { until }),
            Self::Taken { .. } | Self::Waiting | Self::Offered { .. } | Self::Gone => None,
        }
    }
}

/// Somebody in line for a seat of a product.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Waiting {
    /// For what.
    pub product: ProductId,
    /// Who.
    pub user: UserId,
    /// Since when: who came first is offered a seat first.
    pub asked_at: Timestamp,
    /// Where they stand.
    pub state: WaitingState,
    /// The version that was loaded.
    pub version: i64,
}

impl Waiting {
    /// The seat that is held goes over to an order.
    #[must_use]
    pub fn ordered(self) -> Self {
        Self { state: self.state.ordered(), ..self }
    }

    /// The seat of an order that ran out unpaid goes back to the person, for what is left of the time they were promised;
    /// `None` when nothing is left, or nothing was promised.
    pub fn held_again(self, now: Timestamp) -> Option<Self> {
        let state = self.state.held_again(now)?;
        Some(Self { state, ..self })
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{Waiting, WaitingState};
    use crate::{
        id::{ProductId, UserId},
        time::Timestamp,
    };

    fn row(state: WaitingState) -> Waiting {
        let at = Timestamp::from_unix_ms(1);
        let (product, user) = (ProductId::new(at, 1), UserId::new(at, 2));
        Waiting { product, user, asked_at: at, state, version: 3 }
    }

    proptest! {
        #[test]
        fn an_offer_lasts_until_its_moment_however_often_it_is_ordered(
            until in 1i64..4_000_000_000_000,
            before in prop::collection::vec(1i64..100_000_000, 1..5),
            after in 0i64..100_000_000,
        ) {
            let until = Timestamp::from_unix_ms(until);
            let mut offered = row(WaitingState::Offered { until });
            for early in before {
                let ordered = offered.clone().ordered();
                prop_assert!(!ordered.state.holds_seat(until.plus_ms(-early)), "the order has it");
                let again = ordered.held_again(until.plus_ms(-early));
                prop_assert_eq!(again.as_ref(), Some(&offered));
                offered = again.unwrap();
            }
            prop_assert_eq!(offered.ordered().held_again(until.plus_ms(after)), None);
        }
    }

    #[test]
    fn nobody_who_was_promised_nothing_is_held_a_seat() {
        let until = Timestamp::from_unix_ms(9);
        let states = [
            WaitingState::Waiting,
            WaitingState::Offered { until },
            WaitingState::Taken { held_until: None },
            WaitingState::Gone,
        ];
        for state in states {
            assert_eq!(row(state).held_again(Timestamp::from_unix_ms(1)), None, "{state:?}");
        }
    }
}
