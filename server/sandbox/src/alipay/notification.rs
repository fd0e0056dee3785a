//! What a notification says. Its id and its content are the same on every resend.

use std::sync::Arc;

use serde_json::json;

use super::{
    faults::{Kind, On},
    instant,
    notifier::{self, Notification},
    parameters::Parameters,
    trades::{Refund, Trade},
    yuan,
};
use crate::{Error, clock, entropy, sandbox::Sandbox};

/// What happened.
#[derive(Debug, Clone, Copy)]
pub enum News<'a> {
    /// It was paid, closed or finished, as its status says.
    Status,
    /// Some of the money, or all of it, went back.
    Refund(&'a Refund),
}

/// Tells the merchant, if it wants to be told. `altered` makes it a lie, rightly signed.
pub fn tell(
    sandbox: &Arc<Sandbox>,
    trade: &mut Trade,
    news: News<'_>,
    altered: Option<Kind>,
) -> Result<(), Error> {
    let Some(url) = trade.order.notify_url.clone() else {
        return Ok(());
    };
    let day = clock::day_digits(sandbox.clock.business_ms());
    let notify_id = format!("{day}{}", entropy::text(entropy::DIGITS, 26)?);
    let mut parameters = written(sandbox, trade, news, &notify_id);
    match altered {
        Some(Kind::WrongAmount) => {
            let fen = trade.payment().map_or(trade.order.total_fen, |payment| payment.fen);
            // One fen less than was paid, or one more when there is no less.
            let wrong = yuan::written(if fen > 1 { fen - 1 } else { fen + 1 });
            for name in ["total_amount", "receipt_amount", "buyer_pay_amount", "invoice_amount"] {
                parameters.insert(name.to_owned(), wrong.clone());
            }
        }
        Some(Kind::OtherMerchant) => {
            // Own numbers begin with 2088 and 2021, so these are always another's.
            for (name, prefix) in [("seller_id", "2099"), ("app_id", "2020"), ("auth_app_id", "2020")] {
                parameters
                    .insert(name.to_owned(), format!("{prefix}{}", entropy::text(entropy::DIGITS, 12)?));
            }
        }
        _ => {}
    }
    let notification = Notification::new(notify_id, trade.status(), url, parameters);
    notifier::start(sandbox, trade, notification);
    Ok(())
}

/// Uses up a fault that alters what the next notification says.
pub fn alteration(sandbox: &Sandbox) -> Option<Kind> {
    sandbox.alipay().faults.take(On::Notify, |kind, _| kind.alters_content()).map(|fault| fault.kind)
}

fn written(sandbox: &Sandbox, trade: &Trade, news: News<'_>, notify_id: &str) -> Parameters {
    let names = &sandbox.keys.alipay.names;
    let fen = trade.payment().map_or(trade.order.total_fen, |payment| payment.fen);
    let amount = yuan::written(fen);
    let mut all = vec![
        ("notify_type", "trade_status_sync".to_owned()),
        ("notify_id", notify_id.to_owned()),
        ("charset", "utf-8".to_owned()),
        ("version", "1.0".to_owned()),
        ("app_id", names.app_id.clone()),
        ("auth_app_id", names.app_id.clone()),
        ("seller_id", names.seller_id.clone()),
        ("seller_email", "seller@sandbox.test".to_owned()),
        ("out_trade_no", trade.order.number.clone()),
        ("trade_no", trade.gateway_no.clone()),
        ("trade_status", trade.status().to_owned()),
        ("subject", trade.order.subject.clone()),
        ("total_amount", amount.clone()),
        ("gmt_create", instant::written(trade.created_ms)),
    ];
    if let Some(payment) = trade.payment() {
        let bill = json!([{ "amount": amount, "fundChannel": "ALIPAYACCOUNT" }]);
        all.extend([
            ("buyer_id", payment.buyer.clone()),
            ("gmt_payment", instant::written(payment.at_ms)),
            ("receipt_amount", amount.clone()),
            ("buyer_pay_amount", amount.clone()),
            ("invoice_amount", amount),
            ("point_amount", "0.00".to_owned()),
            ("fund_bill_list", bill.to_string()),
        ]);
    }
    if let Some(closed_ms) = trade.closed_ms() {
        all.push(("gmt_close", instant::written(closed_ms)));
    }
    if let News::Refund(refund) = news {
        all.extend([
            // All that went back so far, not this refund alone.
            ("refund_fee", yuan::written(trade.refunded_fen())),
            ("gmt_refund", instant::written(refund.at_ms)),
            ("out_biz_no", refund.number.clone()),
        ]);
    }
    all.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
}
