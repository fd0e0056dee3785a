//! The chart of accounts.

use std::{fmt, str::FromStr};

use crate::{id::CreatorId, order::Gateway};

/// An account of the ledger. Its text form is its key in the store.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Account {
    /// Money a gateway has captured for us and not yet paid out to our bank.
    GatewayReceivable(Gateway),
    /// Money that is ours at the bank.
    Bank,
    /// What we owe a creator.
    CreatorBalance(CreatorId),
    /// Payouts on their way: returns to zero when each has arrived or come back.
    PayoutClearing,
    /// Instant payout fees earned.
    InstantFees,
    /// What the platform has given to creators: an expense.
    Credits,
    /// Captured money on its way back to a payer: returns to zero when each refund is done.
    RefundClearing,
    /// Captured money that belongs to no order yet; each cent has an open review item.
    Unallocated,
    /// What gateways took that nobody else has to bear: an expense. Each cent has a decided review item.
    Losses,
}

/// A text that names no account.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("unknown account")]
pub struct UnknownAccount;

impl Account {
    /// +1 where more money means a debit (what we have), −1 where it means a credit (what we owe or earned).
    pub const fn natural_sign(&self) -> i64 {
        match self {
            Self::GatewayReceivable(_) | Self::Bank | Self::Credits | Self::Losses => 1,
            Self::CreatorBalance(_)
            | Self::PayoutClearing
            | Self::InstantFees
            | Self::RefundClearing
            | Self::Unallocated => -1,
        }
    }
}

impl fmt::Display for Account {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::GatewayReceivable(gateway) => write!(formatter, "gateway-receivable:{}", gateway.code()),
            Self::Bank => formatter.write_str("bank"),
            Self::CreatorBalance(creator) => write!(formatter, "creator-balance:{creator}"),
            Self::PayoutClearing => formatter.write_str("payout-clearing"),
            Self::InstantFees => formatter.write_str("instant-fees"),
            Self::Credits => formatter.write_str("credits"),
            Self::RefundClearing => formatter.write_str("refund-clearing"),
            Self::Unallocated => formatter.write_str("unallocated"),
            Self::Losses => formatter.write_str("losses"),
        }
    }
}

impl FromStr for Account {
    type Err = UnknownAccount;
    fn from_str(text: &str) -> Result<Self, UnknownAccount> {
        match text.split_once(':') {
            Some(("gateway-receivable", code)) => {
                code.parse().map(Self::GatewayReceivable).map_err(|_| UnknownAccount)
            }
            Some(("creator-balance", id)) => id.parse().map(Self::CreatorBalance).map_err(|_| UnknownAccount),
            Some(_) => Err(UnknownAccount),
            None => match text {
                "bank" => Ok(Self::Bank),
                "payout-clearing" => Ok(Self::PayoutClearing),
                "instant-fees" => Ok(Self::InstantFees),
                "credits" => Ok(Self::Credits),
                "refund-clearing" => Ok(Self::RefundClearing),
                "unallocated" => Ok(Self::Unallocated),
                "losses" => Ok(Self::Losses),
                _ => Err(UnknownAccount),
            },
        }
    }
}
