//! Notifications from gateways: verified over raw bytes, stored and acted on in one commit, then acknowledged.

use domain::order::{DisputeNews, Gateway};

use super::{GatewayAccount, Settled, Till, expire::reference};
use crate::{
    Fault,
    ports::{
        Changes, EventSource, InboxRow, Notification, NotificationHeaders, NotificationRefused,
        PaymentReference, QueryAnswer,
    },
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
    /// Whether an account at a gateway is set up, switched on or not: somebody here may know its signature.
    pub fn has_account_at(&self, gateway: Gateway) -> bool {
        self.parts.accounts.of(gateway).next().is_some()
    }

    /// Takes a notification. A gateway has one address here, whatever accounts we have there: the account that can
    /// verify it is the one it is for.
    pub async fn receive(
        &self,
        gateway: Gateway,
        headers: NotificationHeaders<'_>,
        body: &[u8],
    ) -> Result<Received, Fault> {
        let mut read = self.read(gateway, headers, body);
        // By a key that none of our accounts knows: the gateway may have a new one.
        if matches!(read, Err(NotificationRefused::UnknownKey)) && self.has_fresh_keys(gateway).await {
            read = self.read(gateway, headers, body);
        }
        match read {
            Ok((account, notification)) => self.hear(account, notification, body).await,
            Err(refusal) => Ok(Received::Refused(refusal)),
        }
    }

    fn read(
        &self,
        gateway: Gateway,
        headers: NotificationHeaders<'_>,
        body: &[u8],
    ) -> Result<(&GatewayAccount, Notification), NotificationRefused> {
        let now = self.parts.clock.system();
        let mut refusal = NotificationRefused::Headers;
        for account in self.parts.accounts.of(gateway) {
            match account.adapter.parse_notification(headers, body, now) {
                Ok(notification) => return Ok((account, notification)),
                // The account that came furthest says best what is wrong.
                Err(refused) if rank(refused) >= rank(refusal) => refusal = refused,
                Err(_) => {}
            }
        }
        Err(refusal)
    }

    async fn hear(
        &self,
        account: &GatewayAccount,
        notification: Notification,
        body: &[u8],
    ) -> Result<Received, Fault> {
        let gateway = account.gateway();
        // Told again, an event that only makes us ask asks nobody: some gateways' events can be believed for ever.
        if let Notification::Ask { event_id, .. } | Notification::Refund { event_id, .. } = &notification
            && self.parts.commerce.inbox_has(EventSource::Gateway(gateway), event_id).await?
        {
            return Ok(Received::Acknowledged);
        }
        match notification {
            Notification::Paid { event_id, number, capture } => {
                let row = self.inbox_row(gateway, &event_id, body)?;
                match self.settle(account, &number, &capture, Some(row.clone())).await? {
                    Settled::Now(_) | Settled::SetAside => {}
                    // Found by asking, or told under another event: what we acknowledge is on disk all the same.
                    Settled::Already => self.store_once(row).await?,
                    Settled::OtherAccount => {
                        return Ok(Received::Refused(NotificationRefused::OtherMerchant));
                    }
                }
            }
            Notification::Ask { event_id, number } => {
                self.ask_about(account, &number).await?;
                self.store_only(self.inbox_row(gateway, &event_id, body)?).await?;
            }
            // A refund is believed in one way only: the gateway is asked about it, now.
            Notification::Refund { event_id, refund_number, .. } => {
                self.ask_about_refund(gateway, &refund_number).await?;
                self.store_only(self.inbox_row(gateway, &event_id, body)?).await?;
            }
            Notification::Dispute { event_id, news } => {
                let row = self.inbox_row(gateway, &event_id, body)?;
                self.parts.disputes.hear(account, &news, row).await?;
            }
            Notification::Ignored { event_id } => {
                self.store_only(self.inbox_row(gateway, &event_id, body)?).await?;
            }
        }
        Ok(Received::Acknowledged)
    }

    /// What the gateway answered about a dispute, taken in as if an event had told it: each state once.
    pub(crate) async fn hear_of_dispute(
        &self,
        account: &GatewayAccount,
        news: &DisputeNews,
    ) -> Result<(), Fault> {
        let event_id = format!("asked-{}-{}", news.reference, news.state.code());
        let row = self.inbox_row(account.gateway(), &event_id, event_id.as_bytes())?;
        self.parts.disputes.hear(account, news, row).await
    }

    /// Something may have become of a number: the gateway's own answer counts, not the event's word.
    async fn ask_about(&self, account: &GatewayAccount, number: &str) -> Result<(), Fault> {
        let facts = self.parts.commerce.settling_facts(account.gateway(), number).await?;
        let asked = match &facts {
            Some(facts) if facts.attempt.account == account.name => reference(&facts.attempt),
            Some(_) => return Ok(()),
            None => PaymentReference { number: number.to_owned(), reference: None },
        };
        if let QueryAnswer::Paid(capture) = account.adapter.query(&asked).await? {
            self.settle(account, number, &capture, None).await?;
            return Ok(());
        }
        match facts {
            Some(facts) => self.ask(facts.attempt, &facts.order, self.parts.clock.business()).await,
            None => Ok(()),
        }
    }

    async fn ask_about_refund(&self, gateway: Gateway, number: &str) -> Result<(), Fault> {
        let Some(refund) = self.parts.commerce.refund_by_number(gateway, number).await? else {
            return Ok(());
        };
        self.move_refund(refund, self.parts.clock.business()).await
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

    async fn store_once(&self, row: InboxRow) -> Result<(), Fault> {
        if self.parts.commerce.inbox_has(row.source, &row.event_id).await? {
            return Ok(());
        }
        self.store_only(row).await
    }

    /// Keeps an event that changes nothing; one that is there already is fine.
    async fn store_only(&self, row: InboxRow) -> Result<(), Fault> {
        self.parts.commerce.commit(Changes { inbox: vec![row], ..Changes::default() }).await?;
        Ok(())
    }
}

/// How far an account came in believing a notification.
const fn rank(refused: NotificationRefused) -> u8 {
    match refused {
        NotificationRefused::Headers => 0,
        NotificationRefused::UnknownKey => 1,
        NotificationRefused::Signature => 2,
        NotificationRefused::Age => 3,
        NotificationRefused::Malformed => 4,
        NotificationRefused::OtherMerchant => 5,
    }
}
