//! The way to a page of a gateway that works for minutes only: it is renewed when the payer goes there.

use domain::{
    id::OrderToken,
    order::{Attempt, AttemptState, PayerAction},
};

use super::{Till, Visit, open::Opened};
use crate::{Fault, actor::Member};

/// Where a payer is sent who wants to go on to pay.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum WayOut {
    /// To the gateway's page; the adapter has checked that it is the gateway's own.
    To(String),
    /// Nothing waits to be paid on such a page: the order's own page says what is true now.
    NotWaiting,
    /// The gateway gave no new address, or has been asked too often.
    NoAnswer,
    /// No such order of this person.
    NotFound,
}

impl Till {
    /// Where the gateway waits for the payer of one's own order, by an address that works now.
    pub async fn way_out(&self, viewer: &Member, token: &OrderToken, visit: &Visit) -> Result<WayOut, Fault> {
        let Some(order) = self.own_order(viewer, token).await? else { return Ok(WayOut::NotFound) };
        let now = self.parts.clock.business();
        if !order.is_payable(now) {
            return Ok(WayOut::NotWaiting);
        }
        let attempts = self.parts.commerce.attempts(&order.id).await?;
        let waits = |attempt: &Attempt| attempt.state == AttemptState::AwaitingUser;
        let Some(attempt) = attempts.into_iter().rev().find(waits) else { return Ok(WayOut::NotWaiting) };
        let Some(PayerAction::Visit { url }) = attempt.action.clone() else { return Ok(WayOut::NotWaiting) };
        let life = self.gateway(&attempt.account)?.page_life_seconds(attempt.way);
        if !life.is_some_and(|seconds| attempt.is_stale(seconds, now)) {
            return Ok(WayOut::To(url));
        }
        if !self.may_open(&order.id) {
            return Ok(WayOut::NoAnswer);
        }
        // The same number with the same content is the same payment: whoever pays on the old page pays this one.
        Ok(match self.open(&order, attempt, visit, None, now).await? {
            Opened::NotYet => WayOut::NoAnswer,
            opened => match opened.action() {
                Some(PayerAction::Visit { url }) => WayOut::To(url),
                _ => WayOut::NotWaiting,
            },
        })
    }
}
