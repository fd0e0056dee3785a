//! Telling the merchant what happened to payouts: at once, and again along the rail's ladder. Every event has a task of
//! its own, so their order is not promised, as at real gateways.

use std::{
    collections::{HashMap, VecDeque},
    sync::Arc,
    time::Duration,
};

use bytes::Bytes;
use http::{HeaderMap, header};

use super::{
    Rail,
    faults::{On, RailFault},
};
use crate::{
    Error,
    attempt::{Attempt, Ending, remember},
    bank, clock,
    sandbox::Sandbox,
    stripe,
};

/// At most this many events of a rail are remembered.
const MAX_EVENTS: usize = 100_000;
/// The waits before each resend, in seconds: the bank gives up after a day.
const BANK_LADDER_SECONDS: [u64; 9] = [15, 60, 300, 1_800, 3_600, 7_200, 14_400, 21_600, 36_000];
/// Stripe's waits grow, and end after three days.
const STRIPE_LADDER_SECONDS: [u64; 11] =
    [300, 1_800, 7_200, 18_000, 36_000, 36_000, 36_000, 36_000, 36_000, 36_000, 15_900];

/// Something the merchant is to be told.
#[derive(Debug, Clone)]
pub struct Event {
    /// Its id, the same on every resend.
    pub id: String,
    /// What happened.
    pub kind: String,
    /// The names of the payout.
    pub names: Vec<String>,
    /// Where it is sent; nowhere if nobody wanted to be told when it happened.
    pub url: Option<String>,
    /// What is sent, the same bytes every time.
    pub body: Bytes,
    /// Whether the merchant has heard.
    pub acknowledged: bool,
    /// The newest attempts, oldest first.
    pub attempts: VecDeque<Attempt>,
}

/// The events of one rail.
#[derive(Debug, Default)]
pub struct Events {
    /// Where the merchant wants to be told.
    pub endpoint: Option<String>,
    by_id: HashMap<String, Event>,
    oldest_first: VecDeque<String>,
}

impl Events {
    /// All events, newest first.
    pub fn newest_first(&self) -> impl Iterator<Item = &Event> {
        self.oldest_first.iter().rev().filter_map(|id| self.by_id.get(id))
    }

    /// One event.
    pub fn find(&self, id: &str) -> Option<&Event> {
        self.by_id.get(id)
    }

    fn enter(&mut self, event: Event) {
        if self.oldest_first.len() >= MAX_EVENTS
            && let Some(oldest) = self.oldest_first.pop_front()
        {
            self.by_id.remove(&oldest);
        }
        self.oldest_first.push_back(event.id.clone());
        self.by_id.insert(event.id.clone(), event);
    }

    fn record(&mut self, id: &str, attempts: Vec<Attempt>) {
        let Some(event) = self.by_id.get_mut(id) else { return };
        remember(&mut event.attempts, &mut event.acknowledged, attempts);
    }
}

/// Enters an event and starts to tell it, if somebody wants to be told.
pub fn start(sandbox: &Arc<Sandbox>, rail: Rail, events: &mut Events, event: Event) {
    let (id, wanted) = (event.id.clone(), event.url.is_some());
    events.enter(event);
    if wanted {
        sandbox.tasks.spawn(climb(Arc::clone(sandbox), rail, id));
    }
}

async fn climb(sandbox: Arc<Sandbox>, rail: Rail, id: String) {
    let ladder: &[u64] = match rail {
        Rail::Bank => &BANK_LADDER_SECONDS,
        Rail::Stripe => &STRIPE_LADDER_SECONDS,
    };
    let waits = ladder.iter().map(|seconds| sandbox.scaled(Duration::from_secs(*seconds)));
    for wait in std::iter::once(Duration::ZERO).chain(waits) {
        sandbox.pause(wait).await;
        let heard = sandbox.rail(rail).events.find(&id).is_none_or(|event| event.acknowledged);
        if sandbox.stopping.is_cancelled() || heard {
            return;
        }
        attempt(&sandbox, rail, &id).await;
    }
}

/// Sends an event once, as the faults want it; the answer is how it ended, or none if there is nobody to tell.
pub async fn attempt(sandbox: &Sandbox, rail: Rail, id: &str) -> Option<Attempt> {
    // Before a fault is taken: whoever sees it gone may count on the next delivery being noticed.
    let mut deliveries = sandbox.deliveries.subscribe();
    let (event, url, fault) = {
        let mut book = sandbox.rail(rail);
        let event = book.events.find(id)?.clone();
        let url = event.url.clone().or_else(|| book.events.endpoint.clone())?;
        let fault = book.faults.take_for(On::Event, &event.names);
        (event, url, fault)
    };
    let (kind, delay) = fault.map_or((None, Duration::ZERO), |struck| (Some(struck.kind), struck.delay));
    let mut made = Vec::with_capacity(2);
    let corrupt = kind == Some(RailFault::BadSignature);
    match kind {
        Some(RailFault::Drop) => {
            made.push(Attempt { at_ms: clock::system_ms(), status: None, ending: Ending::Dropped });
        }
        Some(RailFault::Duplicate) => {
            let twice = tokio::join!(
                send(sandbox, rail, &event, &url, corrupt),
                send(sandbox, rail, &event, &url, corrupt)
            );
            made.extend([twice.0, twice.1]);
        }
        Some(RailFault::Delay) => {
            sandbox.pause(delay).await;
            made.push(send(sandbox, rail, &event, &url, corrupt).await);
        }
        Some(RailFault::Reorder) => {
            // Either way it is sent now: after another one, or because none came.
            tokio::select! {
                _ = deliveries.changed() => {}
                () = sandbox.pause(delay) => {}
            }
            made.push(send(sandbox, rail, &event, &url, corrupt).await);
        }
        _ => made.push(send(sandbox, rail, &event, &url, corrupt).await),
    }
    let last = made.last().cloned();
    sandbox.rail(rail).events.record(id, made);
    last
}

async fn send(sandbox: &Sandbox, rail: Rail, event: &Event, url: &str, corrupt: bool) -> Attempt {
    let at_ms = clock::system_ms();
    let status = tokio::select! {
        status = post(sandbox, rail, event, url, corrupt) => status,
        () = sandbox.stopping.cancelled() => Ok(None),
    };
    let status = status.unwrap_or_else(|error| {
        tracing::error!(%error, "an event could not be signed");
        None
    });
    sandbox.deliveries.send_modify(|count| *count = count.wrapping_add(1));
    let ending = match status {
        Some(200..=299) => Ending::Acknowledged,
        Some(_) => Ending::Refused,
        None => Ending::NoAnswer,
    };
    Attempt { at_ms, status, ending }
}

/// The status the merchant answered with, or none.
async fn post(
    sandbox: &Sandbox,
    rail: Rail,
    event: &Event,
    url: &str,
    corrupt: bool,
) -> Result<Option<u16>, Error> {
    let headers: HeaderMap = match rail {
        Rail::Bank => bank::signature::event_headers(&sandbox.keys.bank, event, corrupt)?,
        Rail::Stripe => stripe::signature::event_headers(sandbox, event, corrupt)?,
    };
    let request = sandbox
        .client
        .post(url)
        .headers(headers)
        .header(header::CONTENT_TYPE, "application/json; charset=utf-8")
        .header(header::ACCEPT, "*/*")
        .body(event.body.clone());
    Ok(request.send().await.ok().map(|answer| answer.status().as_u16()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_bank_tries_for_a_day_and_stripe_for_three() {
        let hours = |ladder: &[u64]| ladder.iter().sum::<u64>() / 3_600;
        assert_eq!(hours(&BANK_LADDER_SECONDS), 23);
        assert_eq!(hours(&STRIPE_LADDER_SECONDS), 72);
    }
}
