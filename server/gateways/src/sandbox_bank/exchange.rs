//! One signed question and the bank's answer.

use bytes::Bytes;
use domain::payouts::RailNews;
use http::{HeaderName, HeaderValue, Method, StatusCode, header};
use reqwest::Request;
use serde::Deserialize;
use services::ports::GatewayFault;

use super::{SandboxBank, reason, signature};

const JSON: HeaderValue = HeaderValue::from_static("application/json");

/// An answer.
pub(super) enum Reply {
    /// The bank did, or told, what it was asked.
    Done(Bytes),
    /// It did not.
    Refused(Refusal),
}

/// A refusal, in the bank's words: `{"code", "message"}`, and `field` where one field is wrong.
#[derive(Debug)]
pub(super) struct Refusal {
    status: StatusCode,
    said: Said,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Said {
    code: String,
    field: String,
}

impl Refusal {
    fn is(&self, status: StatusCode, code: &str) -> bool {
        self.status == status && self.said.code == code
    }

    /// There is no payout with this number.
    pub(super) fn is_payout_unknown(&self) -> bool {
        self.is(StatusCode::NOT_FOUND, "payout_unknown")
    }

    /// It cannot be called back any more.
    pub(super) fn is_too_late(&self) -> bool {
        self.is(StatusCode::CONFLICT, "too_late")
    }

    /// What a refusal means for a payout that was asked for.
    pub(super) fn of_submit(&self) -> RailNews {
        let code = self.said.code.as_str();
        match self.status {
            StatusCode::UNPROCESSABLE_ENTITY => RailNews::Failed(reason::of_code(code)),
            StatusCode::BAD_REQUEST if code == "invalid" => {
                tracing::error!(field = self.said.field, "the bank does not understand a payout");
                RailNews::Failed(reason::of_field(&self.said.field))
            }
            StatusCode::SERVICE_UNAVAILABLE if code == "try_later" => RailNews::TryLater,
            // Our key is wrong. Nothing was looked at, and the host has to act.
            StatusCode::UNAUTHORIZED if code == "signature" => {
                tracing::error!("the bank does not know our signature; look at sandbox_bank.keys");
                RailNews::TryLater
            }
            StatusCode::CONFLICT => {
                // To say that it failed would give back the money of a payout that is on its way.
                tracing::error!("the bank has another payout under a number of ours");
                RailNews::NoAnswer
            }
            _ => RailNews::NoAnswer,
        }
    }

    /// A refusal that the question has no better word for.
    pub(super) fn into_fault(self) -> GatewayFault {
        if self.status.is_server_error() {
            GatewayFault::Trouble { code: self.said.code }
        } else {
            GatewayFault::Refused { code: self.said.code }
        }
    }
}

impl SandboxBank {
    /// Asks, signed over the exact bytes sent. `target` is the path with its query.
    pub(super) async fn ask(
        &self,
        method: Method,
        target: &str,
        body: Vec<u8>,
    ) -> Result<Reply, GatewayFault> {
        let url = self.base_url.join(target).map_err(|_| unwritten())?;
        // Signed as the library will send it, not as we wrote it.
        let sent = match url.query() {
            Some(query) => format!("{}?{query}", url.path()),
            None => url.path().to_owned(),
        };
        let timestamp = self.clock.system().unix_ms().div_euclid(1000).to_string();
        let signature = self.signer.request(method.as_str(), &sent, &timestamp, &body);
        let mut request = Request::new(method, url);
        let headers = request.headers_mut();
        headers.insert(header::ACCEPT, JSON);
        for (name, text) in [
            (signature::KEY_ID, self.signer.key_id()),
            (signature::TIMESTAMP, &timestamp),
            (signature::SIGNATURE, &signature),
        ] {
            let value = HeaderValue::try_from(text).map_err(|_| unwritten())?;
            headers.insert(HeaderName::from_static(name), value);
        }
        if !body.is_empty() {
            headers.insert(header::CONTENT_TYPE, JSON);
            *request.body_mut() = Some(body.into());
        }
        let answer = self.http.exchange(request).await?;
        if answer.status.is_success() {
            return Ok(Reply::Done(answer.body));
        }
        let said: Said = serde_json::from_slice(&answer.body).unwrap_or_default();
        tracing::warn!(status = answer.status.as_u16(), code = said.code, "the bank refused a request");
        Ok(Reply::Refused(Refusal { status: answer.status, said }))
    }
}

fn unwritten() -> GatewayFault {
    GatewayFault::Refused { code: "REQUEST_NOT_WRITTEN".to_owned() }
}
