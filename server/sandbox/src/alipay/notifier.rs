//! Telling merchants: at once, and again along the gateway's ladder until they answer exactly `success`.

use std::{collections::VecDeque, sync::Arc, time::Duration};

use http::header;
use serde::Serialize;

use super::{
    answers::forged,
    faults::{Kind, On},
    instant,
    parameters::{Parameters, form, told},
    trades::Trade,
};
use crate::{
    Error,
    attempt::{Attempt, Ending, remember},
    clock,
    rsa::sign,
    sandbox::Sandbox,
};

/// The waits before each resend, in seconds: eight attempts in a little over a day.
const LADDER_SECONDS: [u64; 7] = [240, 600, 600, 3_600, 7_200, 21_600, 54_000];
/// What a merchant who has heard answers, and nothing else.
const HEARD: &[u8] = b"success";

/// Something a merchant is to be told.
#[derive(Debug, Serialize)]
pub struct Notification {
    /// Its id, the same on every resend.
    pub notify_id: String,
    /// The trade's status in it.
    pub status: &'static str,
    /// Whether the merchant has heard.
    pub acknowledged: bool,
    /// The newest attempts, oldest first.
    pub attempts: VecDeque<Attempt>,
    #[serde(skip)]
    url: String,
    #[serde(skip)]
    parameters: Parameters,
}

impl Notification {
    /// A notification nobody was sent yet.
    pub fn new(notify_id: String, status: &'static str, url: String, parameters: Parameters) -> Self {
        let (acknowledged, attempts) = (false, VecDeque::new());
        Self { notify_id, status, acknowledged, attempts, url, parameters }
    }
}

/// Where a notification is found.
#[derive(Debug, Clone)]
pub struct Address {
    /// The trade it is about.
    pub number: String,
    /// Which one.
    pub notify_id: String,
}

/// Enters a notification and starts to send it.
pub fn start(sandbox: &Arc<Sandbox>, trade: &mut Trade, notification: Notification) {
    let address = Address { number: trade.order.number.clone(), notify_id: notification.notify_id.clone() };
    trade.notifications.push(notification);
    sandbox.tasks.spawn(climb(Arc::clone(sandbox), address));
}

/// Goes up the ladder until the merchant has heard or the ladder ends.
async fn climb(sandbox: Arc<Sandbox>, address: Address) {
    let waits = LADDER_SECONDS.iter().map(|seconds| sandbox.scaled(Duration::from_secs(*seconds)));
    for wait in std::iter::once(Duration::ZERO).chain(waits) {
        sandbox.pause(wait).await;
        let heard = with(&sandbox, &address, |notification| notification.acknowledged);
        if sandbox.stopping.is_cancelled() || heard != Some(false) {
            return;
        }
        attempt(&sandbox, &address).await;
    }
}

/// Sends a notification once, as the faults want it; the answer is how it ended, or none if it is unknown.
pub async fn attempt(sandbox: &Sandbox, address: &Address) -> Option<Attempt> {
    let (url, parameters) =
        with(sandbox, address, |notification| (notification.url.clone(), notification.parameters.clone()))?;
    let fault = sandbox.alipay().faults.take(On::Notify, |kind, _| !kind.alters_content());
    let is_forged = fault.is_some_and(|fault| fault.kind == Kind::BadSignature);
    let body = match written(sandbox, parameters, is_forged) {
        Ok(body) => body,
        Err(error) => {
            tracing::error!(%error, "a notification could not be signed");
            return None;
        }
    };
    let mut made = Vec::with_capacity(2);
    match fault.map(|fault| (fault.kind, fault.delay)) {
        Some((Kind::Drop, _)) => {
            made.push(Attempt { at_ms: clock::system_ms(), status: None, ending: Ending::Dropped });
        }
        Some((Kind::Duplicate, _)) => {
            let (first, second) = tokio::join!(send(sandbox, &url, &body), send(sandbox, &url, &body));
            made.extend([first, second]);
        }
        Some((Kind::Delay, delay)) => {
            sandbox.pause(delay).await;
            made.push(send(sandbox, &url, &body).await);
        }
        Some((Kind::Reorder, limit)) => {
            let mut deliveries = sandbox.deliveries.subscribe();
            // Either way it is sent now: after another one, or because none came.
            tokio::select! {
                _ = deliveries.changed() => {}
                () = sandbox.pause(limit) => {}
            }
            made.push(send(sandbox, &url, &body).await);
        }
        _ => made.push(send(sandbox, &url, &body).await),
    }
    let last = made.last().cloned();
    with(sandbox, address, |notification| {
        remember(&mut notification.attempts, &mut notification.acknowledged, made);
    });
    last
}

/// The form, as it is sent now: with the moment of sending, and signed anew.
fn written(sandbox: &Sandbox, mut parameters: Parameters, is_forged: bool) -> Result<String, Error> {
    parameters.insert("notify_time".to_owned(), instant::written(sandbox.clock.business_ms()));
    let honest = sign(&sandbox.keys.alipay.private, told(&parameters).as_bytes())?;
    parameters.insert("sign_type".to_owned(), "RSA2".to_owned());
    parameters.insert("sign".to_owned(), if is_forged { forged(&honest) } else { honest });
    Ok(form(&parameters))
}

async fn send(sandbox: &Sandbox, url: &str, body: &str) -> Attempt {
    let at_ms = clock::system_ms();
    let heard = tokio::select! {
        heard = post(sandbox, url, body) => heard,
        () = sandbox.stopping.cancelled() => None,
    };
    sandbox.deliveries.send_modify(|count| *count = count.wrapping_add(1));
    let ending = match heard {
        Some((_, true)) => Ending::Acknowledged,
        Some((_, false)) => Ending::Refused,
        None => Ending::NoAnswer,
    };
    Attempt { at_ms, status: heard.map(|(status, _)| status), ending }
}

/// The status of the merchant's answer, and whether it says that the merchant has heard.
async fn post(sandbox: &Sandbox, url: &str, body: &str) -> Option<(u16, bool)> {
    let request = sandbox
        .client
        .post(url)
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded; charset=utf-8")
        .body(body.to_owned());
    let mut answer = request.send().await.ok()?;
    let status = answer.status().as_u16();
    let mut said = Vec::new();
    // A merchant who says more than the word has not said the word.
    while let (true, Some(chunk)) = (said.len() <= HEARD.len(), answer.chunk().await.ok()?) {
        said.extend_from_slice(&chunk);
    }
    Some((status, status == 200 && said == HEARD))
}

fn with<T>(sandbox: &Sandbox, address: &Address, look: impl FnOnce(&mut Notification) -> T) -> Option<T> {
    let mut book = sandbox.alipay();
    let trade = book.trade_mut(&address.number)?;
    trade.notifications.iter_mut().find(|known| known.notify_id == address.notify_id).map(look)
}

#[cfg(test)]
mod tests {
    use super::LADDER_SECONDS;

    #[test]
    fn the_ladder_takes_a_little_over_a_day() {
        assert_eq!(LADDER_SECONDS.iter().sum::<u64>(), 24 * 3_600 + 24 * 60);
    }
}
