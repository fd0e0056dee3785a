//! A trade: what a merchant ordered, and the states it can be in.
//!
//! ```text
//! NOTPAY ──pay──► SUCCESS ──refund──► REFUND
//!    └───close──► CLOSED
//! ```

use serde_json::Value;

use super::{notifier::Notification, refunds::Refund};
use crate::unpayable::Unpayable;

/// What the merchant asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Order {
    /// The merchant's number.
    pub out_trade_no: String,
    /// What the payer is shown.
    pub description: String,
    /// Echoed to the merchant once paid.
    pub attach: Option<String>,
    /// Where the merchant wants to be told.
    pub notify_url: String,
    /// The price, in fen (hundredths of a yuan).
    pub total_fen: i64,
    /// The last moment to pay.
    pub time_expire_ms: i64,
    /// As what it was placed.
    pub placement: Placement,
}

/// As what an order was placed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Placement {
    /// `NATIVE`, `MWEB` or `JSAPI`, as the gateway names it.
    pub trade_type: &'static str,
    /// By which of the merchant's applications.
    pub appid: String,
    /// For whom, where that is known beforehand.
    pub openid: Option<String>,
}

/// A payment that was made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Payment {
    /// The gateway's number.
    pub transaction_id: String,
    /// When it was made.
    pub success_ms: i64,
    /// What was paid, in fen; other than the price only when a test wants that.
    pub total_fen: i64,
    /// Who paid, as the merchant knows them.
    pub openid: String,
}

/// Where a trade stands. A trade past its last moment stays as it is: somebody may still be paying.
#[derive(Debug, Clone, PartialEq, Eq)]
enum State {
    /// Waiting for the payer.
    NotPaid,
    /// The merchant gave it up; it can never be paid.
    Closed,
    /// Money moved. Never left again: refunds are recorded beside it.
    Paid(Payment),
}

/// One order at the gateway.
#[derive(Debug)]
pub struct Trade {
    /// What was asked for.
    pub order: Order,
    /// The request as sent, to know a repetition by.
    pub parameters: Value,
    /// What the payer scans, or the name of the prepared order where nothing is scanned.
    pub code_url: String,
    /// When that stops working; a repeated request makes a new one.
    pub code_expires_ms: i64,
    /// Money on its way back, or there.
    pub refunds: Vec<Refund>,
    /// What the merchant was, and is to be, told.
    pub notifications: Vec<Notification>,
    state: State,
}

impl Trade {
    /// A new trade, waiting for the payer.
    pub fn new(order: Order, parameters: Value, code_url: String, code_expires_ms: i64) -> Self {
        let (refunds, notifications) = (Vec::new(), Vec::new());
        Self { order, parameters, code_url, code_expires_ms, refunds, notifications, state: State::NotPaid }
    }

    /// The payment, if there was one.
    pub fn payment(&self) -> Option<&Payment> {
        match &self.state {
            State::Paid(payment) => Some(payment),
            State::NotPaid | State::Closed => None,
        }
    }

    /// Whether it can be paid at this moment.
    pub fn payable(&self, now_ms: i64) -> Result<(), Unpayable> {
        match self.state {
            State::Paid(_) => Err(Unpayable::Paid),
            State::Closed => Err(Unpayable::Closed),
            State::NotPaid if now_ms > self.order.time_expire_ms => Err(Unpayable::Expired),
            State::NotPaid => Ok(()),
        }
    }

    /// Pays it. `late` lets money through that was on its way when the last moment passed or the close came: real
    /// gateways promise neither to be impossible, so shops have to be tried with it.
    pub fn pay(&mut self, payment: Payment, late: bool) -> Result<(), Unpayable> {
        match self.payable(payment.success_ms) {
            Err(Unpayable::Expired | Unpayable::Closed) if late => {}
            other => other?,
        }
        self.state = State::Paid(payment);
        Ok(())
    }

    /// Gives it up. Closing twice is closing once.
    pub fn close(&mut self) -> Result<(), Unpayable> {
        match self.state {
            State::Paid(_) => Err(Unpayable::Paid),
            State::NotPaid | State::Closed => {
                self.state = State::Closed;
                Ok(())
            }
        }
    }

    /// The state's name on the wire, and its description.
    pub fn wire_state(&self) -> (&'static str, &'static str) {
        match self.state {
            State::NotPaid => ("NOTPAY", "订单未支付"),
            State::Closed => ("CLOSED", "订单已关闭"),
            State::Paid(_) if self.refunds.is_empty() => ("SUCCESS", "支付成功"),
            State::Paid(_) => ("REFUND", "转入退款"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn trade() -> Trade {
        let order = Order {
            out_trade_no: "order-1".to_owned(),
            description: "membership".to_owned(),
            attach: None,
            notify_url: "http://127.0.0.1/".to_owned(),
            total_fen: 990,
            time_expire_ms: 1_000,
            placement: Placement { trade_type: "NATIVE", appid: "wx1".to_owned(), openid: None },
        };
        Trade::new(order, Value::Null, String::new(), 2_000)
    }

    fn payment(success_ms: i64) -> Payment {
        Payment { transaction_id: "4200".to_owned(), success_ms, total_fen: 990, openid: "o".to_owned() }
    }

    #[test]
    fn a_trade_is_paid_once_and_never_closed_afterwards() {
        let mut trade = trade();
        assert_eq!(trade.pay(payment(1_000), false), Ok(()));
        assert_eq!(trade.pay(payment(1_000), false), Err(Unpayable::Paid));
        assert_eq!(trade.close(), Err(Unpayable::Paid));
        assert_eq!(trade.wire_state().0, "SUCCESS");
    }

    #[test]
    fn a_closed_trade_is_paid_only_by_money_that_was_on_its_way() {
        let mut trade = trade();
        assert_eq!((trade.close(), trade.close()), (Ok(()), Ok(())));
        assert_eq!(trade.pay(payment(1), false), Err(Unpayable::Closed));
        assert_eq!(trade.wire_state().0, "CLOSED");
        assert_eq!(trade.pay(payment(1), true), Ok(()));
        assert_eq!(trade.wire_state().0, "SUCCESS");
    }

    #[test]
    fn the_last_moment_is_still_in_time_and_only_late_money_comes_after_it() {
        let mut trade = trade();
        assert_eq!(trade.payable(1_000), Ok(()));
        assert_eq!(trade.pay(payment(1_001), false), Err(Unpayable::Expired));
        assert_eq!(trade.wire_state().0, "NOTPAY");
        assert_eq!(trade.pay(payment(1_001), true), Ok(()));
    }
}
