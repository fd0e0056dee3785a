//! The gateway's refusals, in the shape merchants know: `{"code", "message", "detail"}`. The messages are Chinese, as the
//! real ones are, which also shows that signatures are made over bytes and not over characters.

use axum::{
    Json,
    response::{IntoResponse, Response},
};
use http::StatusCode;
use serde_json::{Value, json};

use crate::Error;

/// A request that was understood, or not, and refused. It never has an effect.
#[derive(Debug, PartialEq)]
pub struct Refusal {
    status: StatusCode,
    code: &'static str,
    message: &'static str,
    detail: Option<Value>,
}

impl Refusal {
    fn new(status: StatusCode, code: &'static str, message: &'static str) -> Self {
        Self { status, code, message, detail: None }
    }

    /// A parameter is missing or wrong. `location` is `body`, `query` or `header`.
    pub fn parameter(field: &str, location: &str, issue: &str) -> Self {
        let detail = json!({ "field": field, "location": location, "issue": issue });
        Self { detail: Some(detail), ..Self::new(StatusCode::BAD_REQUEST, "PARAM_ERROR", "参数错误") }
    }

    /// The signature, or something it stands on, is wrong.
    pub fn signature(issue: &str) -> Self {
        let detail = json!({ "field": "signature", "location": "authorization", "issue": issue });
        Self {
            detail: Some(detail),
            ..Self::new(StatusCode::UNAUTHORIZED, "SIGN_ERROR", "签名错误，验签失败")
        }
    }

    /// A rule of the gateway forbids it.
    pub fn rule_limit() -> Self {
        Self::new(StatusCode::FORBIDDEN, "RULE_LIMIT", "业务规则限制")
    }

    /// The application does not belong to the merchant.
    pub fn foreign_application() -> Self {
        Self::new(StatusCode::BAD_REQUEST, "APPID_MCHID_NOT_MATCH", "appid和mchid不匹配")
    }

    /// The payer's identifier belongs to another application: one person has another one at each.
    pub fn foreign_payer() -> Self {
        Self::new(StatusCode::BAD_REQUEST, "PARAM_ERROR", "appid和openid不匹配")
    }

    /// The number was used before, with other parameters.
    pub fn number_used() -> Self {
        Self::new(StatusCode::BAD_REQUEST, "OUT_TRADE_NO_USED", "商户订单号重复")
    }

    /// The order is paid.
    pub fn paid() -> Self {
        Self::new(StatusCode::BAD_REQUEST, "ORDERPAID", "该订单已支付")
    }

    /// The order is closed, or too old to be paid.
    pub fn closed() -> Self {
        Self::new(StatusCode::BAD_REQUEST, "ORDER_CLOSED", "订单已关闭，请更换商户订单号重新下单")
    }

    /// There is no such order.
    pub fn no_such_order() -> Self {
        Self::new(StatusCode::NOT_FOUND, "ORDER_NOT_EXIST", "订单不存在")
    }

    /// There is no such refund, address, or order to refund.
    pub fn no_such_resource() -> Self {
        Self::new(StatusCode::NOT_FOUND, "RESOURCE_NOT_EXISTS", "查询的资源不存在")
    }

    /// The parameters are well-formed, but the order's state or earlier refunds do not allow it.
    pub fn invalid(message: &'static str) -> Self {
        Self::new(StatusCode::BAD_REQUEST, "INVALID_REQUEST", message)
    }

    /// There is no bill, or not yet.
    pub fn bill(code: &'static str, message: &'static str) -> Self {
        Self::new(StatusCode::BAD_REQUEST, code, message)
    }

    /// The merchant only has a public key of the gateway.
    pub fn no_certificates() -> Self {
        let message = "无可用的平台证书，请在商户平台-API安全申请使用微信支付公钥";
        Self::new(StatusCode::NOT_FOUND, "RESOURCE_NOT_EXISTS", message)
    }

    /// The merchant's balance does not cover the refund.
    pub fn not_enough() -> Self {
        Self::new(StatusCode::FORBIDDEN, "NOT_ENOUGH", "基本账户余额不足，请充值后重新发起")
    }

    /// The gateway failed; a merchant asks again with the same number.
    pub fn system_error() -> Self {
        Self::new(StatusCode::INTERNAL_SERVER_ERROR, "SYSTEM_ERROR", "系统异常，请稍后重试")
    }
}

impl From<Error> for Refusal {
    fn from(error: Error) -> Self {
        tracing::error!(%error, "a request failed");
        Self::system_error()
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let mut body = json!({ "code": self.code, "message": self.message });
        if let (Some(detail), Some(fields)) = (self.detail, body.as_object_mut()) {
            fields.insert("detail".to_owned(), detail);
        }
        (self.status, Json(body)).into_response()
    }
}
