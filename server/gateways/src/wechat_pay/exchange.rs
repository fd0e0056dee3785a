//! One signed question and its verified answer.

use bytes::Bytes;
use http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header};
use reqwest::{Request, Url};
use serde::{Deserialize, Serialize};
use services::ports::{EntropyExt as _, GatewayFault, NotificationRefused};

use super::{
    WechatPay,
    errors::{Refusal, refused},
    signing::Signable,
    verifying::{KnownKey, SERIAL_HEADER, SIGNATURE_HEADER, Seal},
};
use crate::http::Answer;

const JSON: HeaderValue = HeaderValue::from_static("application/json");

/// A verified answer.
#[derive(Debug)]
pub(super) enum Reply {
    /// The gateway did, or told, what it was asked. The body may be empty.
    Done(Bytes),
    /// It did not.
    Refused(Refusal),
}

impl WechatPay {
    /// Asks for something. `target` is the path with its query.
    pub(super) async fn get(&self, target: &str) -> Result<Reply, GatewayFault> {
        self.exchange(Method::GET, target, Bytes::new()).await
    }

    /// Asks that something be done.
    pub(super) async fn post(&self, target: &str, body: &impl Serialize) -> Result<Reply, GatewayFault> {
        let body = serde_json::to_vec(body).map_err(|_| refused("REQUEST_NOT_WRITTEN"))?;
        self.exchange(Method::POST, target, body.into()).await
    }

    async fn exchange(&self, method: Method, target: &str, body: Bytes) -> Result<Reply, GatewayFault> {
        let request = self.signed(method, self.address(target)?, body)?;
        let answer = self.http.exchange(request).await?;
        self.believed(&answer).await?;
        if answer.status.is_success() {
            Ok(Reply::Done(answer.body))
        } else {
            Refusal::read(answer.status, &answer.body).map(Reply::Refused)
        }
    }

    /// An address at the gateway. `target` is the path with its query.
    pub(super) fn address(&self, target: &str) -> Result<Url, GatewayFault> {
        self.base_url.join(target).map_err(|_| refused("REQUEST_NOT_WRITTEN"))
    }

    pub(super) fn signed(&self, method: Method, url: Url, body: Bytes) -> Result<Request, GatewayFault> {
        // Signed as the library will send it, not as we wrote it.
        let path_and_query = match url.query() {
            Some(query) => format!("{}?{query}", url.path()),
            None => url.path().to_owned(),
        };
        let nonce = format!("{:032X}", self.entropy.bits());
        let authorization = self.signer.authorization(&Signable {
            method: method.as_str(),
            path_and_query: &path_and_query,
            timestamp: self.clock.system().unix_ms().div_euclid(1000),
            nonce: &nonce,
            body: &body,
        })?;
        let mut request = Request::new(method, url);
        let headers = request.headers_mut();
        headers.insert(header::ACCEPT, JSON);
        headers.insert(header::AUTHORIZATION, value(&authorization)?);
        if let Some(serial) = self.verifier.preferred() {
            headers.insert(HeaderName::from_static(SERIAL_HEADER), value(serial)?);
        }
        if !body.is_empty() {
            headers.insert(header::CONTENT_TYPE, JSON);
            *request.body_mut() = Some(body.into());
        }
        Ok(request)
    }

    /// Believes an answer, or says why not. A key we do not know yet is fetched, once.
    async fn believed(&self, answer: &Answer) -> Result<(), GatewayFault> {
        let doubt = match self.verified(answer) {
            Ok(()) => return Ok(()),
            Err(doubt) => doubt,
        };
        let serial = text(&answer.headers, SERIAL_HEADER).unwrap_or_default();
        if doubt == Doubt::UnknownKey && self.may_be_a_certificate(serial) {
            self.renew_keys().await?;
            return self.verified(answer).map_err(Into::into);
        }
        Err(doubt.into())
    }

    /// Whether the gateway signed an answer, by the keys we know.
    pub(super) fn verified(&self, answer: &Answer) -> Result<(), Doubt> {
        self.verified_with(answer, &[])
    }

    /// The same, by some more keys.
    pub(super) fn verified_with(&self, answer: &Answer, more: &[KnownKey]) -> Result<(), Doubt> {
        let status = answer.status;
        // Something in front of the gateway speaks here, unsigned. All it can make us do is ask again later, which
        // silence would do, too.
        let in_trouble = status.is_server_error() || status == StatusCode::TOO_MANY_REQUESTS;
        if in_trouble && !answer.headers.contains_key(SIGNATURE_HEADER) {
            return Err(Doubt::InTrouble(status));
        }
        let Some(seal) = Seal::read(|name| text(&answer.headers, name)) else {
            tracing::warn!(status = status.as_u16(), "an answer without the gateway's signature headers");
            return Err(Doubt::Untrusted);
        };
        self.verifier.verify(&seal, &answer.body, self.clock.system(), more).map_err(|reason| {
            if seal.is_probe() {
                tracing::info!("the gateway tried whether we verify its answers");
            } else {
                tracing::warn!(status = status.as_u16(), %reason, "an answer that could not be verified");
            }
            match reason {
                NotificationRefused::UnknownKey => Doubt::UnknownKey,
                _ => Doubt::Untrusted,
            }
        })
    }
}

/// Why an answer is not believed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Doubt {
    /// Something in front of the gateway answered.
    InTrouble(StatusCode),
    /// By a key we do not know.
    UnknownKey,
    /// Anything else.
    Untrusted,
}

impl From<Doubt> for GatewayFault {
    fn from(doubt: Doubt) -> Self {
        match doubt {
            Doubt::InTrouble(status) => Self::Trouble { code: format!("HTTP_{}", status.as_u16()) },
            Doubt::UnknownKey | Doubt::Untrusted => Self::Untrusted,
        }
    }
}

/// The JSON of a verified answer; what does not have the promised form is not believed.
pub(super) fn json<'a, T: Deserialize<'a>>(body: &'a [u8]) -> Result<T, GatewayFault> {
    serde_json::from_slice(body).map_err(|_| GatewayFault::Untrusted)
}

fn text<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers.get(name).and_then(|value| value.to_str().ok())
}

fn value(text: &str) -> Result<HeaderValue, GatewayFault> {
    HeaderValue::try_from(text).map_err(|_| refused("REQUEST_NOT_WRITTEN"))
}
