//! The platform's default policy. The rule behind each number is the policy table of the product description.

use serde::{Deserialize, Serialize};

use crate::{
    money::{BasisPoints, Currency, Money},
    order::Gateway,
};

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
    /// The most one instant payout may carry, in major units.
    pub instant_maximum_major: i64,
    /// The instant fee, of what is received.
    pub instant_fee: BasisPoints,
    /// Completed payouts a creator needs before instant payouts.
    pub instant_needs_payouts: u32,
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
            instant_maximum_major: 9_999,
            instant_fee: BasisPoints::new(300),
            instant_needs_payouts: 4,
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
    /// The platform's minimum payout in a currency.
    pub fn minimum_payout(&self, currency: Currency) -> Money {
        Money::new(self.minimum_payout_major.saturating_mul(currency.minor_per_major()), currency)
    }

    /// The most one instant payout may carry, before its fee.
    pub fn instant_maximum(&self, currency: Currency) -> Money {
        Money::new(self.instant_maximum_major.saturating_mul(currency.minor_per_major()), currency)
    }

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

    /// How long money is watched after an order expired, in milliseconds.
    pub fn late_money_ms(&self) -> i64 {
        i64::from(self.late_money_hours).saturating_mul(3_600_000)
    }
}
