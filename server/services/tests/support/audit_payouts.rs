//! What must hold of payouts at every moment.

use std::collections::{BTreeMap, BTreeSet};

use domain::{
    id::{CreatorId, RunId},
    ledger::Account,
    money::Money,
    payouts::{AdjustmentKind, ItemOutcome, Payout, PayoutState},
};

use super::{Breaks, Tables};

/// What payouts and adjustments add to the accounts.
pub(super) fn owed(tables: &Tables, owe: &mut impl FnMut(Account, Money)) {
    for payout in tables.payouts.values().filter(|payout| !payout.state.is_back()) {
        owe(Account::CreatorBalance(payout.creator.clone()), payout.gross.negated());
        owe(Account::InstantFees, payout.fee);
        if !payout.state.is_final() {
            owe(Account::PayoutClearing, payout.net().unwrap());
        }
    }
    for row in tables.adjustments.values() {
        owe(Account::CreatorBalance(row.creator.clone()), row.signed());
        match row.kind {
            // Where there is a refund of its own, that one is what clears.
            AdjustmentKind::Refund => {
                if tables.refunds.values().all(|refund| refund.adjustment.as_ref() != Some(&row.id)) {
                    owe(Account::RefundClearing, row.amount);
                }
            }
            AdjustmentKind::Credit => owe(Account::Credits, row.amount),
            AdjustmentKind::Dispute | AdjustmentKind::DisputeWon => {}
        }
    }
}

/// P1, P3 and the machine: each payout moved the balance once, each item is what its payouts are, only listed steps.
pub(super) fn sound(tables: &Tables, breaks: &mut Breaks) {
    let mut of_item: BTreeMap<(&RunId, &CreatorId), (i64, i64)> = BTreeMap::new();
    let mut completed: BTreeMap<&CreatorId, BTreeSet<&RunId>> = BTreeMap::new();
    let mut failed: BTreeMap<&CreatorId, BTreeSet<&RunId>> = BTreeMap::new();
    for payout in tables.payouts.values() {
        booked(tables, payout, breaks);
        let sums = of_item.entry((&payout.run, &payout.creator)).or_default();
        sums.0 += payout.gross.minor();
        sums.1 += payout.fee.minor();
        if payout.state == PayoutState::Paid {
            completed.entry(&payout.creator).or_default().insert(&payout.run);
        }
        if payout.streak.is_some() && payout.streak == streak(tables, &payout.creator) {
            failed.entry(&payout.creator).or_default().insert(&payout.run);
        }
    }
    for item in tables.items.values() {
        let sums = of_item.get(&(&item.run, &item.creator)).copied();
        let right = match item.outcome {
            ItemOutcome::Paying => sums == Some((item.gross.minor(), item.fee.minor())),
            ItemOutcome::Skipped(_) => sums.is_none() && item.gross.is_zero() && item.fee.is_zero(),
        };
        breaks.unless(right, || format!("P3: {item:?} has payouts of {sums:?}"));
    }
    for (creator, runs) in completed {
        let known = tables.accounts.get(creator).map_or(0, |account| account.completed);
        let count = u32::try_from(runs.len()).unwrap();
        // A story may begin with payouts of which only the count is left.
        breaks.unless(known >= count, || format!("account: {creator} counts {known}, {count} arrived"));
    }
    for (creator, runs) in failed {
        let known = tables.accounts.get(creator).map_or(0, |account| account.failures);
        breaks.unless(usize::try_from(known) == Ok(runs.len()), || {
            format!("account: {creator} has {known} failures in a row, of {runs:?}")
        });
    }
    for (id, from, to) in &tables.payout_steps {
        breaks.unless(is_a_step(*from, *to), || format!("P: {id} went from {from:?} to {to:?}"));
    }
}

fn streak(tables: &Tables, creator: &CreatorId) -> Option<u32> {
    tables.accounts.get(creator).map(|account| account.streak)
}

fn booked(tables: &Tables, payout: &Payout, breaks: &mut Breaks) {
    let has = |kind| tables.causes.contains_key(&(kind, payout.id.as_str().to_owned()));
    let (started, arrived, returned) = (has("payout_started"), has("payout_arrived"), has("payout_returned"));
    let right = match payout.state {
        PayoutState::Paid => arrived && !returned,
        PayoutState::Returned(_) => returned,
        state => !arrived && returned == state.is_back(),
    };
    breaks.unless(started && right, || {
        let state = payout.state;
        format!("P1: {} is {state:?}; booked: {started}, {arrived}, {returned}", payout.id)
    });
}

fn is_a_step(from: PayoutState, to: PayoutState) -> bool {
    use PayoutState::{Cancelled, Failed, InTransit, Paid, Requested, Returned, Submitted, Unknown};
    matches!(
        (from, to),
        (Requested, Submitted | Cancelled)
            | (Paid, Returned(_))
            | (Requested | Submitted | Unknown, InTransit | Paid | Failed(_) | Returned(_) | Cancelled)
            | (Submitted | Unknown, Requested)
            | (Submitted | Requested, Unknown)
            | (InTransit, Paid | Failed(_) | Returned(_) | Cancelled)
    )
}
