//! One signed question and its verified answer.

use bytes::Bytes;
use http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header};
use reqwest::Request;
use serde::{Serialize, de::DeserializeOwned};
use services::ports::{EntropyExt as _, GatewayFault};

use super::{
    WechatPay,
    errors::{Refusal, refused},
    signing::Signable,
    verifying::{SERIAL_HEADER, SIGNATURE_HEADER, Seal},
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
        let request = self.signed(method, target, body)?;
        let answer = self.http.exchange(request).await?;
        self.verified(&answer)?;
        if answer.status.is_success() {
            Ok(Reply::Done(answer.body))
        } else {
            Refusal::read(answer.status, &answer.body).map(Reply::Refused)
        }
    }

    fn signed(&self, method: Method, target: &str, body: Bytes) -> Result<Request, GatewayFault> {
        let url = self.base_url.join(target).map_err(|_| refused("REQUEST_NOT_WRITTEN"))?;
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
        headers.insert(HeaderName::from_static(SERIAL_HEADER), value(self.verifier.preferred())?);
        if !body.is_empty() {
            headers.insert(header::CONTENT_TYPE, JSON);
            *request.body_mut() = Some(body.into());
        }
        Ok(request)
    }

    /// Believes an answer, or says why not.
    fn verified(&self, answer: &Answer) -> Result<(), GatewayFault> {
        let status = answer.status;
        // Something in front of the gateway speaks here, unsigned. All it can make us do is ask again later, which
        // silence would do, too.
        let in_trouble = status.is_server_error() || status == StatusCode::TOO_MANY_REQUESTS;
        if in_trouble && !answer.headers.contains_key(SIGNATURE_HEADER) {
            return Err(GatewayFault::Trouble { code: format!("HTTP_{}", status.as_u16()) });
        }
        let Some(seal) = Seal::read(|name| text(&answer.headers, name)) else {
            tracing::warn!(status = status.as_u16(), "an answer without the gateway's signature headers");
            return Err(GatewayFault::Untrusted);
        };
        self.verifier.verify(&seal, &answer.body, self.clock.system()).map_err(|reason| {
            if seal.is_probe() {
                tracing::info!("the gateway tried whether we verify its answers");
            } else {
                tracing::warn!(status = status.as_u16(), %reason, "an answer that could not be verified");
            }
            GatewayFault::Untrusted
        })
    }
}

/// The JSON of a verified answer; what does not have the promised form is not believed.
pub(super) fn json<T: DeserializeOwned>(body: &[u8]) -> Result<T, GatewayFault> {
    serde_json::from_slice(body).map_err(|_| GatewayFault::Untrusted)
}

fn text<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers.get(name).and_then(|value| value.to_str().ok())
}

fn value(text: &str) -> Result<HeaderValue, GatewayFault> {
    HeaderValue::try_from(text).map_err(|_| refused("REQUEST_NOT_WRITTEN"))
}
