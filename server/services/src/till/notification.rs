//! Notifications from gateways: verified over raw bytes, stored and acted on in one commit, then acknowledged.

use domain::order::Gateway;

use super::{Settled, Till};
use crate::{
    Fault,
    ports::{Changes, EventSource, InboxRow, Notification, NotificationHeaders, NotificationRefused},
};

/// How a notification ended; the web layer turns it into the gateway's own acknowledgement.
#[derive(Clone, Debug, PartialEq)]
pub enum Received {
    /// On disk and acted on, now or before.
    Acknowledged,
    /// Not to be believed: the gateway is told that it failed, and nothing was done.
    Refused(NotificationRefused),
}

impl Till {
    /// Takes a notification.
    pub async fn receive(
        &self,
        gateway: Gateway,
        headers: NotificationHeaders<'_>,
        body: &[u8],
    ) -> Result<Received, Fault> {
        let now = self.parts.clock.system();
        let notification = match self.gateway(gateway)?.parse_notification(headers, body, now) {
            Ok(notification) => notification,
            Err(refused) => return Ok(Received::Refused(refused)),
        };
        match notification {
            Notification::Paid { event_id, number, capture } => {
                let row = self.inbox_row(gateway, &event_id, body)?;
                match self.settle(gateway, &number, &capture, Some(row.clone())).await? {
                    Settled::Now(_) => {}
                    // Found by asking, or told under another event: what we acknowledge is on disk all the same.
                    Settled::Already => {
                        if !self.parts.commerce.inbox_has(EventSource::Gateway(gateway), &event_id).await? {
                            self.store_only(row).await?;
                        }
                    }
                    Settled::UnknownNumber => {
                        tracing::error!(
                            event.id = event_id,
                            "a payment for a number that is not ours was kept"
                        );
                        self.store_only(row).await?;
                    }
                }
            }
            // A refund is believed in one way only: the next sweep asks the gateway about it.
            Notification::Refund { event_id, .. } | Notification::Ignored { event_id } => {
                self.store_only(self.inbox_row(gateway, &event_id, body)?).await?;
            }
        }
        Ok(Received::Acknowledged)
    }

    fn inbox_row(&self, gateway: Gateway, event_id: &str, body: &[u8]) -> Result<InboxRow, Fault> {
        let place = format!("inbox/{}/{event_id}", gateway.code());
        Ok(InboxRow {
            source: EventSource::Gateway(gateway),
            event_id: event_id.to_owned(),
            received_at: self.parts.clock.system(),
            body_ciphertext: self.parts.secrets.seal(self.parts.entropy.as_ref(), &place, body)?,
        })
    }

    /// Keeps an event that changes nothing; one that is there already is fine.
    async fn store_only(&self, row: InboxRow) -> Result<(), Fault> {
        self.parts.commerce.commit(Changes { inbox: vec![row], ..Changes::default() }).await?;
        Ok(())
    }
}
