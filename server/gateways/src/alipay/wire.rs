//! What stands on the wire. Nothing of this leaves the adapter.

use serde::{Deserialize, Serialize};

/// `alipay.trade.precreate`, `alipay.trade.page.pay` and `alipay.trade.wap.pay`.
#[derive(Serialize)]
pub(super) struct Order<'a> {
    pub out_trade_no: &'a str,
    pub total_amount: &'a str,
    pub subject: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub product_code: Option<&'static str>,
    pub time_expire: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub quit_url: Option<&'a str>,
}

/// The answer to a precreation.
#[derive(Deserialize)]
pub(super) struct Precreated {
    pub out_trade_no: String,
    pub qr_code: String,
}

/// `alipay.trade.query` and `alipay.trade.close`.
#[derive(Serialize)]
pub(super) struct Which<'a> {
    pub out_trade_no: &'a str,
}

/// The answer to a query. What a wallet coupon paid for is left out on purpose: the seller receives the total.
#[derive(Deserialize)]
pub(super) struct TradeState {
    pub out_trade_no: String,
    pub trade_no: String,
    pub trade_status: String,
    pub total_amount: String,
    /// When the money went to the seller; absent while none has.
    pub send_pay_date: Option<String>,
}

/// The answer to a close.
#[derive(Deserialize)]
pub(super) struct Closed {
    pub out_trade_no: Option<String>,
}

/// `alipay.trade.refund`.
#[derive(Serialize)]
pub(super) struct RefundOrder<'a> {
    pub out_trade_no: &'a str,
    pub refund_amount: &'a str,
    pub out_request_no: &'a str,
}

/// Its answer. `refund_fee` is left out: it is the sum of all refunds of the trade so far.
#[derive(Deserialize)]
pub(super) struct Refunded {
    pub out_trade_no: String,
    pub fund_change: Option<String>,
}

/// `alipay.trade.fastpay.refund.query`.
#[derive(Serialize)]
pub(super) struct WhichRefund<'a> {
    pub out_trade_no: &'a str,
    pub out_request_no: &'a str,
    pub query_options: [&'static str; 1],
}

/// Its answer. That there is one says only that the question was understood.
#[derive(Deserialize)]
pub(super) struct RefundState {
    pub out_trade_no: Option<String>,
    pub out_request_no: Option<String>,
    pub refund_amount: Option<String>,
    pub refund_status: Option<String>,
    pub gmt_refund_pay: Option<String>,
}

/// `alipay.data.dataservice.bill.downloadurl.query`.
#[derive(Serialize)]
pub(super) struct WhichBill<'a> {
    pub bill_type: &'static str,
    pub bill_date: &'a str,
}

/// Its answer.
#[derive(Deserialize)]
pub(super) struct BillPlace {
    pub bill_download_url: String,
}
