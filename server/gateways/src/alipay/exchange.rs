//! One signed question and its verified answer.

use http::{HeaderValue, Method, StatusCode, header};
use reqwest::{Request, Url};
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use services::ports::GatewayFault;

use super::{
    Alipay,
    errors::{Refusal, refused},
    form::{Parameters, encoded},
    instant,
    slice::{Sliced, slice},
};
use crate::http::Answer;

const FORM: HeaderValue = HeaderValue::from_static("application/x-www-form-urlencoded;charset=utf-8");

/// `code` of an answer that says: done.
const DONE: &str = "10000";
/// `code` of an answer that says: the gateway itself is in trouble.
const UNKNOWN_RESULT: &str = "20000";

/// A verified answer.
pub(super) enum Reply {
    /// The gateway did, or told, what it was asked: the JSON that it signed.
    Done(String),
    /// It did not.
    Refused(Refusal),
}

#[derive(Deserialize)]
struct Head {
    code: String,
    sub_code: Option<String>,
}

impl Alipay {
    /// The signed parameters of a request. `more` are public ones; empty ones are left out.
    pub(super) fn parameters(
        &self,
        method: &str,
        content: &impl Serialize,
        more: &[(&str, &str)],
    ) -> Result<Parameters, GatewayFault> {
        let content = serde_json::to_string(content).map_err(|_| unwritten())?;
        let timestamp = instant::written(self.clock.system()).ok_or_else(unwritten)?;
        let common = [
            ("app_id", self.app_id.as_str()),
            ("method", method),
            ("format", "JSON"),
            ("charset", "utf-8"),
            ("sign_type", "RSA2"),
            ("timestamp", &timestamp),
            ("version", "1.0"),
            ("biz_content", &content),
        ];
        let all = common.iter().chain(more).map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
        self.signer.sign(all.collect())
    }

    /// The address that is the request itself, for the methods that a browser is sent to.
    pub(super) fn address(&self, parameters: &Parameters) -> Url {
        let mut url = self.gateway.clone();
        let pairs: Vec<String> = parameters.iter().map(|(name, value)| encoded(name, value)).collect();
        url.set_query(Some(&pairs.join("&")));
        url
    }

    /// Asks the gateway for something.
    pub(super) async fn ask(
        &self,
        method: &str,
        content: &impl Serialize,
        more: &[(&str, &str)],
    ) -> Result<Reply, GatewayFault> {
        let mut parameters = self.parameters(method, content, more)?;
        // The public parameters stand in the address, so that the gateway knows the charset before it reads the body.
        let content = parameters.remove("biz_content").unwrap_or_default();
        let mut request = Request::new(Method::POST, self.address(&parameters));
        request.headers_mut().insert(header::CONTENT_TYPE, FORM);
        *request.body_mut() = Some(encoded("biz_content", &content).into());
        let answer = self.http.exchange(request).await?;
        self.verified(method, &answer)
    }

    /// Believes an answer, or says why not.
    fn verified(&self, method: &str, answer: &Answer) -> Result<Reply, GatewayFault> {
        let status = answer.status;
        if status != StatusCode::OK {
            // Something in front of the gateway speaks here. All it can make us do is ask again later.
            let in_trouble = status.is_server_error() || status == StatusCode::TOO_MANY_REQUESTS;
            let code = format!("HTTP_{}", status.as_u16());
            return Err(if in_trouble { GatewayFault::Trouble { code } } else { GatewayFault::Untrusted });
        }
        let Sliced { content, sign, certificate } =
            slice(&answer.body, method).ok_or(GatewayFault::Untrusted)?;
        let Some(sign) = sign else {
            return Err(unsigned(content));
        };
        self.verifier.verify_answer(content, &sign, certificate.as_deref()).map_err(|reason| {
            tracing::warn!(method, %reason, "an answer that could not be verified");
            GatewayFault::Untrusted
        })?;
        let Head { code, sub_code } = json(content)?;
        if code == DONE {
            return Ok(Reply::Done(content.to_owned()));
        }
        Refusal::new(code, sub_code).map(Reply::Refused).ok_or(GatewayFault::Untrusted)
    }
}

/// An answer that nobody signed. Its word moves nothing, but whoever set the keys up wants to read it.
fn unsigned(content: &str) -> GatewayFault {
    let head = json::<Head>(content).ok();
    let refusal = head
        .and_then(|head| Refusal::new(head.code.clone(), head.sub_code).map(|refusal| (head.code, refusal)));
    match refusal {
        Some((code, refusal)) => {
            let word = refusal.word();
            tracing::warn!(code, word, "an answer that nobody signed");
            if code == UNKNOWN_RESULT {
                GatewayFault::Trouble { code: word }
            } else {
                GatewayFault::Untrusted
            }
        }
        None => GatewayFault::Untrusted,
    }
}

/// The JSON of a verified answer; what does not have the promised form is not believed.
pub(super) fn json<T: DeserializeOwned>(content: &str) -> Result<T, GatewayFault> {
    serde_json::from_str(content).map_err(|_| GatewayFault::Untrusted)
}

fn unwritten() -> GatewayFault {
    refused("REQUEST_NOT_WRITTEN")
}
