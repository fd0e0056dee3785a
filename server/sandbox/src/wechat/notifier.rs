//! Telling merchants: at once, and again along the gateway's ladder until they say that they have heard.

use std::{collections::VecDeque, sync::Arc, time::Duration};

use bytes::Bytes;
use http::header;

use super::{
    faults::{Kind, Operation},
    seal::{self, By, Seal},
    trades::Trade,
};
use crate::{
    Error,
    attempt::{Attempt, Ending, remember},
    clock,
    sandbox::Sandbox,
};

/// The waits before each resend, in seconds: twenty-four hours and four minutes in all.
const LADDER_SECONDS: [u64; 15] =
    [15, 15, 30, 180, 600, 1_200, 1_800, 1_800, 1_800, 3_600, 10_800, 10_800, 10_800, 21_600, 21_600];

/// Something a merchant is to be told.
#[derive(Debug)]
pub struct Notification {
    /// Its id, the same on every resend.
    pub event_id: String,
    /// What it is about.
    pub event_type: &'static str,
    /// Whether the merchant has heard.
    pub acknowledged: bool,
    /// The newest attempts, oldest first.
    pub attempts: VecDeque<Attempt>,
    url: String,
    body: Bytes,
}

impl Notification {
    /// A notification nobody was sent yet.
    pub fn new(event_id: String, event_type: &'static str, url: String, body: Bytes) -> Self {
        Self { event_id, event_type, acknowledged: false, attempts: VecDeque::new(), url, body }
    }
}

/// Where to find a notification again.
#[derive(Debug, Clone)]
pub struct Address {
    /// The trade it belongs to.
    pub out_trade_no: String,
    /// Which one.
    pub event_id: String,
}

/// Enters a notification and starts to send it.
pub fn start(sandbox: &Arc<Sandbox>, trade: &mut Trade, notification: Notification) {
    let address =
        Address { out_trade_no: trade.order.out_trade_no.clone(), event_id: notification.event_id.clone() };
    trade.notifications.push(notification);
    sandbox.tasks.spawn(climb(Arc::clone(sandbox), address));
}

/// Goes up the ladder until the merchant has heard or the ladder ends. Whoever moves the business clock on finds the
/// rungs climbed that lie behind it.
async fn climb(sandbox: Arc<Sandbox>, address: Address) {
    let mut due_ms = sandbox.clock.business_ms();
    for seconds in std::iter::once(0).chain(LADDER_SECONDS) {
        let wait = Duration::from_secs(seconds);
        due_ms = due_ms.saturating_add(i64::try_from(wait.as_millis()).unwrap_or(i64::MAX));
        sandbox.until(due_ms, wait).await;
        let heard = with(&sandbox, &address, |notification| notification.acknowledged);
        if sandbox.stopping.is_cancelled() || heard != Some(false) {
            return;
        }
        attempt(&sandbox, &address).await;
    }
}

/// Sends a notification once, as the faults want it; the answer is how it ended, or none if it is unknown.
pub async fn attempt(sandbox: &Sandbox, address: &Address) -> Option<Attempt> {
    let (url, body) =
        with(sandbox, address, |notification| (notification.url.clone(), notification.body.clone()))?;
    let fault = sandbox.wechat().faults.take(Operation::Notify, |kind, ()| !kind.alters_content());
    let seal = match fault.map(|fault| fault.kind) {
        Some(Kind::BadSignature) => Seal::Corrupt,
        Some(Kind::ProbeSignature) => Seal::Probe,
        _ => Seal::Honest,
    };
    let now_ms = clock::system_ms();
    let mut made = Vec::with_capacity(2);
    match fault.map(|fault| (fault.kind, fault.delay)) {
        Some((Kind::Drop, _)) => made.push(Attempt { at_ms: now_ms, status: None, ending: Ending::Dropped }),
        Some((Kind::Duplicate, _)) => {
            let (first, second) =
                tokio::join!(send(sandbox, &url, &body, seal), send(sandbox, &url, &body, seal));
            made.extend([first, second]);
        }
        Some((Kind::Delay, delay)) => {
            sandbox.pause(delay).await;
            made.push(send(sandbox, &url, &body, seal).await);
        }
        Some((Kind::Reorder, limit)) => {
            let mut deliveries = sandbox.deliveries.subscribe();
            // Either way it is sent now: after another one, or because none came.
            tokio::select! {
                _ = deliveries.changed() => {}
                () = sandbox.pause(limit) => {}
            }
            made.push(send(sandbox, &url, &body, seal).await);
        }
        _ => made.push(send(sandbox, &url, &body, seal).await),
    }
    let last = made.last().cloned();
    with(sandbox, address, |notification| {
        remember(&mut notification.attempts, &mut notification.acknowledged, made);
    });
    last
}

async fn send(sandbox: &Sandbox, url: &str, body: &Bytes, seal: Seal) -> Attempt {
    let at_ms = clock::system_ms();
    let status = tokio::select! {
        status = post(sandbox, url, body, seal) => status,
        () = sandbox.stopping.cancelled() => Ok(None),
    };
    let status = status.unwrap_or_else(|error| {
        tracing::error!(%error, "a notification could not be signed");
        None
    });
    sandbox.deliveries.send_modify(|count| *count = count.wrapping_add(1));
    let ending = match status {
        Some(200 | 204) => Ending::Acknowledged,
        Some(_) => Ending::Refused,
        None => Ending::NoAnswer,
    };
    Attempt { at_ms, status, ending }
}

/// The status the merchant answered with, or none.
async fn post(sandbox: &Sandbox, url: &str, body: &Bytes, seal: Seal) -> Result<Option<u16>, Error> {
    let request = sandbox
        .client
        .post(url)
        .headers(seal::headers(sandbox, body, seal, By::Certificate)?)
        .header(header::CONTENT_TYPE, "application/json")
        .header(header::ACCEPT, "*/*")
        .body(body.clone());
    Ok(request.send().await.ok().map(|answer| answer.status().as_u16()))
}

fn with<T>(sandbox: &Sandbox, address: &Address, look: impl FnOnce(&mut Notification) -> T) -> Option<T> {
    let mut book = sandbox.wechat();
    let trade = book.trade_mut(&address.out_trade_no)?;
    trade.notifications.iter_mut().find(|known| known.event_id == address.event_id).map(look)
}

#[cfg(test)]
mod tests {
    use super::LADDER_SECONDS;

    #[test]
    fn the_ladder_takes_twenty_four_hours_and_four_minutes() {
        assert_eq!(LADDER_SECONDS.iter().sum::<u64>(), 24 * 3_600 + 4 * 60);
    }
}
