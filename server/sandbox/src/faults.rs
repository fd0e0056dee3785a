//! Faults by script: what the gateway should do wrong, how often, and to which operation.

use std::time::Duration;

use serde::{Deserialize, Serialize};

/// At most this many rules wait at a time.
pub const MAX_RULES: usize = 64;
/// No artificial delay is longer.
pub const MAX_DELAY: Duration = Duration::from_mins(1);

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
    /// The refund is accepted, and the payer's account does not take it.
    Abnormal,
}

impl Kind {
    /// Whether the fault has a meaning for this operation.
    pub fn strikes(self, operation: Operation) -> bool {
        match self {
            Self::Drop | Self::Delay | Self::BadSignature | Self::ProbeSignature => true,
            Self::ServerError | Self::TimeoutAfterSuccess => operation != Operation::Notify,
            Self::NotEnough | Self::Abnormal => operation == Operation::Refund,
            Self::Duplicate | Self::WrongAmount | Self::OtherMerchant | Self::Reorder => {
                operation == Operation::Notify
            }
        }
    }

    /// Whether the fault is in what the notification says, and therefore in every resend of it, too.
    pub fn alters_content(self) -> bool {
        matches!(self, Self::WrongAmount | Self::OtherMerchant)
    }

    /// Whether the fault is in what becomes of a refund, and not in its request or answer.
    pub fn is_of_refunds(self) -> bool {
        matches!(self, Self::NotEnough | Self::Abnormal)
    }

    fn default_delay(self) -> Duration {
        match self {
            Self::TimeoutAfterSuccess => Duration::from_secs(10),
            Self::Reorder => Duration::from_secs(5),
            _ => Duration::from_secs(1),
        }
    }
}

/// A rule as it is asked for.
#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Rule {
    /// What it strikes.
    pub on: Operation,
    /// What goes wrong.
    pub kind: Kind,
    /// How often it still strikes.
    #[serde(default = "once")]
    pub times: u32,
    /// How long a delay, a silence, or the wait for another notification lasts, in milliseconds.
    #[serde(default)]
    pub delay_ms: Option<u64>,
}

fn once() -> u32 {
    1
}

/// A fault that strikes now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Fault {
    /// What goes wrong.
    pub kind: Kind,
    /// See [`Rule::delay_ms`].
    pub delay: Duration,
}

/// Why a rule was not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rejected {
    /// The fault means nothing for this operation.
    Meaningless,
    /// It would strike zero times, or its delay is too long.
    OutOfRange,
    /// Too many rules wait already.
    TooMany,
}

/// Whether a rule can be taken beside `waiting` others; one for every gateway and rail.
pub fn admit(has_meaning: bool, times: u32, delay_ms: Option<u64>, waiting: usize) -> Result<(), Rejected> {
    if !has_meaning {
        return Err(Rejected::Meaningless);
    }
    if times == 0 || delay_ms.is_some_and(|delay_ms| Duration::from_millis(delay_ms) > MAX_DELAY) {
        return Err(Rejected::OutOfRange);
    }
    if waiting >= MAX_RULES { Err(Rejected::TooMany) } else { Ok(()) }
}

/// The rules that still have to strike, oldest first.
#[derive(Debug, Default)]
pub struct Faults {
    rules: Vec<Rule>,
}

impl Faults {
    /// Adds a rule.
    pub fn add(&mut self, rule: Rule) -> Result<(), Rejected> {
        admit(rule.kind.strikes(rule.on), rule.times, rule.delay_ms, self.rules.len())?;
        self.rules.push(rule);
        Ok(())
    }

    /// Forgets all rules.
    pub fn clear(&mut self) {
        self.rules.clear();
    }

    /// The rules that still have to strike.
    pub fn rules(&self) -> &[Rule] {
        &self.rules
    }

    /// Uses up one strike of the oldest rule for `operation` of a `suitable` kind.
    pub fn take(&mut self, operation: Operation, suitable: impl Fn(Kind) -> bool) -> Option<Fault> {
        let rule = self.rules.iter_mut().find(|rule| rule.on == operation && suitable(rule.kind))?;
        rule.times -= 1;
        let delay = rule.delay_ms.map_or_else(|| rule.kind.default_delay(), Duration::from_millis);
        let fault = Fault { kind: rule.kind, delay };
        self.rules.retain(|rule| rule.times > 0);
        Some(fault)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rule(on: Operation, kind: Kind, times: u32) -> Rule {
        Rule { on, kind, times, delay_ms: None }
    }

    #[test]
    fn a_rule_strikes_as_often_as_asked_and_only_its_own_operation() {
        let mut faults = Faults::default();
        faults.add(rule(Operation::Query, Kind::ServerError, 2)).unwrap();
        assert_eq!(faults.take(Operation::Close, |_| true), None);
        let kinds: Vec<_> =
            (0..3).map(|_| faults.take(Operation::Query, |_| true).map(|fault| fault.kind)).collect();
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
