//! The Authorization header of a request: read, and checked against the raw bytes that came with it.

use http::{HeaderMap, Method, Uri, header};

use super::{
    answers::Refusal,
    keys::WechatKeys,
    signing::{SCHEME, request_message},
};
use crate::rsa::verifies;

/// A request signed longer ago, or further ahead, is refused.
pub const WINDOW_SECONDS: i64 = 300;

/// What the header says.
#[derive(Debug, Default, PartialEq, Eq)]
struct Credentials<'a> {
    mchid: &'a str,
    nonce_str: &'a str,
    timestamp: &'a str,
    serial_no: &'a str,
    signature: &'a str,
}

impl<'a> Credentials<'a> {
    /// Every field exactly once, in any order; none besides.
    fn read(header: &'a str) -> Option<Self> {
        let mut credentials = Self::default();
        for field in header.strip_prefix(SCHEME)?.strip_prefix(' ')?.split(',') {
            let (name, value) = field.trim().split_once('=')?;
            let value = value.strip_prefix('"')?.strip_suffix('"')?;
            let place = match name {
                "mchid" => &mut credentials.mchid,
                "nonce_str" => &mut credentials.nonce_str,
                "timestamp" => &mut credentials.timestamp,
                "serial_no" => &mut credentials.serial_no,
                "signature" => &mut credentials.signature,
                _ => return None,
            };
            if value.is_empty() || !place.is_empty() {
                return None;
            }
            *place = value;
        }
        let Self { mchid, nonce_str, timestamp, serial_no, signature } = &credentials;
        let complete =
            [mchid, nonce_str, timestamp, serial_no, signature].iter().all(|value| !value.is_empty());
        complete.then_some(credentials)
    }
}

/// Refuses a request unless the merchant signed exactly this method, address and body, just now.
pub fn check(
    keys: &WechatKeys,
    now_seconds: i64,
    method: &Method,
    uri: &Uri,
    headers: &HeaderMap,
    body: &[u8],
) -> Result<(), Refusal> {
    let header = headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
    let credentials = header
        .and_then(Credentials::read)
        .ok_or_else(|| Refusal::signature("the Authorization header is missing or malformed"))?;
    if credentials.mchid != keys.merchant.mchid {
        return Err(Refusal::signature("unknown mchid"));
    }
    if credentials.serial_no != keys.merchant.serial_number {
        return Err(Refusal::signature("unknown serial_no"));
    }
    let signed_at: i64 = credentials
        .timestamp
        .parse()
        .map_err(|_| Refusal::signature("timestamp is not a number of seconds"))?;
    if now_seconds.abs_diff(signed_at) > WINDOW_SECONDS.unsigned_abs() {
        return Err(Refusal::signature("timestamp is more than 300 seconds away"));
    }
    let target = uri.path_and_query().map_or("", http::uri::PathAndQuery::as_str);
    let message =
        request_message(method.as_str(), target, credentials.timestamp, credentials.nonce_str, body);
    if verifies(&keys.merchant_public, &message, credentials.signature) {
        Ok(())
    } else {
        Err(Refusal::signature("sign not match"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_header_is_read_in_any_order_and_refused_when_a_field_is_missing_doubled_or_strange() {
        let good = r#"WECHATPAY2-SHA256-RSA2048 serial_no="S",mchid="M", nonce_str="N",timestamp="1",signature="a=="#;
        let read = Credentials::read(&format!("{good}\""))
            .map(|read| (read.mchid.to_owned(), read.signature.to_owned()));
        assert_eq!(read, Some(("M".to_owned(), "a==".to_owned())));
        for bad in [
            "",
            "Bearer x",
            r#"WECHATPAY2-SHA256-RSA2048 mchid="M""#,
            r#"WECHATPAY2-SM2-WITH-SM3 serial_no="S",mchid="M",nonce_str="N",timestamp="1",signature="a""#,
            r#"WECHATPAY2-SHA256-RSA2048 serial_no="S",mchid="M",mchid="M",nonce_str="N",timestamp="1",signature="a""#,
            r#"WECHATPAY2-SHA256-RSA2048 serial_no="",mchid="M",nonce_str="N",timestamp="1",signature="a""#,
            r#"WECHATPAY2-SHA256-RSA2048 x="y",serial_no="S",mchid="M",nonce_str="N",timestamp="1",signature="a""#,
        ] {
            assert_eq!(Credentials::read(bad), None, "{bad}");
        }
    }
}
