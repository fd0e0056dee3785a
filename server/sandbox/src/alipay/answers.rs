//! The gateway's answers: `{"<method>_response": …, "sign": …}`, signed over the exact text of the inner object. All of
//! them have the HTTP status 200.

use axum::response::{IntoResponse, Response};
use http::header;
use serde_json::{Map, Value, json};

use crate::{Error, keys::Keys, rsa::sign};

/// A request that was refused. It never has an effect.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Refusal {
    code: &'static str,
    message: &'static str,
    sub_code: &'static str,
    sub_message: &'static str,
}

impl Refusal {
    /// The request's form, or who sent it, is wrong.
    pub const fn invalid(sub_code: &'static str, sub_message: &'static str) -> Self {
        Self { code: "40002", message: "Invalid Arguments", sub_code, sub_message }
    }

    /// A public parameter is missing.
    pub const fn missing(sub_code: &'static str, sub_message: &'static str) -> Self {
        Self { code: "40001", message: "Missing Required Arguments", sub_code, sub_message }
    }

    /// The cashier will not do it.
    pub const fn business(sub_code: &'static str, sub_message: &'static str) -> Self {
        Self { code: "40004", message: "Business Failed", sub_code, sub_message }
    }

    /// The gateway failed.
    pub const fn unavailable() -> Self {
        Self {
            code: "20000",
            message: "Service Currently Unavailable",
            sub_code: "isp.unknow-error",
            sub_message: "系统繁忙",
        }
    }

    /// A parameter of the content is missing or wrong.
    pub const fn parameter() -> Self {
        Self::business("ACQ.INVALID_PARAMETER", "参数无效")
    }

    /// There is no such trade; also while nobody has scanned its code.
    pub const fn no_such_trade() -> Self {
        Self::business("ACQ.TRADE_NOT_EXIST", "交易不存在")
    }

    /// The gateway's word for it.
    pub const fn sub_code(&self) -> &'static str {
        self.sub_code
    }

    /// As it stands in an answer.
    pub fn content(&self) -> Value {
        json!({ "code": self.code, "msg": self.message, "sub_code": self.sub_code, "sub_msg": self.sub_message })
    }
}

impl From<Error> for Refusal {
    fn from(error: Error) -> Self {
        tracing::error!(%error, "a request failed");
        Self::unavailable()
    }
}

/// What was done, with the words for success in front.
pub fn done(more: Value) -> Value {
    let mut content = Map::new();
    content.insert("code".to_owned(), "10000".into());
    content.insert("msg".to_owned(), "Success".into());
    if let Value::Object(more) = more {
        content.extend(more);
    }
    Value::Object(content)
}

/// How an answer goes out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Manner {
    /// The request named certificates, so the answer does, too.
    pub names_certificate: bool,
    /// The signature is wrong by one character.
    pub forged: bool,
}

/// Signs an answer. Slashes are escaped in it, as the gateway escapes them: the signature is over what is sent.
pub fn sealed(keys: &Keys, method: Option<&str>, content: &Value, manner: Manner) -> Result<Response, Error> {
    let name = method.map_or_else(
        || "error_response".to_owned(),
        |method| format!("{}_response", method.replace('.', "_")),
    );
    let content = content.to_string().replace('/', "\\/");
    let honest = sign(&keys.alipay.private, content.as_bytes())?;
    let signature = if manner.forged { forged(&honest) } else { honest };
    let certificate = if manner.names_certificate {
        format!("\"alipay_cert_sn\":\"{}\",", keys.alipay.names.alipay_cert_sn)
    } else {
        String::new()
    };
    let body = format!("{{\"{name}\":{content},{certificate}\"sign\":\"{signature}\"}}");
    Ok(([(header::CONTENT_TYPE, "text/html;charset=utf-8")], body).into_response())
}

/// The same base64 with another first character: still well-formed, never right.
pub fn forged(signature: &str) -> String {
    let first = if signature.starts_with('A') { 'B' } else { 'A' };
    std::iter::once(first).chain(signature.chars().skip(1)).collect()
}
