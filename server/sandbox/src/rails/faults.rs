//! Faults by script for the payout rails: of a rail, of one payout or of the next ones, so and so often.

use serde::{Deserialize, Serialize};

use super::Rail;
use crate::script::{Fault, Queue, Rule, Wrong};

/// What a fault strikes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum On {
    /// Asking for a payout.
    Submit,
    /// Asking how a payout stands, or which there are.
    Query,
    /// Calling a payout back.
    Cancel,
    /// Asking for the balance.
    Balance,
    /// An event to the merchant.
    Event,
    /// How a payout ends; decided when it is accepted.
    Outcome,
    /// Asking Stripe for a Checkout Session.
    Checkout,
    /// Expiring one.
    Expire,
    /// Asking Stripe to send money back to a payer.
    Refund,
    /// Answering a dispute.
    Evidence,
    /// How a payment by Checkout ends; decided when the payer pays.
    Payment,
    /// How a refund ends; decided when it is accepted.
    RefundOutcome,
}

impl On {
    /// Whether it is how something ends, and no request and no event.
    const fn is_an_end(self) -> bool {
        matches!(self, Self::Outcome | Self::Payment | Self::RefundOutcome)
    }
}

/// What goes wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum RailFault {
    /// The request has no effect and its connection breaks; the event is not sent.
    Drop,
    /// The request is worked on late, even when its sender is gone by then; the event comes late.
    Delay,
    /// 500 without effect. Stripe repeats it under the same idempotency key.
    ServerError,
    /// 503 without effect, before anything was looked at.
    Unavailable,
    /// The effect happens, and 500 is answered. Stripe repeats it under the same idempotency key.
    ErrorAfterSuccess,
    /// The effect happens, then the connection stays silent and breaks.
    TimeoutAfterSuccess,
    /// Refused with a code.
    Refuse,
    /// The event is sent twice at once.
    Duplicate,
    /// The event waits until another one has gone out.
    Reorder,
    /// The event's signature is wrong.
    BadSignature,
    /// The payout or the refund fails with a code; the payment is confirmed later, and fails.
    Fail,
    /// The payout is paid, and comes back with a code.
    Return,
    /// The payout stays in transit until it is pushed; the payment unpaid, the refund pending.
    Hold,
    /// A hundred smallest units more than was asked for are captured.
    WrongAmount,
}

impl Wrong<On> for RailFault {
    const SILENCE: Self = Self::TimeoutAfterSuccess;
    const REORDER: Self = Self::Reorder;

    fn strikes(self, on: On) -> bool {
        match self {
            Self::Drop | Self::Delay => !on.is_an_end(),
            Self::ServerError | Self::Unavailable | Self::ErrorAfterSuccess | Self::TimeoutAfterSuccess => {
                on != On::Event && !on.is_an_end()
            }
            Self::Refuse => {
                matches!(on, On::Submit | On::Cancel | On::Checkout | On::Expire | On::Refund | On::Evidence)
            }
            Self::Duplicate | Self::Reorder | Self::BadSignature => on == On::Event,
            Self::Fail | Self::Hold => on.is_an_end(),
            Self::Return => on == On::Outcome,
            Self::WrongAmount => on == On::Payment,
        }
    }
}

/// What a rule says besides.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Serialize)]
pub struct Meant {
    /// Whose requests, payouts or events it strikes.
    pub rail: Rail,
    /// Only this payout: any of its names. Without it, the next ones.
    #[serde(default)]
    pub number: Option<String>,
    /// The code of a refusal, a failure or a return.
    #[serde(default)]
    pub code: Option<String>,
}

/// A rule as it is asked for.
pub type RailRule = Rule<On, RailFault, Meant>;
/// A fault that strikes now.
pub type Struck = Fault<RailFault, Meant>;
/// The rules of one rail that still have to strike.
pub type RailFaults = Queue<On, RailFault, Meant>;

impl RailFaults {
    /// Uses up one strike of the oldest rule for what happens to the payout of these names.
    pub fn take_for(&mut self, on: On, names: &[String]) -> Option<Struck> {
        self.take(on, |_, meant| meant.number.as_ref().is_none_or(|number| names.contains(number)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::script::Rejected;

    fn rule(on: On, kind: RailFault, number: Option<&str>) -> RailRule {
        let besides = Meant { rail: Rail::Bank, number: number.map(str::to_owned), code: None };
        RailRule { on, kind, times: 1, delay_ms: None, besides }
    }

    #[test]
    fn a_rule_with_a_number_waits_for_its_payout_and_one_without_takes_the_next() {
        let mut faults = RailFaults::default();
        faults.add(rule(On::Outcome, RailFault::Fail, Some("two"))).unwrap();
        faults.add(rule(On::Outcome, RailFault::Hold, None)).unwrap();
        let mut kind =
            |name: &str| faults.take_for(On::Outcome, &[name.to_owned()]).map(|struck| struck.kind);
        assert_eq!(kind("one"), Some(RailFault::Hold));
        assert_eq!(kind("three"), None);
        assert_eq!(kind("two"), Some(RailFault::Fail));
        assert_eq!(kind("two"), None);
    }

    #[test]
    fn rules_that_mean_nothing_are_refused() {
        let mut faults = RailFaults::default();
        for (on, kind) in [
            (On::Event, RailFault::ServerError),
            (On::Outcome, RailFault::Drop),
            (On::Submit, RailFault::Fail),
            (On::Query, RailFault::Duplicate),
            (On::Balance, RailFault::Refuse),
            (On::Payment, RailFault::Drop),
            (On::RefundOutcome, RailFault::Return),
            (On::Checkout, RailFault::WrongAmount),
        ] {
            assert_eq!(faults.add(rule(on, kind, None)), Err(Rejected::Meaningless), "{on:?} {kind:?}");
        }
        let never = RailRule { times: 0, ..rule(On::Submit, RailFault::Drop, None) };
        assert_eq!(faults.add(never), Err(Rejected::OutOfRange));
    }
}
