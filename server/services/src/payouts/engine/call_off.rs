//! Calling a payout off once its rail may have it.

use domain::{
    id::TransactionId,
    message::MessageKind,
    payouts::{NewsSource, Payout, RailNews, Step},
};

use super::PayoutEngine;
use crate::{
    Fault,
    ports::{Changes, EntropyExt},
};

impl PayoutEngine {
    /// Asks a payout's rail to call it off. What leaves open whether the rail has it is no answer: only a query may say
    /// that a rail has never heard of a number, and only handing over may be told to try later.
    pub(crate) async fn cancel_at_rail(&self, payout: &Payout) -> Result<RailNews, Fault> {
        let Some(rail) = self.rail(payout.rail) else { return Ok(RailNews::NoAnswer) };
        Ok(match rail.cancel(&self.order_of(payout).await?).await {
            RailNews::TryLater | RailNews::NotKnown => RailNews::NoAnswer,
            news => news,
        })
    }

    /// The payout as it is once its rail has called it off, with what comes back.
    pub(crate) fn cancelled(&self, payout: Payout) -> Result<Step, Fault> {
        let now = self.parts.clock.business();
        let id = TransactionId::new(now, self.parts.entropy.bits());
        let (news, source) = (&RailNews::Cancelled, NewsSource::Asked);
        payout.hear(news, source, self.patience(), id, now).map_err(|error| Fault::Rule(error.to_string()))
    }

    /// Books what a rail said when it was asked to call a payout off.
    pub(crate) async fn learn(&self, payout: Payout, news: &RailNews) -> Result<(), Fault> {
        self.hear(payout, news, NewsSource::Asked, None).await.map(|_| ())
    }

    /// Tells a creator of a payout that its rail called off without being asked.
    pub(super) fn tell_called_off(&self, payout: &Payout, changes: &mut Changes) {
        let (run, back) = (payout.run.clone(), payout.gross);
        let about = MessageKind::PayoutCalledOff { run, back, reason: String::new() };
        let (message, mail) = self.tell_owner(&payout.creator, about);
        changes.writes.push(message);
        changes.outbox.push(mail);
    }
}
