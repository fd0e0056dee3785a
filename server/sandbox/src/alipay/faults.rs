//! Faults by script, for Alipay: `{"gateway": "alipay", "on": …, "kind": …}` at the control interface.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::script::{Queue, Scripted};

/// What a fault strikes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum On {
    /// Asking for a code.
    Precreate,
    /// Asking for a trade or a refund.
    Query,
    /// Closing a trade.
    Close,
    /// Asking for money back.
    Refund,
    /// Asking where a bill is.
    Bill,
    /// A notification to the merchant.
    Notify,
}

/// What goes wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// The request has no effect and its connection breaks; the notification is not sent.
    Drop,
    /// The answer, or the notification, comes late.
    Delay,
    /// The code 20000, without effect.
    ServerError,
    /// The effect happens, then the connection stays silent and breaks.
    TimeoutAfterSuccess,
    /// The signature is wrong by one character.
    BadSignature,
    /// The merchant's account holds too little to refund from.
    NotEnough,
    /// The notification is sent twice at once.
    Duplicate,
    /// The notification waits until another one has gone out.
    Reorder,
    /// The notification says another amount than was paid.
    WrongAmount,
    /// The notification, rightly signed, speaks of another merchant.
    OtherMerchant,
}

impl Kind {
    fn strikes(self, on: On) -> bool {
        match self {
            Self::Drop | Self::Delay | Self::BadSignature => true,
            Self::ServerError | Self::TimeoutAfterSuccess => on != On::Notify,
            Self::NotEnough => on == On::Refund,
            Self::Duplicate | Self::Reorder | Self::WrongAmount | Self::OtherMerchant => on == On::Notify,
        }
    }

    /// Whether the fault is in what the notification says, and therefore in every resend of it, too.
    pub fn alters_content(self) -> bool {
        matches!(self, Self::WrongAmount | Self::OtherMerchant)
    }

    fn default_delay(self) -> Duration {
        match self {
            Self::TimeoutAfterSuccess => Duration::from_secs(10),
            Self::Reorder => Duration::from_secs(5),
            _ => Duration::from_secs(1),
        }
    }
}

/// The gateway that a rule names.
#[derive(Debug, Clone, Copy, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Gateway {
    Alipay,
}

/// A rule as it is asked for.
#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct AlipayRule {
    pub gateway: Gateway,
    /// What it strikes.
    pub on: On,
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
    pub kind: Kind,
    pub delay: Duration,
}

/// The rules that still have to strike.
pub type Faults = Queue<AlipayRule>;

impl Scripted for AlipayRule {
    fn has_meaning(&self) -> bool {
        self.kind.strikes(self.on)
    }

    fn times(&mut self) -> &mut u32 {
        &mut self.times
    }

    fn delay_ms(&self) -> Option<u64> {
        self.delay_ms
    }

    fn default_delay(&self) -> Duration {
        self.kind.default_delay()
    }
}

impl Faults {
    /// Uses up one strike of the oldest rule for `on` of a `suitable` kind.
    pub fn take(&mut self, on: On, suitable: impl Fn(Kind) -> bool) -> Option<Fault> {
        let (rule, delay) = self.strike(|rule| rule.on == on && suitable(rule.kind))?;
        Some(Fault { kind: rule.kind, delay })
    }
}
