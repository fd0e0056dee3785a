//! The one reminder of an order that waits for its payment: only with its buyer's consent, half-way through the order's
//! life, so that there is time left to pay.

use domain::{
    message::{OrderNews, Recipient},
    order::Order,
    time::Timestamp,
};

use super::OrderHistory;
use crate::{
    Fault,
    ports::{Changes, Commit, Reminder, Write},
};

/// The job's name in the lease table.
const JOB: &str = "reminders";
/// A lease lasts this long, in seconds.
const LEASE_SECONDS: i64 = 60;
/// Reminders in one round.
const ROUND: u32 = 200;

/// What a round did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Reminded {
    /// People who were reminded.
    pub told: u32,
}

/// The reminder that a buyer agreed to, for the unit of work that makes the order.
pub(crate) fn reminder(order: &Order) -> Write {
    Write::InsertReminder(Reminder { order: order.id.clone(), due_at: half_way(order) })
}

fn half_way(order: &Order) -> Timestamp {
    let life = order.expires_at.ms_since(order.created_at);
    order.created_at.plus_ms(life.div_euclid(2))
}

impl OrderHistory {
    /// One round, if this process holds the lease. An order that was paid meanwhile is not reminded of, and each one is
    /// told once, whoever tells it.
    pub async fn remind(&self, holder: &str) -> Result<Reminded, Fault> {
        let system = self.parts.clock.system();
        let until = system.plus_seconds(LEASE_SECONDS);
        let mut reminded = Reminded::default();
        if self.parts.commerce.lease(JOB, holder, system, until).await?.is_none() {
            return Ok(reminded);
        }
        let now = self.parts.clock.business();
        for (reminder, order) in self.parts.commerce.due_reminders(now, ROUND).await? {
            let mut changes =
                Changes { writes: vec![Write::EndReminder(reminder.order, now)], ..Changes::default() };
            // Too late to pay: the page says so, and a reminder would only tease.
            if order.is_payable(now) {
                let Order { token, price, expires_at, .. } = order;
                let waiting = OrderNews::Waiting { token, price, expires_at };
                self.parts.tell(&mut changes, Recipient::Person(order.buyer), waiting);
            }
            let is_told = !changes.outbox.is_empty();
            if self.parts.commerce.commit(changes).await? == Commit::Committed && is_told {
                reminded.told = reminded.told.saturating_add(1);
            }
        }
        Ok(reminded)
    }
}
