//! Moves the sandbox's business clock along with ours. Real gateways have no such door; only a demo calls this.

use reqwest::{Method, Request, Url, header};

use crate::http::{ClientNotMade, HttpClient, HttpFault, Limits};

/// The door to the sandbox's clock.
#[derive(Clone, Debug)]
pub struct SandboxClock {
    client: HttpClient,
    url: Option<Url>,
}

impl SandboxClock {
    /// The clock of the sandbox at a base address.
    pub fn new(base_url: &str) -> Result<Self, ClientNotMade> {
        let url = Url::parse(base_url).and_then(|base| base.join("/_sandbox/clock")).ok();
        Ok(Self { client: HttpClient::new(Limits::default())?, url })
    }

    /// Moves it forward by some milliseconds.
    pub async fn advance(&self, milliseconds: i64) -> Result<(), HttpFault> {
        let url = self.url.clone().ok_or(HttpFault::NoAnswer)?;
        let mut request = Request::new(Method::POST, url);
        request
            .headers_mut()
            .insert(header::CONTENT_TYPE, header::HeaderValue::from_static("application/json"));
        *request.body_mut() = Some(format!("{{\"advance_ms\":{milliseconds}}}").into());
        let answer = self.client.exchange(request).await?;
        if answer.status.is_success() { Ok(()) } else { Err(HttpFault::NoAnswer) }
    }
}
