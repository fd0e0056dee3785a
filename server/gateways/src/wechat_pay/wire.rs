//! What stands on the wire. Nothing of this leaves the adapter.

use std::{borrow::Cow, net::IpAddr};

use serde::{Deserialize, Serialize};

/// The only currency of a mainland merchant.
pub(super) const YUAN: &str = "CNY";

/// `POST /v3/pay/transactions/{native,h5,jsapi}`.
#[derive(Serialize)]
pub(super) struct OrderRequest<'a> {
    pub appid: &'a str,
    pub mchid: &'a str,
    pub description: &'a str,
    pub out_trade_no: &'a str,
    pub time_expire: &'a str,
    pub notify_url: &'a str,
    pub amount: TotalRequest,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub payer: Option<PayerRequest<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub scene_info: Option<SceneRequest>,
}

/// Who pays, for calls inside the wallet.
#[derive(Serialize)]
pub(super) struct PayerRequest<'a> {
    pub openid: &'a str,
}

/// Where the browser is, for pages.
#[derive(Serialize)]
pub(super) struct SceneRequest {
    pub payer_client_ip: IpAddr,
    pub h5_info: H5Info,
}

/// What kind of page asks.
#[derive(Serialize)]
pub(super) struct H5Info {
    #[serde(rename = "type")]
    pub kind: &'static str,
}

/// A price in fen.
#[derive(Serialize)]
pub(super) struct TotalRequest {
    pub total: i64,
    pub currency: &'static str,
}

/// The answer to a code.
#[derive(Deserialize)]
pub(super) struct NativeAnswer {
    pub code_url: String,
}

/// The answer to a page.
#[derive(Deserialize)]
pub(super) struct H5Answer {
    pub h5_url: String,
}

/// The answer to a call inside the wallet.
#[derive(Deserialize)]
pub(super) struct JsapiAnswer {
    pub prepay_id: String,
}

/// `GET /v3/bill/tradebill`.
#[derive(Deserialize)]
pub(super) struct BillAnswer {
    pub hash_type: String,
    pub hash_value: String,
    pub download_url: String,
}

/// `POST …/close`.
#[derive(Serialize)]
pub(super) struct CloseRequest<'a> {
    pub mchid: &'a str,
}

/// A transaction, as queries answer it and notifications carry it.
#[derive(Deserialize)]
pub(super) struct TransactionState {
    pub appid: String,
    pub mchid: String,
    pub out_trade_no: String,
    pub trade_state: String,
    pub transaction_id: Option<String>,
    pub success_time: Option<String>,
    pub amount: Option<TransactionAmount>,
}

/// What it costs. `payer_total` is left out on purpose: it is less when a wallet coupon was used, and the merchant
/// receives the total all the same.
#[derive(Deserialize)]
pub(super) struct TransactionAmount {
    pub total: i64,
    pub currency: String,
}

/// `POST /v3/refund/domestic/refunds`.
#[derive(Serialize)]
pub(super) struct RefundOrder<'a> {
    pub out_trade_no: &'a str,
    pub out_refund_no: &'a str,
    pub notify_url: &'a str,
    pub amount: RefundOrderAmount,
}

/// How much goes back, of how much.
#[derive(Serialize)]
pub(super) struct RefundOrderAmount {
    pub refund: i64,
    pub total: i64,
    pub currency: &'static str,
}

/// A refund, as requests and queries answer it.
#[derive(Deserialize)]
pub(super) struct RefundState {
    pub out_refund_no: String,
    pub status: String,
    pub user_received_account: Option<String>,
    pub success_time: Option<String>,
    pub amount: RefundAmount,
}

/// What went back, of what.
#[derive(Deserialize)]
pub(super) struct RefundAmount {
    pub refund: i64,
    pub total: i64,
}

/// A refund, as notifications carry it: without the application, and with another name for its state.
#[derive(Deserialize)]
pub(super) struct RefundNotice {
    pub mchid: String,
    pub out_refund_no: String,
    pub refund_status: String,
    pub user_received_account: Option<String>,
    pub success_time: Option<String>,
}

/// A refusal.
#[derive(Deserialize)]
pub(super) struct ErrorBody {
    pub code: String,
}

/// A notification, before it is opened.
#[derive(Deserialize)]
pub(super) struct Envelope<'a> {
    #[serde(borrow)]
    pub id: Cow<'a, str>,
    #[serde(borrow)]
    pub event_type: Cow<'a, str>,
    #[serde(borrow)]
    pub resource: Resource<'a>,
}

/// A sealed part: of a notification, or a certificate.
#[derive(Deserialize)]
pub(super) struct Resource<'a> {
    #[serde(borrow)]
    pub algorithm: Cow<'a, str>,
    #[serde(borrow)]
    pub ciphertext: Cow<'a, str>,
    #[serde(borrow, default)]
    pub associated_data: Cow<'a, str>,
    #[serde(borrow)]
    pub nonce: Cow<'a, str>,
}
