//! Stripe's record of one of its days: the balance transactions of the UTC day, each with the charge or refund behind it.
//!
//! A balance transaction has the amount in the currency the account is settled in, after conversion; what was charged or
//! sent back stands in its source.

use domain::time::{Day, Timestamp};
use serde::Deserialize;
use serde_json::Value;
use services::ports::{Bill, BillKind, BillLine, BillState, GatewayFault, RefundAnswer};

use super::{
    StripePayments,
    wire::{Charge, Intent, List, Refund, moment, read},
};
use crate::stripe::exchange::{Ask, Reply, is_identifier};

/// A page of charges with everything Stripe knows of them stays well below the answer's limit of a megabyte.
const PAGE: &str = "50";
/// A day of 50,000 lines. Beyond that a download would be the right tool.
const MOST_PAGES: usize = 1_000;

/// One movement on our balance.
#[derive(Debug, Deserialize)]
struct Movement {
    id: String,
    #[serde(rename = "type")]
    kind: String,
    created: i64,
    #[serde(default)]
    source: Value,
}

impl StripePayments {
    pub(super) async fn read_bill(&self, day: Day) -> Result<Bill, GatewayFault> {
        let (from, until) = (day.start(), day.plus_days(1).start());
        // Movements are written as they happen, so that the day's end is all there is to wait for.
        if self.stripe.clock.business() < until {
            return Ok(Bill::NotReady);
        }
        let mut lines = Vec::new();
        let mut last: Option<String> = None;
        for _ in 0..MOST_PAGES {
            let list = self.movements(from, until, last).await?;
            last = list.data.last().map(|movement| movement.id.clone());
            for movement in list.data {
                lines.extend(self.line(movement).await?);
            }
            if !list.has_more {
                return Ok(Bill::Lines { from, until, lines });
            }
            if last.is_none() {
                return Err(GatewayFault::Untrusted);
            }
        }
        Err(GatewayFault::Trouble { code: "BILL_TOO_LONG".to_owned() })
    }

    async fn movements(
        &self,
        from: Timestamp,
        until: Timestamp,
        last: Option<String>,
    ) -> Result<List<Movement>, GatewayFault> {
        let seconds = |moment: Timestamp| moment.unix_ms().div_euclid(1000).to_string();
        let mut ask = Ask::get("/v1/balance_transactions")
            .with("created[gte]", seconds(from))
            .with("created[lt]", seconds(until))
            .with("expand[0]", "data.source")
            .with("limit", PAGE);
        if let Some(last) = last {
            ask = ask.with("starting_after", last);
        }
        match self.stripe.ask(ask).await? {
            Reply::Done(body) => read(&body),
            Reply::Refused(refusal) => Err(refusal.into_fault()),
        }
    }

    /// The line of a movement; none when it is no sale of ours.
    async fn line(&self, movement: Movement) -> Result<Option<BillLine>, GatewayFault> {
        let at = moment(movement.created);
        match movement.kind.as_str() {
            "charge" | "payment" => charged(movement.source, at),
            "refund" | "payment_refund" => self.sent_back(movement.source, at).await,
            // Fees, payouts, transfers, and what disputes take and give: those are asked about by themselves.
            _ => Ok(None),
        }
    }

    async fn sent_back(&self, source: Value, at: Timestamp) -> Result<Option<BillLine>, GatewayFault> {
        let refund: Refund = serde_json::from_value(source).map_err(|_| GatewayFault::Untrusted)?;
        let Some(intent) = refund.payment_intent.clone() else { return Ok(None) };
        let state = state(&refund);
        let number = match refund.number() {
            Some(number) => Some(number.to_owned()),
            // It failed, and nobody here asked for it: nothing is gone.
            None if state == BillState::Void => None,
            // Sent back by hand, at Stripe: whose money it was, the payment tells.
            None => self.number_of(&intent).await?,
        };
        let Some(number) = number else { return Ok(None) };
        Ok(Some(BillLine {
            kind: BillKind::Refund,
            number,
            gateway_transaction: intent,
            // Of what was sent back by hand Stripe's own name is the number.
            refund_number: Some(refund.refund_number().unwrap_or(&refund.id).to_owned()),
            amount: refund.amount().ok_or(GatewayFault::Untrusted)?,
            at,
            state,
        }))
    }

    async fn number_of(&self, intent: &str) -> Result<Option<String>, GatewayFault> {
        if !is_identifier(intent) {
            return Err(GatewayFault::Untrusted);
        }
        match self.stripe.ask(Ask::get(&format!("/v1/payment_intents/{intent}"))).await? {
            Reply::Done(body) => Ok(read::<Intent>(&body)?.number().map(str::to_owned)),
            Reply::Refused(refusal) => Err(refusal.into_fault()),
        }
    }
}

/// How a refund stands now: its movement shows it as it is, not as it was that day. One in a word that we do not know is
/// asked about, and keeps no other line from being read.
fn state(refund: &Refund) -> BillState {
    match refund.answer() {
        Some(RefundAnswer::Succeeded { .. }) => BillState::Moved,
        Some(RefundAnswer::Abnormal) => BillState::Void,
        _ => BillState::UnderWay,
    }
}

fn charged(source: Value, at: Timestamp) -> Result<Option<BillLine>, GatewayFault> {
    let charge: Charge = serde_json::from_value(source).map_err(|_| GatewayFault::Untrusted)?;
    let (Some(number), Some(intent)) = (charge.number(), &charge.payment_intent) else { return Ok(None) };
    Ok(Some(BillLine {
        kind: BillKind::Payment,
        number: number.to_owned(),
        gateway_transaction: intent.clone(),
        refund_number: None,
        amount: charge.amount().ok_or(GatewayFault::Untrusted)?,
        at,
        state: BillState::Moved,
    }))
}
