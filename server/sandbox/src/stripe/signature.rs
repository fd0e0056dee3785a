//! `Stripe-Signature: t=<seconds>,v1=<hex>[,v1=<hex>]`: HMAC-SHA256 over `t.body`, once for every secret that is good.

use http::{HeaderMap, HeaderName, HeaderValue};

use crate::{Error, clock, mac::hmac_hexadecimal, rails::delivery::Event, sandbox::Sandbox};

const SIGNATURE: HeaderName = HeaderName::from_static("stripe-signature");

fn header(seconds: i64, body: &[u8], secrets: &[String]) -> String {
    let message = [format!("{seconds}.").as_bytes(), body].concat();
    let mut text = format!("t={seconds}");
    for secret in secrets {
        text.push_str(",v1=");
        text.push_str(&hmac_hexadecimal(secret, &message));
    }
    text
}

/// The headers of an event. `corrupt` makes the signature that of another body.
pub fn event_headers(sandbox: &Sandbox, event: &Event, corrupt: bool) -> Result<HeaderMap, Error> {
    let body: &[u8] = if corrupt { b"" } else { &event.body };
    let text = header(clock::system_ms() / 1000, body, &sandbox.desk().secrets);
    let value =
        HeaderValue::try_from(text).map_err(|_| Error::Cryptography("a header has a strange character"))?;
    Ok(HeaderMap::from_iter([(SIGNATURE, value)]))
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use super::*;

    #[test]
    fn the_header_is_the_one_that_stripes_own_library_accepts() {
        let vectors: Value = serde_json::from_str(include_str!("../../tests/vectors/vectors.json")).unwrap();
        let text = |name: &str| vectors["stripe_webhook"][name].as_str().unwrap().to_owned();
        let secret = text("secret");
        let made = header(1_767_225_600, text("payload").as_bytes(), std::slice::from_ref(&secret));
        assert_eq!(made, text("header"));
        let rolling = header(1_767_225_600, text("payload").as_bytes(), &["whsec_new".to_owned(), secret]);
        assert_eq!(rolling.matches(",v1=").count(), 2);
        assert!(rolling.ends_with(made.trim_start_matches("t=1767225600")));
    }
}
