//! Events: a picture of the payout at the moment it changed, signed. They come twice, late and in any order.

use domain::time::Timestamp;
use services::ports::{NotificationHeaders, NotificationRefused, RailEvent};

use super::{signature::Signer, wire::Event};

/// Verifies and reads an event.
pub(super) fn read(
    signer: &Signer,
    headers: NotificationHeaders<'_>,
    body: &[u8],
    now: Timestamp,
) -> Result<RailEvent, NotificationRefused> {
    let signed_id = signer.verified(headers, body, now)?;
    let event: Event = serde_json::from_slice(body).map_err(|_| NotificationRefused::Malformed)?;
    if event.id != signed_id {
        return Err(NotificationRefused::Malformed);
    }
    let event_id = event.id;
    let Some(payout) = event.payout.filter(|_| event.kind.starts_with("payout.")) else {
        return Ok(RailEvent::Ignored { event_id });
    };
    match payout.news() {
        Some(news) => Ok(RailEvent::Payout { event_id, number: payout.number, news }),
        None => Ok(RailEvent::Ignored { event_id }),
    }
}
