//! Faults by script, for WeChat Pay: what the gateway should do wrong, how often, and to which operation.

use serde::{Deserialize, Serialize};

use crate::script::{Queue, Rule, Wrong};

/// What a fault strikes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Operation {
    /// Placing an order, of whichever kind.
    Native,
    /// Asking for an order or a refund.
    Query,
    /// Closing an order.
    Close,
    /// Asking for money back.
    Refund,
    /// A notification to the merchant.
    Notify,
    /// Asking for a bill.
    Bill,
}

/// What goes wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// The request has no effect and its connection breaks; the notification is not sent.
    Drop,
    /// The answer, or the notification, comes late.
    Delay,
    /// The notification is sent twice at once.
    Duplicate,
    /// 500 SYSTEM_ERROR, without effect.
    ServerError,
    /// 403 RULE_LIMIT, without effect: a rule of the gateway forbids this payment.
    RuleLimit,
    /// The effect happens, then the connection stays silent and breaks.
    TimeoutAfterSuccess,
    /// The signature is wrong by one character.
    BadSignature,
    /// The signature is one of the gateway's deliberate probes.
    ProbeSignature,
    /// The notification says another amount than was paid.
    WrongAmount,
    /// The notification, rightly signed, speaks of another merchant.
    OtherMerchant,
    /// The notification waits until another one has gone out.
    Reorder,
    /// The merchant's balance does not cover the refund; nothing happens.
    NotEnough,
    /// The refund is accepted, and the payer's account does not take it: the money stays between the two.
    Abnormal,
    /// The refund is accepted, and given up because the merchant's balance stayed too low for a week.
    Closed,
}

impl Kind {
    /// Whether the fault is in what the notification says, and therefore in every resend of it, too.
    pub fn alters_content(self) -> bool {
        matches!(self, Self::WrongAmount | Self::OtherMerchant)
    }

    /// Whether the fault is in what becomes of a refund, and not in its request or answer.
    pub fn is_of_refunds(self) -> bool {
        matches!(self, Self::NotEnough | Self::Abnormal | Self::Closed)
    }
}

impl Wrong<Operation> for Kind {
    const SILENCE: Self = Self::TimeoutAfterSuccess;
    const REORDER: Self = Self::Reorder;

    fn strikes(self, operation: Operation) -> bool {
        match self {
            Self::Drop | Self::Delay | Self::BadSignature | Self::ProbeSignature => true,
            Self::ServerError | Self::TimeoutAfterSuccess => operation != Operation::Notify,
            Self::RuleLimit => operation == Operation::Native,
            Self::NotEnough | Self::Abnormal | Self::Closed => operation == Operation::Refund,
            Self::Duplicate | Self::WrongAmount | Self::OtherMerchant | Self::Reorder => {
                operation == Operation::Notify
            }
        }
    }
}

/// A rule as it is asked for. It names no gateway: this was the first one.
pub type WechatRule = Rule<Operation, Kind>;
/// The rules that still have to strike.
pub type Faults = Queue<Operation, Kind>;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::script::{MAX_RULES, Rejected};

    fn rule(on: Operation, kind: Kind, times: u32) -> WechatRule {
        Rule { on, kind, times, delay_ms: None, besides: () }
    }

    #[test]
    fn a_rule_strikes_as_often_as_asked_and_only_its_own_operation() {
        let mut faults = Faults::default();
        faults.add(rule(Operation::Query, Kind::ServerError, 2)).unwrap();
        assert_eq!(faults.take(Operation::Close, |_, ()| true), None);
        let kinds: Vec<_> =
            (0..3).map(|_| faults.take(Operation::Query, |_, ()| true).map(|fault| fault.kind)).collect();
        assert_eq!(kinds, [Some(Kind::ServerError), Some(Kind::ServerError), None]);
    }

    #[test]
    fn rules_that_mean_nothing_are_refused() {
        let mut faults = Faults::default();
        assert_eq!(faults.add(rule(Operation::Native, Kind::Duplicate, 1)), Err(Rejected::Meaningless));
        assert_eq!(faults.add(rule(Operation::Notify, Kind::ServerError, 1)), Err(Rejected::Meaningless));
        assert_eq!(faults.add(rule(Operation::Native, Kind::Drop, 0)), Err(Rejected::OutOfRange));
        let endless = Rule { delay_ms: Some(u64::MAX), ..rule(Operation::Native, Kind::Delay, 1) };
        assert_eq!(faults.add(endless), Err(Rejected::OutOfRange));
        for _ in 0..MAX_RULES {
            faults.add(rule(Operation::Native, Kind::Drop, 1)).unwrap();
        }
        assert_eq!(faults.add(rule(Operation::Native, Kind::Drop, 1)), Err(Rejected::TooMany));
    }
}
