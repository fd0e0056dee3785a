//! The platform's default policy. The rule behind each number is the policy table of the product description.
//!
//! A host changes it in the settings file:
//!
//! ```toml
//! [policy]
//! hold_days = 7
//! minimums.currencies_major = { JPY = 1000 }
//! instant_maximums_major = { JPY = 1500000 }
//!
//! [policy.fee]
//! rate = 300                        # basis points of what is received
//! caps_major = { CNY = 200 }        # the most that one payout costs
//!
//! [[policy.fee.tiers]]              # by the volume of the calendar month before: a fee never changes inside a month
//! currency = "CNY"
//! from_major = 100000
//! rate = 250
//!
//! [[policy.fee.promotions]]         # UTC days, both whole; where several rules apply, the lowest rate wins
//! first_day = "2026-12-01"
//! last_day = "2026-12-31"
//! rate = 150
//! ```

mod check;
mod limits;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

pub use self::{
    check::PolicyError,
    limits::{CountryMinimum, Minimums},
};
use crate::{money::Currency, order::Gateway, payouts::FeePolicy};

/// Every number of the platform's policy that a host may configure.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Policy {
    /// Days a sale must be old before a standard payout takes it.
    pub hold_days: u16,
    /// Hour of the UTC day at which payouts run.
    pub run_hour: u8,
    /// The platform's minimum payout, in major units of the payout currency.
    pub minimum_payout_major: i64,
    /// Where the minimum payout is another one.
    pub minimums: Minimums,
    /// The most one instant payout may carry, in major units.
    pub instant_maximum_major: i64,
    /// The most one instant payout may carry where that is another amount, in major units of the currency.
    pub instant_maximums_major: BTreeMap<Currency, i64>,
    /// The instant fee.
    pub fee: FeePolicy,
    /// Completed payouts a creator needs before instant payouts.
    pub instant_needs_payouts: u32,
    /// Hours for which no payout goes to a destination that has changed.
    pub destination_hold_hours: u16,
    /// Failures in a row to one destination until payouts pause; transient errors of a processor do not count.
    pub failures_before_pause: u16,
    /// Hours for which a transient error of a processor is tried again, counted from the run.
    pub retry_hours: u16,
    /// The total of a run above which two persons must approve it, in major units of its currency.
    pub approval_limit_major: i64,
    /// The amount above which a credit needs a second person, in major units of its currency.
    pub credit_limit_major: i64,
    /// The amount above which a decision in the review queue, or a refund by the staff, needs a second person, in major
    /// units of its currency.
    pub review_limit_major: i64,
    /// Minutes an order waits for its payment.
    pub order_life_minutes: u16,
    /// Hours for which money is still watched after an order expired.
    pub late_money_hours: u16,
    /// Days of access after a membership's paid time.
    pub grace_days: u16,
    /// Seconds an agreement must have been open before it can be accepted without JavaScript or with it.
    pub agreement_seconds: u16,
    /// Days after capture until WeChat Pay and Alipay money is settled.
    pub wallet_settle_days: u16,
    /// Days after capture until card money is settled.
    pub card_settle_days: u16,
    /// Days after capture until sandbox money is settled.
    pub sandbox_settle_days: u16,
    /// Whether the gateways are the sandbox: then its settlement time counts.
    pub sandbox: bool,
}

impl Default for Policy {
    fn default() -> Self {
        Self {
            hold_days: 7,
            run_hour: 8,
            minimum_payout_major: 10,
            minimums: Minimums::default(),
            instant_maximum_major: 9_999,
            instant_maximums_major: BTreeMap::new(),
            fee: FeePolicy::default(),
            instant_needs_payouts: 4,
            destination_hold_hours: 48,
            failures_before_pause: 3,
            retry_hours: 12,
            approval_limit_major: 100_000,
            credit_limit_major: 1_000,
            review_limit_major: 1_000,
            order_life_minutes: 15,
            late_money_hours: 24,
            grace_days: 3,
            agreement_seconds: 5,
            wallet_settle_days: 1,
            card_settle_days: 2,
            sandbox_settle_days: 0,
            sandbox: false,
        }
    }
}

impl Policy {
    /// How much later than an order's own end its gateways are told that it ends, in seconds. `WeChat` Pay takes no
    /// payment that ends within a minute, and clocks differ: in its last minute an order can still be paid another way.
    /// We close at the gateway when the order's own time is up, so nothing waits longer for it, and what is paid in
    /// between is money for an order like any other that comes at its end.
    pub const LATER_AT_GATEWAYS_SECONDS: i64 = 120;

    /// Days after capture until money of a gateway is settled.
    pub fn settle_days(&self, gateway: Gateway) -> u16 {
        match gateway {
            _ if self.sandbox => self.sandbox_settle_days,
            Gateway::WechatPay | Gateway::Alipay => self.wallet_settle_days,
            Gateway::Stripe => self.card_settle_days,
        }
    }

    /// How long an order waits for its payment, in milliseconds.
    pub fn order_life_ms(&self) -> i64 {
        i64::from(self.order_life_minutes).saturating_mul(60_000)
    }

    /// How long no payout goes to a destination that has changed, in milliseconds.
    pub fn destination_hold_ms(&self) -> i64 {
        i64::from(self.destination_hold_hours).saturating_mul(3_600_000)
    }

    /// How long transient errors are tried again, in milliseconds.
    pub fn retry_ms(&self) -> i64 {
        i64::from(self.retry_hours).saturating_mul(3_600_000)
    }

    /// How long money is watched after an order expired, in milliseconds.
    pub fn late_money_ms(&self) -> i64 {
        i64::from(self.late_money_hours).saturating_mul(3_600_000)
    }
}
