//! What a transaction of the gateway says about our money.

use domain::{
    money::{Currency, Money},
    order::Capture,
};

use super::{
    WechatPay, instant,
    wire::{TransactionState, YUAN},
};

impl WechatPay {
    /// Whether it is this merchant's, in one of its applications. A right signature alone does not say so: one platform key
    /// signs for all merchants.
    pub(super) fn owns(&self, transaction: &TransactionState) -> bool {
        transaction.mchid == self.mchid && self.is_our_application(&transaction.appid)
    }

    /// Whether payments of this application are ours.
    pub(super) fn is_our_application(&self, appid: &str) -> bool {
        appid == self.appid || self.mini_appid.as_deref() == Some(appid)
    }
}

/// The captured money; none when something is missing or is not a positive amount in yuan.
pub(super) fn capture(transaction: TransactionState) -> Option<Capture> {
    let amount = transaction.amount.filter(|amount| amount.total > 0 && amount.currency == YUAN)?;
    Some(Capture {
        gateway_transaction: transaction.transaction_id.filter(|id| !id.is_empty())?,
        amount: Money::new(amount.total, Currency::Cny),
        captured_at: instant::read(transaction.success_time.as_deref()?)?,
    })
}
