//! Giving money back: `POST /v3/refund/domestic/refunds` and `GET …/{out_refund_no}`.
//!
//! Accepting a refund is not the money's return: it is PROCESSING first and SUCCESS a moment later.

use std::{sync::Arc, time::Duration};

use axum::{
    Json,
    extract::{Path, State},
};
use bytes::Bytes;
use serde_json::{Value, json};

use super::{
    answers::Refusal,
    book::Book,
    faults::{Kind, Operation},
    fields, notification, notifier,
    refund_fields::{self, Asked, Target},
    trades::{Payment, Trade},
};
use crate::{Error, clock, entropy, sandbox::Sandbox};

/// How long the money takes, before the time scale.
const SETTLING: Duration = Duration::from_secs(1);
/// At most this many refunds of one payment.
const MAX_REFUNDS: usize = 50;
/// A payment can be refunded for a year.
const REFUNDABLE_MS: i64 = 365 * 24 * 3_600_000;

/// What comes of a refund.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// The payer has the money.
    Success,
    /// The payer's account does not take it. The money is with neither side until somebody says where it goes, so that
    /// it cannot be given again under another number.
    Abnormal,
    /// The merchant's balance stayed too low for a week. The money never left, and may be given under another number.
    Closed,
}

/// Whose account took it in the end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Receiver {
    /// The account that the payment came from.
    Payer,
    /// Another card of the payer's, named at the merchant platform.
    OtherCard,
    /// The merchant's own bank account: the payer has nothing.
    Merchant,
}

impl Receiver {
    /// The way it took, and the account's name, on the wire.
    pub fn wire(self) -> (&'static str, &'static str) {
        match self {
            Self::Payer => ("ORIGINAL", "支付用户零钱"),
            Self::OtherCard => ("OTHER_BANKCARD", "招商银行借记卡0403"),
            Self::Merchant => ("OTHER_BANKCARD", "商户结算银行账户"),
        }
    }
}

/// Money on its way back, or there.
#[derive(Debug, Clone)]
pub struct Refund {
    /// The merchant's number.
    pub out_refund_no: String,
    /// The gateway's number.
    pub id: String,
    /// The request as sent, to know a repetition by.
    pub parameters: Value,
    /// How much, in fen.
    pub fen: i64,
    /// Where the merchant wants to be told.
    pub notify_url: Option<String>,
    /// When it was asked for.
    pub created_ms: i64,
    /// How it will end.
    pub outcome: Outcome,
    /// Whose account takes it.
    pub receiver: Receiver,
    /// When it was over, one way or the other.
    pub ended_ms: Option<i64>,
}

impl Refund {
    /// When the money was back.
    pub fn success_ms(&self) -> Option<i64> {
        self.ended_ms.filter(|_| self.outcome == Outcome::Success)
    }

    /// Whether it ended with the money where it was.
    fn never_left(&self) -> bool {
        self.outcome == Outcome::Closed && self.ended_ms.is_some()
    }

    /// The state's name on the wire.
    pub fn wire_status(&self) -> &'static str {
        match (self.ended_ms, self.outcome) {
            (None, _) => "PROCESSING",
            (Some(_), Outcome::Success) => "SUCCESS",
            (Some(_), Outcome::Abnormal) => "ABNORMAL",
            (Some(_), Outcome::Closed) => "CLOSED",
        }
    }
}

/// Accepts a refund, or shows the one that has the same number.
pub async fn create(State(sandbox): State<Arc<Sandbox>>, body: Bytes) -> Result<Json<Value>, Refusal> {
    let parameters = fields::object(&body)?;
    let asked = refund_fields::read(&parameters)?;
    let now_ms = sandbox.clock.business_ms();
    let refund_id = format!("5030{}{}", clock::day_digits(now_ms), entropy::text(entropy::DIGITS, 17)?);
    let mut book = sandbox.wechat();
    if let Some((trade, known)) = book.refund(&asked.out_refund_no) {
        if known.parameters != parameters {
            return Err(Refusal::invalid("订单金额或退款金额与之前请求不一致，请核实后再试"));
        }
        return Ok(Json(written(trade, known)));
    }
    let out_trade_no = allowed(&book, &asked, now_ms)?;
    let fault = book.faults.take(Operation::Refund, |kind, ()| kind.is_of_refunds()).map(|fault| fault.kind);
    if fault == Some(Kind::NotEnough) {
        return Err(Refusal::not_enough());
    }
    let refund = Refund {
        out_refund_no: asked.out_refund_no,
        id: refund_id,
        parameters,
        fen: asked.refund_fen,
        notify_url: asked.notify_url,
        created_ms: now_ms,
        outcome: match fault {
            Some(Kind::Abnormal) => Outcome::Abnormal,
            Some(Kind::Closed) => Outcome::Closed,
            _ => Outcome::Success,
        },
        receiver: Receiver::Payer,
        ended_ms: None,
    };
    let out_refund_no = refund.out_refund_no.clone();
    book.enter_refund(&out_trade_no, refund);
    let (trade, refund) = book.refund(&out_refund_no).ok_or_else(Refusal::system_error)?;
    sandbox.tasks.spawn(settle(Arc::clone(&sandbox), out_trade_no, out_refund_no));
    Ok(Json(written(trade, refund)))
}

/// Shows a refund.
pub async fn query(
    State(sandbox): State<Arc<Sandbox>>,
    Path(out_refund_no): Path<String>,
) -> Result<Json<Value>, Refusal> {
    let book = sandbox.wechat();
    let (trade, refund) = book.refund(&out_refund_no).ok_or_else(Refusal::no_such_resource)?;
    Ok(Json(written(trade, refund)))
}

/// Checks a refund against the payment; the answer is the number of the trade.
fn allowed(book: &Book, asked: &Asked, now_ms: i64) -> Result<String, Refusal> {
    let trade = match &asked.target {
        Target::Number(number) => book.trade(number),
        Target::Transaction(transaction_id) => book.trade_by_transaction(transaction_id),
    };
    let trade = trade.ok_or_else(Refusal::no_such_resource)?;
    let payment = trade.payment().ok_or_else(|| Refusal::invalid("订单状态不允许退款"))?;
    if asked.total_fen != payment.total_fen {
        return Err(fields::wrong("/amount/total", "is not what was paid"));
    }
    let given_back: i64 =
        trade.refunds.iter().filter(|refund| !refund.never_left()).map(|refund| refund.fen).sum();
    if asked.refund_fen > payment.total_fen - given_back {
        return Err(Refusal::invalid("退款金额大于可退金额"));
    }
    if trade.refunds.len() >= MAX_REFUNDS {
        return Err(Refusal::invalid("部分退款次数超过限制"));
    }
    if now_ms - payment.success_ms > REFUNDABLE_MS {
        return Err(Refusal::invalid("订单已超过可退款的最大期限"));
    }
    Ok(trade.order.out_trade_no.clone())
}

/// Lets the money arrive, and tells the merchant if that was wanted.
pub async fn settle(sandbox: Arc<Sandbox>, out_trade_no: String, out_refund_no: String) {
    sandbox.pause(sandbox.scaled(SETTLING)).await;
    if let Err(error) = arrive(&sandbox, &out_trade_no, &out_refund_no) {
        tracing::error!(%error, "a refund could not be announced");
    }
}

fn arrive(sandbox: &Arc<Sandbox>, out_trade_no: &str, out_refund_no: &str) -> Result<(), Error> {
    let now_ms = sandbox.clock.business_ms();
    let mut book = sandbox.wechat();
    let Some(trade) = book.trade_mut(out_trade_no) else {
        return Ok(());
    };
    let Some(refund) = trade.refunds.iter_mut().find(|refund| refund.out_refund_no == out_refund_no) else {
        return Ok(());
    };
    refund.ended_ms = Some(now_ms);
    let refund = refund.clone();
    if let (Some(url), Some(payment)) = (refund.notify_url.clone(), trade.payment()) {
        let told = notification::of_refund(sandbox, out_trade_no, payment, &refund, url)?;
        notifier::start(sandbox, trade, told);
    }
    Ok(())
}

/// A refund, as requests and queries answer it.
pub fn written(trade: &Trade, refund: &Refund) -> Value {
    let total_fen = trade.payment().map_or(0, |payment| payment.total_fen);
    let (channel, account) = refund.receiver.wire();
    let mut answer = json!({
        "refund_id": refund.id,
        "out_refund_no": refund.out_refund_no,
        "transaction_id": trade.payment().map(|payment| payment.transaction_id.as_str()),
        "out_trade_no": trade.order.out_trade_no,
        "channel": channel,
        "user_received_account": account,
        "create_time": clock::written(refund.created_ms),
        "status": refund.wire_status(),
        "funds_account": "AVAILABLE",
        "amount": {
            "total": total_fen,
            "refund": refund.fen,
            "payer_total": total_fen,
            "payer_refund": refund.fen,
            "settlement_total": total_fen,
            "settlement_refund": refund.fen,
            "discount_refund": 0,
            "currency": "CNY",
        },
    });
    if let (Some(success_ms), Some(fields)) = (refund.success_ms(), answer.as_object_mut()) {
        fields.insert("success_time".to_owned(), clock::written(success_ms).into());
    }
    answer
}

/// What the merchant is told about a refund that is over.
pub fn announced(mchid: &str, out_trade_no: &str, payment: &Payment, refund: &Refund) -> Value {
    let mut told = json!({
        "mchid": mchid,
        "out_trade_no": out_trade_no,
        "transaction_id": payment.transaction_id,
        "out_refund_no": refund.out_refund_no,
        "refund_id": refund.id,
        "refund_status": refund.wire_status(),
        "user_received_account": refund.receiver.wire().1,
        "amount": {
            "total": payment.total_fen,
            "refund": refund.fen,
            "payer_total": payment.total_fen,
            "payer_refund": refund.fen,
        },
    });
    if let (Some(success_ms), Some(fields)) = (refund.success_ms(), told.as_object_mut()) {
        fields.insert("success_time".to_owned(), clock::written(success_ms).into());
    }
    told
}
