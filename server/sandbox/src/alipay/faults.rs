//! Faults by script, for Alipay: `{"gateway": "alipay", "on": …, "kind": …}` at the control interface.

use serde::{Deserialize, Serialize};

use crate::script::{self, Queue, Wrong};

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
    /// Whether the fault is in what the notification says, and therefore in every resend of it, too.
    pub fn alters_content(self) -> bool {
        matches!(self, Self::WrongAmount | Self::OtherMerchant)
    }
}

impl Wrong<On> for Kind {
    const SILENCE: Self = Self::TimeoutAfterSuccess;
    const REORDER: Self = Self::Reorder;

    fn strikes(self, on: On) -> bool {
        match self {
            Self::Drop | Self::Delay | Self::BadSignature => true,
            Self::ServerError | Self::TimeoutAfterSuccess => on != On::Notify,
            Self::NotEnough => on == On::Refund,
            Self::Duplicate | Self::Reorder | Self::WrongAmount | Self::OtherMerchant => on == On::Notify,
        }
    }
}

/// The gateway that a rule names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Gateway {
    Alipay,
}

/// What a rule says besides: that it is Alipay's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize)]
pub struct Named {
    pub gateway: Gateway,
}

/// A rule as it is asked for.
pub type AlipayRule = script::Rule<On, Kind, Named>;
/// A fault that strikes now.
pub type Fault = script::Fault<Kind, Named>;
/// The rules that still have to strike.
pub type Faults = Queue<On, Kind, Named>;
