//! The one way out: an HTTP client that gives up in time, goes only where it was sent, and reads only so much.

use std::time::Duration;

use bytes::{Bytes, BytesMut};
use http::{HeaderMap, StatusCode};
use reqwest::{Client, Request, redirect::Policy};

/// How long a call may take and how much an answer may hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Until the connection stands.
    pub connect: Duration,
    /// Until the answer's last byte, connecting included.
    pub total: Duration,
    /// Bytes of an answer's body.
    pub body_bytes: usize,
}

impl Default for Limits {
    /// A payer is waiting while we ask, hence seconds; gateways answer in a few kilobytes, hence one megabyte.
    fn default() -> Self {
        Self { connect: Duration::from_secs(3), total: Duration::from_secs(8), body_bytes: 1024 * 1024 }
    }
}

/// Why there is no answer to look at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum HttpFault {
    /// Not connected, not in time, or broken off. The other side may have acted.
    #[error("no answer came")]
    NoAnswer,
    /// The answer was longer than the limit.
    #[error("the answer is too long")]
    TooLong,
}

/// The client could not be made: the system's TLS roots are missing, for instance.
#[derive(Debug, thiserror::Error)]
#[error("the HTTP client could not be made: {0}")]
pub struct ClientNotMade(#[from] reqwest::Error);

/// A whole answer, in raw bytes, as signatures need it.
#[derive(Clone, Debug)]
pub struct Answer {
    /// The status.
    pub status: StatusCode,
    /// The headers.
    pub headers: HeaderMap,
    /// The body, exactly as it came.
    pub body: Bytes,
}

/// The client. Cloning shares its connections.
#[derive(Clone, Debug)]
pub struct HttpClient {
    client: Client,
    body_bytes: usize,
}

impl HttpClient {
    /// A client with the given limits.
    pub fn new(limits: Limits) -> Result<Self, ClientNotMade> {
        let client = Client::builder()
            .connect_timeout(limits.connect)
            .timeout(limits.total)
            // A redirect would carry a signed request to a place nobody configured.
            .redirect(Policy::none())
            // Where money questions go is decided by the settings, not by variables of the environment.
            .no_proxy()
            .user_agent(concat!("Joinery/", env!("CARGO_PKG_VERSION")))
            .build()?;
        Ok(Self { client, body_bytes: limits.body_bytes })
    }

    /// Sends a request and reads the whole answer, whatever its status is.
    pub async fn exchange(&self, request: Request) -> Result<Answer, HttpFault> {
        let mut response = self.client.execute(request).await.map_err(no_answer)?;
        let (status, headers) = (response.status(), std::mem::take(response.headers_mut()));
        let mut body = BytesMut::new();
        while let Some(chunk) = response.chunk().await.map_err(no_answer)? {
            if body.len().saturating_add(chunk.len()) > self.body_bytes {
                return Err(HttpFault::TooLong);
            }
            body.extend_from_slice(&chunk);
        }
        Ok(Answer { status, headers, body: body.freeze() })
    }
}

fn no_answer(error: reqwest::Error) -> HttpFault {
    // The address holds our number for the payment, which is nobody's business in a log.
    tracing::warn!(error = %error.without_url(), "a gateway did not answer");
    HttpFault::NoAnswer
}
