//! What an instant payout on demand becomes in the books: a run of one, its item, its parts.

use domain::{
    id::RunId,
    money::Money,
    payouts::{Destination, InstantQuote, LookedAt, PayoutRun, RunState},
};

use super::Picture;
use crate::{
    Fault,
    payouts::paying::{Paying, pays},
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
    /// Released, or awaiting approval when it is above the limit.
    pub state: RunState,
}

/// The run, and the unit that makes it.
pub(super) fn booked(granted: &Granted<'_>, entropy: &dyn Entropy) -> Result<(RunId, Changes), Fault> {
    let (picture, to) = (granted.picture, granted.destination);
    let now = picture.now;
    let id = RunId::new(now, entropy.bits());
    let run = PayoutRun::demanded(id.clone(), to.rail, granted.request_key.clone(), now);
    let run = PayoutRun { state: granted.state, ..run };
    let seen = LookedAt {
        creator: picture.facts.creator.id.clone(),
        obstacle: None,
        balance: picture.facts.money.balance,
        payable: granted.available,
        minimum: granted.minimum,
        at: now,
    };
    let facts = &picture.facts;
    let paying = Paying {
        seen,
        settings: facts.settings.as_ref(),
        standing: facts.standing.as_ref(),
        account: &facts.account,
        destination: &to.id,
    };
    let mut changes = pays(&run, paying, granted.quote.parts(), || entropy.bits())?;
    changes.writes.insert(0, Write::InsertRun(run));
    Ok((id, changes))
}
