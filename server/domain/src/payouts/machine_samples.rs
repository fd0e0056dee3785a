//! Payouts to try things with.

use crate::{
    id::{CreatorId, DestinationId, PayoutId, RunId},
    money::{Currency, Money},
    payouts::{InstantPart, Payout, PayoutRun, Rail},
    time::Timestamp,
};

const AT: Timestamp = Timestamp::from_unix_ms(0);

/// One part of what some run pays, by the numbers of its run, its destination and itself.
pub fn part(run: u128, bank: u128, number: u16, gross: i64, fee: i64) -> Payout {
    let yuan = |minor| Money::new(minor, Currency::Cny);
    let part = InstantPart { gross: yuan(gross), fee: yuan(fee), net: yuan(gross - fee) };
    let id = PayoutId::new(AT, run << 16 | u128::from(number));
    let run = PayoutRun::demanded(RunId::new(AT, run), Rail::SandboxBank, "key".to_owned(), AT);
    let (creator, to) = (CreatorId::new(AT, 2), DestinationId::new(AT, bank));
    Payout::requested(id, &run, creator, to, (part, number), AT)
}

/// An instant payout that has just been made, in fen.
pub fn payout(gross: i64, fee: i64) -> Payout {
    part(1, 3, 1, gross, fee)
}
