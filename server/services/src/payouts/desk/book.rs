//! What an instant payout on demand becomes in the books: a run of one, its item, its parts.

use domain::{
    id::{CreatorId, PayoutId, RunId, TransactionId},
    money::Money,
    payouts::{
        Destination, InstantQuote, ItemOutcome, Payout, PayoutItem, PayoutKind, PayoutRun, RunOrigin,
        RunState,
    },
    time::Timestamp,
};

use super::Picture;
use crate::{
    Fault,
    ports::{Changes, Entropy, EntropyExt, Write},
};

/// A request that has been granted.
pub(super) struct Granted<'a> {
    pub picture: &'a Picture,
    pub destination: &'a Destination,
    pub quote: &'a InstantQuote,
    /// What could have been taken.
    pub available: Money,
    pub minimum: Money,
    pub request_key: String,
}

/// The run, and the unit that makes it. The balance and the account's version guard the unit, so that two requests, or a
/// request and the morning's run, never take the same money.
pub(super) fn booked(granted: &Granted<'_>, entropy: &dyn Entropy) -> Result<(RunId, Changes), Fault> {
    let (picture, quote) = (granted.picture, granted.quote);
    let (now, creator) = (picture.now, picture.facts.creator.id.clone());
    let run = run(granted, entropy);
    let id = run.id.clone();
    let mut account = picture.facts.account.clone();
    account.told = None;
    let mut writes = vec![
        // All that was decided on, not only what is taken: what is left could be money that still settles.
        Write::RequireBalance { creator: creator.clone(), at_least: picture.facts.money.balance },
        Write::InsertItem(item(granted, &run, &creator)),
    ];
    let mut transactions = Vec::new();
    for (part, number) in quote.parts().zip(1u16..) {
        let (payout, destination) = (PayoutId::new(now, entropy.bits()), granted.destination.id.clone());
        let payout = Payout::requested(payout, &run, creator.clone(), destination, (part, number), now);
        account.volume = account.volume.with(run.day, part.gross);
        transactions.push(payout.started(TransactionId::new(now, entropy.bits()), now)?);
        writes.push(Write::InsertPayout(payout));
    }
    writes.insert(0, Write::InsertRun(run));
    writes.push(Write::PutPayoutAccount(account));
    Ok((id, Changes { writes, transactions, ..Changes::default() }))
}

fn run(granted: &Granted<'_>, entropy: &dyn Entropy) -> PayoutRun {
    let now: Timestamp = granted.picture.now;
    PayoutRun {
        id: RunId::new(now, entropy.bits()),
        origin: RunOrigin::Demand,
        request_key: Some(granted.request_key.clone()),
        rail: granted.destination.rail,
        kind: PayoutKind::Instant,
        day: now.day(),
        cut_off: now,
        at: now,
        state: RunState::Released,
        cursor: None,
        created_at: now,
        computed_at: Some(now),
        version: 0,
    }
}

fn item(granted: &Granted<'_>, run: &PayoutRun, creator: &CreatorId) -> PayoutItem {
    PayoutItem {
        run: run.id.clone(),
        creator: creator.clone(),
        kind: run.kind,
        day: run.day,
        outcome: ItemOutcome::Paying,
        obstacle: None,
        gross: granted.quote.gross,
        fee: granted.quote.fee,
        balance: granted.picture.facts.money.balance,
        payable: granted.available,
        minimum: granted.minimum,
        decided_at: run.at,
    }
}
