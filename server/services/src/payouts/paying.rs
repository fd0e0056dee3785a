//! A creator's item that pays, as one unit of work: what a run books and what a request on demand books is made here.

use domain::{
    id::DestinationId,
    payouts::{InstantPart, LookedAt, Made, PayoutAccount, PayoutKind, PayoutRun, PayoutSettings, Standing},
};

use crate::{
    Fault,
    ports::{Changes, Write},
};

/// Whom a run pays, and where to.
pub(super) struct Paying<'a> {
    /// What was decided on.
    pub seen: LookedAt,
    /// The choices it was decided by, as they were read.
    pub settings: Option<&'a PayoutSettings>,
    /// What the platform has decided, as it was read.
    pub standing: Option<&'a Standing>,
    /// What is remembered about the creator, as it was read.
    pub account: &'a PayoutAccount,
    /// Where the money goes.
    pub destination: &'a DestinationId,
}

/// Everything that the item writes. The money leaves the balance in the commit that makes the payouts. The balance and the
/// account's version guard it, so that two requests, or a request and the morning's run, never take the same money; the
/// versions of the choices guard what was decided by them.
pub(super) fn pays(
    run: &PayoutRun,
    paying: Paying<'_>,
    parts: impl IntoIterator<Item = InstantPart>,
    bits: impl FnMut() -> u128,
) -> Result<Changes, Fault> {
    let Paying { seen, settings, standing, account, destination } = paying;
    let (creator, at_least, obstacle) = (seen.creator.clone(), seen.balance, seen.obstacle);
    let Made { item, payouts, transactions } = run.pays(seen, destination, parts, bits)?;
    let mut account = account.clone();
    // Paid as asked for; a standard payout in place of an instant one is what was told, and no news.
    if obstacle.is_none() {
        account.told = None;
    }
    if run.kind == PayoutKind::Instant {
        account.volume = account.volume.with(run.day, item.gross);
    }
    // All that was decided on, not only what is taken: what is left could be money that still settles.
    let guard = Write::RequireBalance { creator: creator.clone(), at_least };
    let settings = settings.map_or(0, |known| known.version);
    let standing = standing.map_or(0, |known| known.version);
    let choices = Write::RequireChoices { creator, settings, standing };
    let mut writes = vec![guard, choices, Write::InsertItem(item)];
    writes.extend(payouts.into_iter().map(Write::InsertPayout));
    // Also when nothing in it changed: its version is what keeps two decisions from taking one balance.
    writes.push(Write::PutPayoutAccount(account));
    Ok(Changes { writes, transactions, ..Changes::default() })
}
