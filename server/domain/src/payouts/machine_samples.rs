//! A payout to try things with.

use crate::{
    id::{CreatorId, DestinationId, PayoutId, RunId},
    money::{Currency, Money},
    payouts::{Payout, PayoutKind, PayoutState, Rail},
    time::{Day, Timestamp},
};

/// An instant payout that has just been made, in fen.
pub fn payout(gross: i64, fee: i64) -> Payout {
    let at = Timestamp::from_unix_ms(0);
    Payout {
        id: PayoutId::new(at, 1),
        run: RunId::new(at, 1),
        creator: CreatorId::new(at, 2),
        part: 1,
        rail: Rail::SandboxBank,
        kind: PayoutKind::Instant,
        day: Day::from_epoch_days(0),
        gross: Money::new(gross, Currency::Cny),
        fee: Money::new(fee, Currency::Cny),
        destination: DestinationId::new(at, 3),
        state: PayoutState::Requested,
        state_since: at,
        tries: 0,
        next_look_at: Some(at),
        reference: None,
        created_at: at,
        version: 1,
    }
}

/// One to a destination of choice.
pub fn payout_to(destination: DestinationId) -> Payout {
    Payout { destination, ..payout(11_000, 321) }
}
