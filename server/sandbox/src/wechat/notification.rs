//! What a notification says: an encrypted document inside a plain one. Written once; every resend has the same bytes.

use bytes::Bytes;
use serde_json::{Value, json};

use super::{
    faults::Kind,
    notifier::Notification,
    query::transaction,
    refunds::{Outcome, Refund, announced},
    signing,
    trades::{Payment, Trade},
};
use crate::{Error, clock, entropy, sandbox::Sandbox};

/// The event of a payment.
pub const PAID: &str = "TRANSACTION.SUCCESS";

/// Tells that a trade was paid. `altered` makes it a lie, rightly signed.
pub fn of_payment(sandbox: &Sandbox, trade: &Trade, altered: Option<Kind>) -> Result<Notification, Error> {
    let mut plain = transaction(trade, &sandbox.keys.wechat.merchant);
    match altered {
        Some(Kind::WrongAmount) => replace_amounts(&mut plain),
        Some(Kind::OtherMerchant) => replace_merchant(&mut plain)?,
        _ => {}
    }
    let document = Document { event: PAID, summary: "支付成功", original: "transaction", plain };
    document.sealed(sandbox, trade.order.notify_url.clone())
}

/// Tells that a refund is over.
pub fn of_refund(
    sandbox: &Sandbox,
    out_trade_no: &str,
    payment: &Payment,
    refund: &Refund,
    url: String,
) -> Result<Notification, Error> {
    let plain = announced(&sandbox.keys.wechat.merchant.mchid, out_trade_no, payment, refund);
    let (event, summary) = match refund.outcome {
        Outcome::Success => ("REFUND.SUCCESS", "退款成功"),
        Outcome::Abnormal => ("REFUND.ABNORMAL", "退款异常"),
        Outcome::Closed => ("REFUND.CLOSED", "退款关闭"),
    };
    Document { event, summary, original: "refund", plain }.sealed(sandbox, url)
}

/// One fen less than was paid, or one more when there is no less.
fn replace_amounts(plain: &mut Value) {
    for pointer in ["/amount/total", "/amount/payer_total"] {
        if let Some(amount) = plain.pointer_mut(pointer) {
            let fen = amount.as_i64().unwrap_or_default();
            *amount = if fen > 1 { fen - 1 } else { fen + 1 }.into();
        }
    }
}

fn replace_merchant(plain: &mut Value) -> Result<(), Error> {
    // Own numbers begin with 19, so this one is always another's.
    let other = format!("18{}", entropy::text(entropy::DIGITS, 8)?);
    if let Some(mchid) = plain.pointer_mut("/mchid") {
        *mchid = other.into();
    }
    Ok(())
}

struct Document {
    event: &'static str,
    summary: &'static str,
    original: &'static str,
    plain: Value,
}

impl Document {
    fn sealed(self, sandbox: &Sandbox, url: String) -> Result<Notification, Error> {
        let now_ms = sandbox.clock.business_ms();
        let event_id = format!("EV-{}{}", clock::day_digits(now_ms), entropy::text(entropy::DIGITS, 16)?);
        let nonce = entropy::text(entropy::ALPHANUMERIC, 12)?;
        let plain = self.plain.to_string();
        let key = sandbox.keys.wechat.merchant.apiv3_key.as_bytes();
        let ciphertext = signing::encrypt(key, nonce.as_bytes(), self.original, plain.as_bytes())?;
        let body = json!({
            "id": event_id,
            "create_time": clock::written(now_ms),
            "resource_type": "encrypt-resource",
            "event_type": self.event,
            "summary": self.summary,
            "resource": {
                "original_type": self.original,
                "algorithm": "AEAD_AES_256_GCM",
                "ciphertext": ciphertext,
                "associated_data": self.original,
                "nonce": nonce,
            },
        });
        Ok(Notification::new(event_id, self.event, url, Bytes::from(body.to_string())))
    }
}
