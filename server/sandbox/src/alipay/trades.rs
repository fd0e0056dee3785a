//! A trade: what a merchant ordered, and the states it can be in.
//!
//! ```text
//! unseen ──scan, open──► WAIT_BUYER_PAY ──pay──► TRADE_SUCCESS ──a year──► TRADE_FINISHED
//!                               │                      └──all of it refunded──► TRADE_CLOSED
//!                               └──close, time over──► TRADE_CLOSED
//! ```
//!
//! A code that nobody has scanned is no trade yet: the gateway answers as if it had never heard of the number.

use super::notifier::Notification;
use crate::unpayable::Unpayable;

/// After this long a payment cannot be refunded any more.
pub const REFUNDABLE_MS: i64 = 365 * 24 * 3_600_000;

/// What the merchant asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Order {
    /// The merchant's number.
    pub number: String,
    /// What the payer reads.
    pub subject: String,
    /// The price, in fen.
    pub total_fen: i64,
    /// The last moment to pay.
    pub expires_ms: i64,
    /// Where the merchant wants to be told.
    pub notify_url: Option<String>,
}

/// A payment that was made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Payment {
    /// When.
    pub at_ms: i64,
    /// How much, in fen; other than the price only when a test wants that.
    pub fen: i64,
    /// Who paid (`2088…`).
    pub buyer: String,
}

/// Money that went back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refund {
    /// The merchant's number of it.
    pub number: String,
    /// How much, in fen.
    pub fen: i64,
    /// When.
    pub at_ms: i64,
}

/// Where a trade stands.
#[derive(Debug, Clone, PartialEq, Eq)]
enum State {
    Unseen,
    Waiting,
    Closed { at_ms: i64 },
    Paid(Payment),
}

/// One order at the gateway.
#[derive(Debug)]
pub struct Trade {
    /// What was asked for.
    pub order: Order,
    /// What the payer scans, if a code was asked for.
    pub code: Option<String>,
    /// The gateway's number.
    pub gateway_no: String,
    /// When it was asked for.
    pub created_ms: i64,
    /// Money that went back, oldest first.
    pub refunds: Vec<Refund>,
    /// What the merchant was, and is to be, told.
    pub notifications: Vec<Notification>,
    /// The time for refunds is over.
    pub finished: bool,
    state: State,
}

impl Trade {
    /// A trade that no payer has seen.
    pub fn new(order: Order, code: Option<String>, gateway_no: String, created_ms: i64) -> Self {
        let (refunds, notifications) = (Vec::new(), Vec::new());
        Self {
            order,
            code,
            gateway_no,
            created_ms,
            refunds,
            notifications,
            finished: false,
            state: State::Unseen,
        }
    }

    /// A payer looked at it: from now on it exists.
    pub fn see(&mut self, now_ms: i64) {
        if self.state == State::Unseen && now_ms <= self.order.expires_ms {
            self.state = State::Waiting;
        }
    }

    /// Whether the gateway admits that it knows it.
    pub fn exists(&self) -> bool {
        self.state != State::Unseen
    }

    /// The payment, if there was one.
    pub fn payment(&self) -> Option<&Payment> {
        match &self.state {
            State::Paid(payment) => Some(payment),
            State::Unseen | State::Waiting | State::Closed { .. } => None,
        }
    }

    /// When it was closed unpaid.
    pub fn closed_ms(&self) -> Option<i64> {
        match self.state {
            State::Closed { at_ms } => Some(at_ms),
            State::Unseen | State::Waiting | State::Paid(_) => None,
        }
    }

    /// How much went back, in fen.
    pub fn refunded_fen(&self) -> i64 {
        self.refunds.iter().map(|refund| refund.fen).sum()
    }

    /// Whether it can be paid at this moment.
    pub fn payable(&self, now_ms: i64) -> Result<(), Unpayable> {
        match self.state {
            State::Paid(_) => Err(Unpayable::Paid),
            State::Closed { .. } => Err(Unpayable::Closed),
            State::Unseen | State::Waiting if now_ms > self.order.expires_ms => Err(Unpayable::Expired),
            State::Unseen | State::Waiting => Ok(()),
        }
    }

    /// Pays it. `late` lets money through that was on its way when the last moment passed or the close came.
    pub fn pay(&mut self, payment: Payment, late: bool) -> Result<(), Unpayable> {
        match self.payable(payment.at_ms) {
            Err(Unpayable::Expired | Unpayable::Closed) if late => {}
            other => other?,
        }
        self.state = State::Paid(payment);
        Ok(())
    }

    /// Gives it up; false unless it waited for its payer.
    pub fn close(&mut self, at_ms: i64) -> bool {
        let waited = self.state == State::Waiting;
        if waited {
            self.state = State::Closed { at_ms };
        }
        waited
    }

    /// The state's name on the wire.
    pub fn status(&self) -> &'static str {
        match &self.state {
            State::Unseen | State::Waiting => "WAIT_BUYER_PAY",
            State::Closed { .. } => "TRADE_CLOSED",
            State::Paid(payment) if self.refunded_fen() >= payment.fen => "TRADE_CLOSED",
            State::Paid(_) if self.finished => "TRADE_FINISHED",
            State::Paid(_) => "TRADE_SUCCESS",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn trade() -> Trade {
        let order = Order {
            number: "J1".to_owned(),
            subject: "membership".to_owned(),
            total_fen: 990,
            expires_ms: 1_000,
            notify_url: None,
        };
        Trade::new(order, None, "2026".to_owned(), 0)
    }

    fn payment(at_ms: i64) -> Payment {
        Payment { at_ms, fen: 990, buyer: "2088".to_owned() }
    }

    #[test]
    fn a_trade_exists_once_a_payer_has_seen_it_in_time() {
        let mut trade = trade();
        assert!(!trade.exists() && !trade.close(1));
        trade.see(1_001);
        assert!(!trade.exists());
        trade.see(1_000);
        assert!(trade.exists() && trade.close(1));
        assert_eq!((trade.status(), trade.closed_ms()), ("TRADE_CLOSED", Some(1)));
    }

    #[test]
    fn a_trade_is_paid_once_and_never_closed_afterwards() {
        let mut trade = trade();
        assert_eq!(trade.pay(payment(1_001), false), Err(Unpayable::Expired));
        assert_eq!(trade.pay(payment(1_000), false), Ok(()));
        assert_eq!(trade.pay(payment(1), true), Err(Unpayable::Paid));
        assert!(!trade.close(1));
        assert_eq!(trade.status(), "TRADE_SUCCESS");
        trade.refunds.push(Refund { number: "R1".to_owned(), fen: 989, at_ms: 2 });
        assert_eq!(trade.status(), "TRADE_SUCCESS");
        trade.refunds.push(Refund { number: "R2".to_owned(), fen: 1, at_ms: 2 });
        assert_eq!(trade.status(), "TRADE_CLOSED");
    }

    #[test]
    fn a_closed_trade_is_paid_only_by_money_that_was_on_its_way() {
        let mut trade = trade();
        trade.see(0);
        trade.close(1);
        assert_eq!(trade.pay(payment(2), false), Err(Unpayable::Closed));
        assert_eq!(trade.pay(payment(2), true), Ok(()));
    }
}
