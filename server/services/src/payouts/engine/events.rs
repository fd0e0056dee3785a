//! Events of rails: verified over raw bytes, kept and acted on in one commit, then acknowledged.

use domain::{
    id::PayoutId,
    payouts::{NewsSource, Rail, RailNews, RunState},
};

use super::PayoutEngine;
use crate::{
    Fault,
    ports::{Changes, EventSource, GatewayFault, InboxRow, NotificationHeaders, RailEvent},
    till::Received,
};

impl PayoutEngine {
    /// Takes an event.
    pub async fn receive(
        &self,
        rail: Rail,
        headers: NotificationHeaders<'_>,
        body: &[u8],
    ) -> Result<Received, Fault> {
        let adapter =
            self.rail(rail).ok_or_else(|| Fault::Rule(format!("no adapter for {}", rail.code())))?;
        let event = match adapter.parse_event(headers, body, self.parts.clock.system()) {
            Ok(event) => event,
            Err(refused) => return Ok(Received::Refused(refused)),
        };
        let (event_id, number, news) = match event {
            RailEvent::Ignored { event_id } => {
                self.keep(self.inbox_row(rail, &event_id, body)?).await?;
                return Ok(Received::Acknowledged);
            }
            RailEvent::Payout { event_id, number, news } => (event_id, number, Some(news)),
            RailEvent::Ask { event_id, number } => (event_id, number, None),
        };
        let row = self.inbox_row(rail, &event_id, body)?;
        let payout = match number.parse::<PayoutId>() {
            Ok(id) => self.parts.commerce.payout(&id).await?,
            Err(_) => None,
        };
        if let Some(payout) = payout.filter(|payout| payout.rail == rail) {
            let (source, news) = match news {
                Some(news) => (NewsSource::Told, news),
                // Nothing is kept before the rail has answered: it sends the event again, and is asked again. A payout
                // that came back after it was paid has no other way to be heard of.
                None => match self.ask(&payout, adapter.as_ref()).await? {
                    RailNews::NoAnswer | RailNews::TryLater | RailNews::NotKnown => {
                        return Err(GatewayFault::NoAnswer.into());
                    }
                    news => (NewsSource::Asked, news),
                },
            };
            self.hear(payout, &news, source, Some(row)).await?;
        } else {
            tracing::error!(
                event.id = event_id,
                rail = rail.code(),
                "an event about a payout that is not ours was kept"
            );
            self.keep(row).await?;
        }
        Ok(Received::Acknowledged)
    }

    /// Takes news that came by no event: out of a file of the bank. False when there is no such payout on this rail.
    pub async fn told(&self, rail: Rail, number: &PayoutId, news: &RailNews) -> Result<bool, Fault> {
        match self.parts.commerce.payout(number).await?.filter(|payout| payout.rail == rail) {
            Some(payout) => self.hear(payout, news, NewsSource::Told, None).await.map(|_| true),
            None => Ok(false),
        }
    }

    /// Whether a released run on this rail still has payouts to hand over.
    pub async fn is_handing_over(&self, rail: Rail) -> Result<bool, Fault> {
        let runs = self.parts.commerce.open_runs().await?;
        Ok(runs.iter().any(|run| run.rail == rail && run.state == RunState::Released))
    }

    fn inbox_row(&self, rail: Rail, event_id: &str, body: &[u8]) -> Result<InboxRow, Fault> {
        let place = format!("inbox/{}/{event_id}", rail.code());
        Ok(InboxRow {
            source: EventSource::Rail(rail),
            event_id: event_id.to_owned(),
            received_at: self.parts.clock.system(),
            body_ciphertext: self.parts.secrets.seal(self.parts.entropy.as_ref(), &place, body)?,
        })
    }

    /// Keeps an event that changes nothing; one that is there already is fine.
    async fn keep(&self, row: InboxRow) -> Result<(), Fault> {
        self.parts.commerce.commit(Changes { inbox: vec![row], ..Changes::default() }).await?;
        Ok(())
    }
}
