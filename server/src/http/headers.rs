//! Security headers, on every answer, errors too.

use axum::{
    http::{HeaderMap, HeaderName, HeaderValue, header},
    response::Response,
};
use services::site::Site;

/// The headers of this installation.
pub struct SecurityHeaders {
    /// Where forms may lead besides this site: the wallet of a demo.
    form_hosts: String,
    /// Whether browsers may be told to use https only.
    https: bool,
}

impl SecurityHeaders {
    /// Works out what this installation allows.
    pub fn new(site: &Site) -> Self {
        let form_hosts =
            site.wallet_url.as_deref().and_then(origin).map(|host| format!(" {host}")).unwrap_or_default();
        Self { form_hosts, https: site.public_url.starts_with("https://") }
    }

    /// The content security policy of a page; scripts need this answer's nonce.
    pub fn page_policy(&self, nonce: &str) -> String {
        format!(
            "default-src 'none'; script-src 'self' 'nonce-{nonce}' 'wasm-unsafe-eval'; style-src 'self'; \
             img-src 'self' data:; connect-src 'self'; form-action 'self'{}; base-uri 'none'; frame-ancestors 'none'",
            self.form_hosts
        )
    }
}

/// The policy of answers that are no page: nothing runs, nothing loads.
const BARE_POLICY: HeaderValue = HeaderValue::from_static(
    "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
);

const FIXED: [(HeaderName, HeaderValue); 5] = [
    (header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
    // Not `no-referrer`: forms without JavaScript would then send `Origin: null` and be refused as foreign.
    (header::REFERRER_POLICY, HeaderValue::from_static("same-origin")),
    (HeaderName::from_static("cross-origin-opener-policy"), HeaderValue::from_static("same-origin")),
    (HeaderName::from_static("cross-origin-resource-policy"), HeaderValue::from_static("same-origin")),
    (
        HeaderName::from_static("permissions-policy"),
        HeaderValue::from_static("camera=(), geolocation=(), microphone=()"),
    ),
];

/// Adds what is missing.
pub fn add(installation: &SecurityHeaders, response: &mut Response) {
    let headers = response.headers_mut();
    for (name, value) in FIXED {
        headers.entry(name).or_insert(value);
    }
    headers.entry(header::CONTENT_SECURITY_POLICY).or_insert(BARE_POLICY);
    if installation.https {
        // Not `includeSubDomains`: what else lives below this name is its host's own affair, and may speak plain http.
        let year = HeaderValue::from_static("max-age=31536000");
        headers.insert(header::STRICT_TRANSPORT_SECURITY, year);
    }
    vary(headers);
}

/// What a page shows depends on who looks and in which language: no shared cache may mix them up. Files of the program
/// have said so already that they do not.
fn vary(headers: &mut HeaderMap) {
    headers.entry(header::CACHE_CONTROL).or_insert(HeaderValue::from_static("private, no-cache"));
    headers
        .entry(header::VARY)
        .or_insert(HeaderValue::from_static("cookie, accept-language, accept-encoding"));
}

fn origin(url: &str) -> Option<String> {
    let (scheme, rest) = url.split_once("://")?;
    let host = rest.split('/').next()?;
    Some(format!("{scheme}://{host}"))
}
