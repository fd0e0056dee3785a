//! Reading a request's JSON field by field, so that a refusal can name the field, as the gateway's do.

use reqwest::Url;
use serde_json::Value;

use super::{answers::Refusal, keys::Merchant};
use crate::address::is_loopback;

/// No order is larger: a hundred million yuan, in fen.
pub const MAX_FEN: i64 = 10_000_000_000;
/// The longest address for notifications, in characters.
const MAX_NOTIFY_URL: usize = 255;

/// The JSON object of a request body.
pub fn object(body: &[u8]) -> Result<Value, Refusal> {
    match serde_json::from_slice(body) {
        Ok(value @ Value::Object(_)) => Ok(value),
        _ => Err(wrong("/", "the body is not a JSON object")),
    }
}

/// A refusal that names a field of the body by its JSON pointer.
pub fn wrong(pointer: &str, issue: &str) -> Refusal {
    Refusal::parameter(pointer, "body", issue)
}

/// A text of at most `limit` characters, if the field is there. An empty text counts as absent.
pub fn text<'a>(body: &'a Value, pointer: &str, limit: usize) -> Result<Option<&'a str>, Refusal> {
    match body.pointer(pointer) {
        None | Some(Value::Null) => Ok(None),
        Some(Value::String(text)) if text.chars().count() > limit => Err(wrong(pointer, "is too long")),
        Some(Value::String(text)) => Ok(Some(text.as_str()).filter(|text| !text.is_empty())),
        Some(_) => Err(wrong(pointer, "is not a string")),
    }
}

/// A text that must be there.
pub fn required_text<'a>(body: &'a Value, pointer: &str, limit: usize) -> Result<&'a str, Refusal> {
    text(body, pointer, limit)?.ok_or_else(|| wrong(pointer, "is missing"))
}

/// A number of the merchant's: letters, digits and the `extra` characters.
pub fn number<'a>(
    body: &'a Value,
    pointer: &str,
    sizes: (usize, usize),
    extra: &str,
) -> Result<&'a str, Refusal> {
    let (shortest, longest) = sizes;
    let number = required_text(body, pointer, longest)?;
    if number.len() < shortest {
        return Err(wrong(pointer, "is too short"));
    }
    if number.chars().all(|character| character.is_ascii_alphanumeric() || extra.contains(character)) {
        Ok(number)
    } else {
        Err(wrong(pointer, "has a character that is not allowed"))
    }
}

/// A positive whole amount.
pub fn fen(body: &Value, pointer: &str) -> Result<i64, Refusal> {
    let fen = body.pointer(pointer).ok_or_else(|| wrong(pointer, "is missing"))?;
    let fen = fen.as_i64().ok_or_else(|| wrong(pointer, "is not a whole number"))?;
    if (1..=MAX_FEN).contains(&fen) { Ok(fen) } else { Err(wrong(pointer, "is out of range")) }
}

/// Refuses any currency but the yuan.
pub fn yuan(body: &Value, required: bool) -> Result<(), Refusal> {
    match text(body, "/amount/currency", 16)? {
        Some("CNY") => Ok(()),
        None if !required => Ok(()),
        None => Err(wrong("/amount/currency", "is missing")),
        Some(_) => Err(wrong("/amount/currency", "must be CNY")),
    }
}

/// An address for notifications, if given: no query, and TLS unless it stays on this machine.
pub fn notify_url(body: &Value) -> Result<Option<String>, Refusal> {
    let pointer = "/notify_url";
    let Some(address) = text(body, pointer, MAX_NOTIFY_URL)? else {
        return Ok(None);
    };
    let url = Url::parse(address).map_err(|_| wrong(pointer, "is not an absolute address"))?;
    if url.query().is_some() || url.fragment().is_some() {
        return Err(wrong(pointer, "must not have a query"));
    }
    let allowed = url.scheme() == "https" || (url.scheme() == "http" && is_loopback(&url));
    if allowed {
        Ok(Some(address.to_owned()))
    } else {
        Err(wrong(pointer, "must be https, or http on this machine"))
    }
}

/// Refuses a body that speaks of another merchant than the one that signed it.
pub fn same_merchant(body: &Value, merchant: &Merchant) -> Result<(), Refusal> {
    if required_text(body, "/mchid", 32)? == merchant.mchid {
        Ok(())
    } else {
        Err(wrong("/mchid", "is not the merchant that signed"))
    }
}
