//! Refuses unsafe requests that another site made a browser send. Leptos' server functions do no such check.
//!
//! A browser says where a request comes from: `Sec-Fetch-Site` on trustworthy addresses, `Origin` on every post. What
//! says neither is no browser of ours. Gateways are let through: their notifications prove themselves by signature; and so
//! is a mini-program's page, which has no session to be abused and proves itself by a ticket of ours.

use axum::{
    extract::Request,
    http::{HeaderMap, Method, StatusCode, header},
    response::{IntoResponse as _, Response},
};

use super::Shared;

/// Where notifications of gateways arrive.
const WEBHOOKS: &str = "/webhooks/";
/// Where a mini-program's page asks for an order's payment: the end of the path.
const MINI_PROGRAM: &str = "/mini-program";

/// The answer to a post that no page of ours sent; reading and our own forms get none.
pub fn refuse_foreign_post(shared: &Shared, request: &Request) -> Option<Response> {
    let safe = matches!(*request.method(), Method::GET | Method::HEAD | Method::OPTIONS);
    if safe
        || request.uri().path().starts_with(WEBHOOKS)
        || request.uri().path().starts_with("/o/") && request.uri().path().ends_with(MINI_PROGRAM)
        || is_ours(request.headers(), &shared.services.site.public_url)
    {
        return None;
    }
    let text = "This form came from another site, so nothing was done. Open the page here and try again. (JN-FOREIGN)\n";
    Some((StatusCode::FORBIDDEN, text).into_response())
}

fn is_ours(headers: &HeaderMap, public_url: &str) -> bool {
    let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    match text("sec-fetch-site") {
        Some(site) => matches!(site, "same-origin" | "none"),
        None => text(header::ORIGIN.as_str()) == Some(public_url),
    }
}

#[cfg(test)]
mod tests {
    use axum::http::{HeaderMap, HeaderValue};

    use super::is_ours;

    #[test]
    fn only_our_own_pages_may_post() {
        let cases: [(&[(&str, &str)], bool); 7] = [
            (&[("sec-fetch-site", "same-origin")], true),
            (&[("sec-fetch-site", "none")], true),
            (&[("sec-fetch-site", "same-site"), ("origin", "https://join.example")], false),
            (&[("sec-fetch-site", "cross-site"), ("origin", "https://join.example")], false),
            (&[("origin", "https://join.example")], true),
            (&[("origin", "https://evil.example")], false),
            (&[], false),
        ];
        for (pairs, ours) in cases {
            let mut headers = HeaderMap::new();
            for (name, value) in pairs {
                headers.insert(*name, HeaderValue::from_static(value));
            }
            assert_eq!(is_ours(&headers, "https://join.example"), ours, "{pairs:?}");
        }
    }
}
