//! What stands in a bill: one line for each payment and one for each refund that was accepted, and a summary.

use std::fmt::Write as _;

use super::{
    book::Book,
    keys::Merchant,
    refunds::Refund,
    trades::{Payment, Trade},
};
use crate::clock;

/// The gateway's day.
pub const DAY_MS: i64 = 24 * 3_600_000;

const ALL: &str = "交易时间,公众账号ID,商户号,特约商户号,设备号,微信订单号,商户订单号,用户标识,交易类型,交易状态,付款银行,\
    货币种类,应结订单金额,代金券金额,微信退款单号,商户退款单号,退款金额,充值券退款金额,退款类型,退款状态,商品名称,商户数据包,\
    手续费,费率,订单金额,申请退款金额,费率备注";
const SUCCESS: &str = "交易时间,公众账号ID,商户号,特约商户号,设备号,微信订单号,商户订单号,用户标识,交易类型,交易状态,付款银行,\
    货币种类,应结订单金额,代金券金额,商品名称,商户数据包,手续费,费率,订单金额,费率备注";
const REFUND: &str = "交易时间,公众账号ID,商户号,特约商户号,设备号,微信订单号,商户订单号,用户标识,交易类型,交易状态,付款银行,\
    货币种类,应结订单金额,代金券金额,退款申请时间,退款成功时间,微信退款单号,商户退款单号,退款金额,充值券退款金额,退款类型,\
    退款状态,商品名称,商户数据包,手续费,费率,订单金额,申请退款金额,费率备注";
const SUMMARY: &str =
    "总交易单数,应结订单总金额,退款总金额,充值券退款总金额,手续费总金额,订单总金额,申请退款总金额";

/// The file of one kind of bill for the day from `from_ms`; none when nothing happened.
pub fn write(book: &Book, merchant: &Merchant, kind: &str, from_ms: i64) -> Option<String> {
    let of_the_day = |at_ms: i64| (from_ms..from_ms + DAY_MS).contains(&at_ms);
    let mut lines: Vec<(i64, String)> = Vec::new();
    let (mut paid_fen, mut refunded_fen) = (0, 0);
    for trade in book.trades() {
        let Some(payment) = trade.payment() else { continue };
        if kind != "REFUND" && of_the_day(payment.success_ms) {
            paid_fen += payment.total_fen;
            lines.push((payment.success_ms, payment_line(trade, payment, merchant, kind)));
        }
        for refund in trade.refunds.iter().filter(|refund| kind != "SUCCESS" && of_the_day(refund.created_ms))
        {
            refunded_fen += refund.fen;
            lines.push((refund.created_ms, refund_line(trade, payment, refund, merchant, kind)));
        }
    }
    if lines.is_empty() {
        return None;
    }
    lines.sort();
    let header = match kind {
        "SUCCESS" => SUCCESS,
        "REFUND" => REFUND,
        _ => ALL,
    };
    let mut file = format!("{header}\r\n");
    for (_, line) in &lines {
        file += line;
        file += "\r\n";
    }
    let (paid, refunded) = (yuan(paid_fen), yuan(refunded_fen));
    let count = lines.len();
    // Writing to a text cannot fail.
    let _written =
        write!(file, "{SUMMARY}\r\n`{count},`{paid},`{refunded},`0.00,`0.00000,`{paid},`{refunded}\r\n");
    Some(file)
}

/// The twelve columns that all lines begin with.
fn head(trade: &Trade, payment: &Payment, merchant: &Merchant, at_ms: i64, state: &str) -> Vec<String> {
    [
        moment(at_ms),
        trade.order.placement.appid.clone(),
        merchant.mchid.clone(),
        "0".to_owned(),
        String::new(),
        payment.transaction_id.clone(),
        trade.order.out_trade_no.clone(),
        payment.openid.clone(),
        trade.order.placement.trade_type.to_owned(),
        state.to_owned(),
        "OTHERS".to_owned(),
        "CNY".to_owned(),
    ]
    .to_vec()
}

/// The free text, in the middle.
fn free(trade: &Trade) -> [String; 2] {
    [trade.order.description.clone(), trade.order.attach.clone().unwrap_or_default()]
}

fn payment_line(trade: &Trade, payment: &Payment, merchant: &Merchant, kind: &str) -> String {
    let amount = yuan(payment.total_fen);
    let mut values = head(trade, payment, merchant, payment.success_ms, "SUCCESS");
    values.extend([amount.clone(), "0.00".to_owned()]);
    if kind == "ALL" {
        values.extend(["0", "0", "0.00", "0.00", "", ""].map(str::to_owned));
    }
    values.extend(free(trade));
    values.extend(["0.00000".to_owned(), "0.60%".to_owned(), amount]);
    values.extend((kind == "ALL").then(|| "0.00".to_owned()));
    values.push(String::new());
    joined(&values)
}

fn refund_line(trade: &Trade, payment: &Payment, refund: &Refund, merchant: &Merchant, kind: &str) -> String {
    let amount = yuan(refund.fen);
    let mut values = head(trade, payment, merchant, refund.created_ms, "REFUND");
    values.extend(["0.00".to_owned(), "0.00".to_owned()]);
    if kind == "REFUND" {
        let success = refund.success_ms().map(moment).unwrap_or_default();
        values.extend([moment(refund.created_ms), success]);
    }
    values.extend([refund.id.clone(), refund.out_refund_no.clone(), amount.clone(), "0.00".to_owned()]);
    values.extend(["ORIGINAL".to_owned(), refund.wire_status().to_owned()]);
    values.extend(free(trade));
    values.extend(["0.00000", "0.60%", "0.00"].map(str::to_owned));
    values.extend([amount, String::new()]);
    joined(&values)
}

fn joined(values: &[String]) -> String {
    format!("`{}", values.join(",`"))
}

/// `123456` fen is `1234.56`.
fn yuan(fen: i64) -> String {
    format!("{}.{:02}", fen / 100, fen % 100)
}

/// `2026-01-01 08:00:00`.
fn moment(at_ms: i64) -> String {
    let written = clock::written(at_ms);
    written.strip_suffix("+08:00").unwrap_or(&written).replace('T', " ")
}
