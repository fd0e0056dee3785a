//! Cutting the signed part out of an answer. The gateway signs the exact text of one value inside the JSON that it
//! sends, so that text is what a signature is verified over: not what a library would write for the same value.
//!
//! Searching for a brace or counting them is not enough, because strings may hold braces. A JSON parser says where the
//! value begins and ends.

use std::collections::HashMap;

use serde::Deserialize;
use serde_json::value::RawValue;

/// An answer, cut but not believed yet.
pub(super) struct Sliced<'a> {
    /// The text that is signed, and then read: both are this very slice.
    pub content: &'a str,
    /// Base64; none when nobody signed.
    pub sign: Option<String>,
    /// The certificate whose key signed, in certificate mode.
    pub certificate: Option<String>,
}

/// Cuts the answer to `method`, or the error that stands in its place.
pub(super) fn slice<'a>(body: &'a [u8], method: &str) -> Option<Sliced<'a>> {
    #[derive(Deserialize)]
    struct Answer<'a>(#[serde(borrow)] HashMap<String, &'a RawValue>);
    let Answer(members) = serde_json::from_slice(body).ok()?;
    let text = |name: &str| members.get(name).and_then(|raw| serde_json::from_str::<String>(raw.get()).ok());
    let name = format!("{}_response", method.replace('.', "_"));
    let content = members.get(&name).or_else(|| members.get("error_response"))?.get();
    content.starts_with('{').then(|| Sliced {
        content,
        sign: text("sign").filter(|sign| !sign.is_empty()),
        certificate: text("alipay_cert_sn"),
    })
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use super::slice;

    const METHOD: &str = "alipay.trade.query";

    fn content(body: &str) -> Option<&str> {
        slice(body.as_bytes(), METHOD).map(|sliced| sliced.content)
    }

    #[test]
    fn the_signed_part_is_the_one_that_foreign_software_signed() {
        let vectors: Value = serde_json::from_str(include_str!("../../tests/vectors/vectors.json")).unwrap();
        let vector = &vectors["alipay_query_response"];
        assert_eq!(content(vector["raw"].as_str().unwrap()), vector["signed_part"].as_str());
    }

    #[test]
    fn braces_and_names_inside_strings_do_not_break_the_cut() {
        let part =
            r#"{"code":"10000", "note":"}{{ \"alipay_trade_query_response\":{\"x\":\"}\"","u":"a\/b"}"#;
        let body = format!(
            r#"{{"memo":"alipay_trade_query_response:{{","alipay_trade_query_response":{part}, "sign":"c2ln"}}"#
        );
        let sliced = slice(body.as_bytes(), METHOD).unwrap();
        assert_eq!((sliced.content, sliced.sign.as_deref()), (part, Some("c2ln")));
    }

    #[test]
    fn an_error_stands_in_the_place_of_the_answer_and_may_be_unsigned() {
        let sliced = slice(br#"{"error_response":{"code":"40002"},"alipay_cert_sn":"ab"}"#, METHOD).unwrap();
        assert_eq!((sliced.content, sliced.sign), (r#"{"code":"40002"}"#, None));
        assert_eq!(sliced.certificate.as_deref(), Some("ab"));
    }

    #[test]
    fn what_is_no_answer_to_the_question_is_not_cut() {
        for body in [
            "",
            "<html>",
            "[]",
            r#"{"alipay_trade_close_response":{}}"#,
            r#"{"alipay_trade_query_response":"{}"}"#,
            r#"{"alipay_trade_query_response":{}"#,
        ] {
            assert_eq!(content(body), None, "{body}");
        }
    }
}
