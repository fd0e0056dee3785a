//! Events: `payout.*`, signed with `Stripe-Signature: t=<seconds>,v1=<hex>[,v1=<hex>]`, HMAC-SHA256 over `t.body`.
//!
//! They come twice, late and in any order, and each holds the payout as it was, so none is believed: an event is the
//! reason to ask.

use domain::time::Timestamp;
use services::ports::{NotificationHeaders, NotificationRefused, RailEvent};

use super::wire::{Event, Payout};
use crate::mac::MacKey;

const SIGNATURE: &str = "stripe-signature";
/// A signature older than this, or further ahead, is refused. Stripe's own library takes any from the future.
const WINDOW_MS: u64 = 300_000;
const LONGEST_TIMESTAMP: usize = 12;
/// Two while a secret is replaced; more are not looked at.
const MOST_SIGNATURES: usize = 8;

/// Verifies and reads an event.
pub(super) fn read(
    keys: &[MacKey],
    headers: NotificationHeaders<'_>,
    body: &[u8],
    now: Timestamp,
) -> Result<RailEvent, NotificationRefused> {
    let event = verified(keys, headers, body, now)?;
    let event_id = event.id;
    if !is_of_payouts(&event.kind) {
        return Ok(RailEvent::Ignored { event_id });
    }
    let payout: Payout =
        serde_json::from_value(event.data.object).map_err(|_| NotificationRefused::Malformed)?;
    // Without our number: made by Stripe's own schedule, or by hand.
    match (payout.number(), payout.news()) {
        // Whoever holds keys of the connected account can write our number into a payout of their own: the answer to a
        // question about *our* payout is what counts.
        (Some(number), Some(_)) => Ok(RailEvent::Ask { event_id, number: number.to_owned() }),
        _ => Ok(RailEvent::Ignored { event_id }),
    }
}

/// An event that Stripe signed, just now, with one of the secrets.
pub(super) fn verified(
    keys: &[MacKey],
    headers: NotificationHeaders<'_>,
    body: &[u8],
    now: Timestamp,
) -> Result<Event, NotificationRefused> {
    let header = headers.get(SIGNATURE).ok_or(NotificationRefused::Headers)?;
    verify(keys, header, body, now)?;
    let event: Event = serde_json::from_slice(body).map_err(|_| NotificationRefused::Malformed)?;
    if event.id.is_empty() { Err(NotificationRefused::Malformed) } else { Ok(event) }
}

/// Whether events of this kind are the payout rail's.
pub(super) fn is_of_payouts(kind: &str) -> bool {
    kind.starts_with("payout.")
}

/// Whether Stripe signed exactly this body, just now, with one of the secrets.
fn verify(keys: &[MacKey], header: &str, body: &[u8], now: Timestamp) -> Result<(), NotificationRefused> {
    let mut timestamp = None;
    let mut tags = Vec::new();
    for part in header.split(',') {
        match part.trim().split_once('=') {
            Some(("t", seconds)) if timestamp.is_none() => timestamp = Some(seconds),
            // Two moments under one signature: not Stripe's.
            Some(("t", _)) => return Err(NotificationRefused::Headers),
            Some(("v1", tag)) if tags.len() < MOST_SIGNATURES => tags.push(tag),
            // `v0` and whatever comes later are other schemes.
            _ => {}
        }
    }
    let timestamp = timestamp
        .filter(|text| (1..=LONGEST_TIMESTAMP).contains(&text.len()))
        .filter(|text| text.bytes().all(|byte| byte.is_ascii_digit()))
        .ok_or(NotificationRefused::Headers)?;
    if tags.is_empty() {
        return Err(NotificationRefused::Headers);
    }
    let signed_at = timestamp.parse().map(|seconds| Timestamp::default().plus_seconds(seconds));
    if !signed_at.is_ok_and(|signed_at| now.ms_since(signed_at).unsigned_abs() <= WINDOW_MS) {
        return Err(NotificationRefused::Age);
    }
    let message = [timestamp.as_bytes(), b".", body].concat();
    let fits = keys.iter().any(|key| tags.iter().any(|tag| key.verifies(&message, tag)));
    if fits { Ok(()) } else { Err(NotificationRefused::Signature) }
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use super::{MacKey, NotificationHeaders, NotificationRefused, RailEvent, SIGNATURE, Timestamp, read};
    use crate::Secret;

    const NOW: Timestamp = Timestamp::from_unix_ms(1_767_225_600_000);

    /// Made by Stripe's own library.
    fn vector(name: &str) -> String {
        let vectors: Value = serde_json::from_str(include_str!("../../tests/vectors/vectors.json")).unwrap();
        vectors["stripe_webhook"][name].as_str().unwrap().to_owned()
    }

    fn said(header: &str, body: &[u8], now: Timestamp) -> Result<RailEvent, NotificationRefused> {
        let keys = ["whsec_new", &vector("secret")].map(|secret| MacKey::new(&Secret::new(secret)));
        read(&keys, NotificationHeaders(&[(SIGNATURE, header)]), body, now)
    }

    #[test]
    fn an_event_that_stripes_library_signed_is_believed_with_either_secret() {
        let (header, body) = (vector("header"), vector("payload"));
        let ignored = Ok(RailEvent::Ignored { event_id: "evt_test_1".to_owned() });
        assert_eq!(said(&header, body.as_bytes(), NOW), ignored);
        let rolling = header.replace("v1=", "v0=00,v1=00,v1=");
        assert_eq!(said(&rolling, body.as_bytes(), NOW), ignored);
        for seconds in [-300, 300] {
            assert_eq!(said(&header, body.as_bytes(), NOW.plus_seconds(seconds)), ignored, "{seconds}");
        }
    }

    #[test]
    fn anything_else_is_refused() {
        let (header, body) = (vector("header"), vector("payload"));
        for seconds in [-301, 301] {
            let refused = said(&header, body.as_bytes(), NOW.plus_seconds(seconds));
            assert_eq!(refused, Err(NotificationRefused::Age), "{seconds}");
        }
        for at in 0..body.len() {
            let mut changed = body.clone().into_bytes();
            changed[at] ^= 1;
            assert_eq!(said(&header, &changed, NOW), Err(NotificationRefused::Signature), "{at}");
        }
        let later = header.replace("t=1767225600", "t=1767225601");
        assert_eq!(said(&later, body.as_bytes(), NOW), Err(NotificationRefused::Signature));
        for broken in ["", "t=1767225600", "v1=00", "t=x,v1=00", "t=-1,v1=00"] {
            assert_eq!(said(broken, body.as_bytes(), NOW), Err(NotificationRefused::Headers), "{broken}");
        }
        let twice = format!("t=1767225600,{header}");
        assert_eq!(said(&twice, body.as_bytes(), NOW), Err(NotificationRefused::Headers));
        assert_eq!(
            said(&header.replace("v1=", "v0="), body.as_bytes(), NOW),
            Err(NotificationRefused::Headers)
        );
    }
}
