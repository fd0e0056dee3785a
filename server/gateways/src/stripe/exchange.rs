//! One question and Stripe's answer.

use bytes::Bytes;
use http::{HeaderName, HeaderValue, Method, StatusCode, header};
use reqwest::{Request, Url};
use serde::Deserialize;
use services::ports::GatewayFault;

use super::{API_VERSION, Stripe};

const FORM: HeaderValue = HeaderValue::from_static("application/x-www-form-urlencoded");
const VERSION: HeaderName = HeaderName::from_static("stripe-version");
const ACCOUNT: HeaderName = HeaderName::from_static("stripe-account");
const KEY: HeaderName = HeaderName::from_static("idempotency-key");
const REPLAYED: HeaderName = HeaderName::from_static("idempotent-replayed");

/// The longest code of Stripe's that we repeat.
const LONGEST_WORD: usize = 64;
/// Stripe's identifiers may grow up to this; those of Checkout Sessions have 66 characters already.
const LONGEST_IDENTIFIER: usize = 255;

/// A question.
pub(super) struct Ask<'a> {
    method: Method,
    path: &'a str,
    account: Option<&'a str>,
    key: Option<&'a str>,
    parameters: Vec<(&'static str, String)>,
}

impl<'a> Ask<'a> {
    /// Asks for something.
    pub(super) fn get(path: &'a str) -> Self {
        Self { method: Method::GET, path, account: None, key: None, parameters: Vec::new() }
    }

    /// Asks that something be done.
    pub(super) fn post(path: &'a str) -> Self {
        Self { method: Method::POST, ..Self::get(path) }
    }

    /// Speaks of a connected account.
    pub(super) fn of(self, account: &'a str) -> Self {
        Self { account: Some(account), ..self }
    }

    /// Makes it safe to repeat.
    pub(super) fn once(self, key: &'a str) -> Self {
        Self { key: Some(key), ..self }
    }

    /// Adds a parameter.
    pub(super) fn with(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.parameters.push((name, value.into()));
        self
    }
}

/// An answer.
pub(super) enum Reply {
    /// Stripe did, or told, what it was asked.
    Done(Bytes),
    /// It did not.
    Refused(Refusal),
}

/// A refusal, in Stripe's words.
#[derive(Debug)]
pub(super) struct Refusal {
    pub(super) status: StatusCode,
    pub(super) error: ErrorBody,
}

/// `error` of an answer; empty when there was none that reads.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct ErrorBody {
    #[serde(rename = "type")]
    pub(super) kind: String,
    pub(super) code: Option<String>,
    pub(super) param: Option<String>,
}

#[derive(Deserialize)]
struct Errors {
    error: ErrorBody,
}

impl Refusal {
    /// Stripe's own code, or nothing.
    pub(super) fn code(&self) -> &str {
        self.error.code.as_deref().unwrap_or_default()
    }

    /// There is no such thing, or it is not ours.
    pub(super) fn names_nothing(&self) -> bool {
        matches!((self.status, self.code()), (StatusCode::NOT_FOUND, "resource_missing"))
            || matches!((self.status, self.code()), (StatusCode::FORBIDDEN, "account_invalid"))
    }

    /// Another request has this key: one that is being worked on.
    pub(super) fn is_in_use(&self) -> bool {
        self.code() == "idempotency_key_in_use"
    }

    /// The key stands for a request with other content.
    pub(super) fn is_of_other_content(&self) -> bool {
        self.error.kind == "idempotency_error" && !self.is_in_use()
    }

    /// Stripe understood the request and will say the same to it for ever; the code is what a record keeps of it. None
    /// when it may be different tomorrow, or when our key or rights are wrong.
    pub(super) fn for_good(&self) -> Option<String> {
        let judged = matches!(
            self.status,
            StatusCode::BAD_REQUEST | StatusCode::PAYMENT_REQUIRED | StatusCode::NOT_FOUND
        );
        let of_the_request = matches!(self.error.kind.as_str(), "invalid_request_error" | "card_error");
        (judged && of_the_request).then(|| match self.code() {
            "" => self.error.kind.clone(),
            code => code.to_owned(),
        })
    }

    /// A refusal that the question has no better word for.
    pub(super) fn into_fault(self) -> GatewayFault {
        let code = self.error.code.filter(|code| !code.is_empty()).unwrap_or(self.error.kind);
        let later = [StatusCode::TOO_MANY_REQUESTS, StatusCode::CONFLICT].contains(&self.status);
        if self.status.is_server_error() || later {
            GatewayFault::Trouble { code }
        } else {
            GatewayFault::Refused { code }
        }
    }
}

impl Stripe {
    pub(super) async fn ask(&self, ask: Ask<'_>) -> Result<Reply, GatewayFault> {
        self.ask_telling(ask).await.map(|(reply, _)| reply)
    }

    /// [`Self::ask`], and whether the answer is an earlier one, repeated word for word under the same key.
    pub(super) async fn ask_telling(&self, ask: Ask<'_>) -> Result<(Reply, bool), GatewayFault> {
        let answer = self.http.exchange(self.written(&ask)?).await?;
        let replayed = answer.headers.get(REPLAYED).is_some_and(|value| value == "true");
        if answer.status.is_success() {
            return Ok((Reply::Done(answer.body), replayed));
        }
        let error = serde_json::from_slice(&answer.body).map_or_else(|_| ErrorBody::default(), readable);
        tracing::warn!(
            status = answer.status.as_u16(),
            kind = error.kind,
            code = error.code.as_deref().unwrap_or_default(),
            "Stripe refused a request"
        );
        Ok((Reply::Refused(Refusal { status: answer.status, error }), replayed))
    }

    fn written(&self, ask: &Ask<'_>) -> Result<Request, GatewayFault> {
        let mut url = self.base_url.join(ask.path).map_err(|_| unwritten())?;
        let form = encoded(&ask.parameters)?;
        let posted = ask.method == Method::POST;
        if !posted && !form.is_empty() {
            url.set_query(Some(&form));
        }
        let mut request = Request::new(ask.method.clone(), url);
        let headers = request.headers_mut();
        headers.insert(header::AUTHORIZATION, self.authorization.clone());
        headers.insert(VERSION, HeaderValue::from_static(API_VERSION));
        for (name, text) in [(ACCOUNT, ask.account), (KEY, ask.key)] {
            if let Some(text) = text {
                headers.insert(name, HeaderValue::try_from(text).map_err(|_| unwritten())?);
            }
        }
        if posted {
            headers.insert(header::CONTENT_TYPE, FORM);
            *request.body_mut() = Some(form.into());
        }
        Ok(request)
    }
}

/// Parameters as a form is written. The query of an address is written the same way.
fn encoded(parameters: &[(&'static str, String)]) -> Result<String, GatewayFault> {
    if parameters.is_empty() {
        return Ok(String::new());
    }
    let mut url = Url::parse("http://form/").map_err(|_| unwritten())?;
    url.query_pairs_mut().extend_pairs(parameters);
    Ok(url.query().unwrap_or_default().to_owned())
}

/// The words end up in records and logs: only what looks like a word does.
fn readable(errors: Errors) -> ErrorBody {
    let ErrorBody { kind, code, param } = errors.error;
    let reads = |text: &str| text.len() <= LONGEST_WORD && text.bytes().all(|byte| byte.is_ascii_graphic());
    ErrorBody {
        kind: if reads(&kind) { kind } else { String::new() },
        code: code.filter(|code| reads(code)),
        param: param.filter(|param| reads(param)),
    }
}

/// Whether a text can stand in an address: Stripe's identifiers are letters, digits and underscores.
pub(super) fn is_identifier(text: &str) -> bool {
    (1..=LONGEST_IDENTIFIER).contains(&text.len())
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
}

fn unwritten() -> GatewayFault {
    GatewayFault::Refused { code: "REQUEST_NOT_WRITTEN".to_owned() }
}
