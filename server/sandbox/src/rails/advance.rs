//! Time passing on the rails: what is due happens, and is told.

use std::{sync::Arc, time::Duration};

use super::{
    Rail,
    book::{Change, RailBook},
    delivery,
};
use crate::{Error, alipay, bank, sandbox::Sandbox, stripe};

/// How often the sandbox looks, before the time scale, and at the most.
const LOOK: Duration = Duration::from_millis(500);
const SHORTEST_LOOK: Duration = Duration::from_millis(10);

/// Lets everything happen that is due now. Called before every request to a rail and after every move of the clock, so
/// that nobody sees a payout late.
pub fn advance(sandbox: &Arc<Sandbox>) {
    let now_ms = sandbox.clock.business_ms();
    for rail in Rail::ALL {
        let mut book = sandbox.rail(rail);
        let changes = book.due(now_ms);
        announce(sandbox, rail, &mut book, &changes);
    }
    stripe::checkout::due::advance(sandbox, now_ms);
    alipay::pay::advance(sandbox, now_ms);
}

/// Looks again and again, until the sandbox stops.
pub async fn keep_advancing(sandbox: Arc<Sandbox>) {
    while !sandbox.stopping.is_cancelled() {
        advance(&sandbox);
        sandbox.pause(sandbox.scaled(LOOK).max(SHORTEST_LOOK)).await;
    }
}

/// Tells what happened, where the rail tells it.
pub fn announce(sandbox: &Arc<Sandbox>, rail: Rail, book: &mut RailBook, changes: &[Change]) {
    for change in changes {
        if let Err(error) = announce_one(sandbox, rail, book, change) {
            tracing::error!(%error, "what happened to a payout could not be written down");
        }
    }
}

fn announce_one(
    sandbox: &Arc<Sandbox>,
    rail: Rail,
    book: &mut RailBook,
    change: &Change,
) -> Result<(), Error> {
    let url = book.events.endpoint.clone();
    let event = match rail {
        Rail::Bank => bank::events::of(sandbox, change, url)?,
        Rail::Stripe => stripe::events::of(sandbox, change, url)?,
    };
    if let Some(event) = event {
        delivery::start(sandbox, rail, &mut book.events, event);
    }
    Ok(())
}
