//! Who asks: the session behind the cookie, and the network the request came from.

use std::net::{IpAddr, SocketAddr};

use app::cookie;
use axum::{
    extract::{ConnectInfo, Request},
    http::{HeaderMap, Method, header},
    response::{IntoResponse as _, Response},
};
use domain::order::Scene;
use services::actor::{Origin, Session, Unread};

use super::{Shared, machines};

/// The longest description of a browser we keep, in characters.
const MAX_USER_AGENT: usize = 200;

/// Puts `Arc<Session>` (when signed in) and `Origin` into the request. Machines have no session to be read.
pub async fn identify(shared: &Shared, mut request: Request) -> Result<Request, Response> {
    let origin = origin(&request, shared.behind_proxy);
    request.extensions_mut().insert(origin);
    let cookie = cookie(request.headers(), shared.services.site.session_cookie).map(str::to_owned);
    let Some(token) = cookie.filter(|_| !machines::PATHS.contains(&request.uri().path())) else {
        return Ok(request);
    };
    match shared.services.identity.session(&token).await {
        Ok(Some(session)) => {
            if shows_page(&request) {
                let unread = unread(shared, &session).await;
                request.extensions_mut().insert(unread);
            }
            request.extensions_mut().insert(session);
        }
        Ok(None) => {}
        Err(fault) => {
            tracing::error!(error.code = fault.code(), %fault, "a session could not be read");
            return Err(machines::unavailable().into_response());
        }
    }
    Ok(request)
}

/// How many messages wait, for the head of the page. A page is no worse without it, so a fault is only logged.
async fn unread(shared: &Shared, session: &Session) -> Unread {
    let counted = shared.services.messages.unread(&session.reader()).await;
    Unread(counted.unwrap_or_else(|fault| {
        tracing::warn!(error.code = fault.code(), %fault, "unread messages could not be counted");
        0
    }))
}

/// Whether a page is asked for, and not the state of an order a hundred times an hour.
fn shows_page(request: &Request) -> bool {
    let accepts = request.headers().get(header::ACCEPT).and_then(|value| value.to_str().ok());
    request.method() == Method::GET && accepts.is_some_and(|accepts| accepts.contains("text/html"))
}

fn origin(request: &Request, behind_proxy: bool) -> Origin {
    let peer = request.extensions().get::<ConnectInfo<SocketAddr>>().map(|ConnectInfo(address)| address.ip());
    let address = if behind_proxy { forwarded(request.headers()).or(peer) } else { peer };
    let user_agent =
        request.headers().get(header::USER_AGENT).and_then(|value| value.to_str().ok()).unwrap_or_default();
    Origin {
        network: address.map(network).unwrap_or_default(),
        user_agent: user_agent.chars().take(MAX_USER_AGENT).collect(),
        scene: Scene::of_user_agent(user_agent),
        address: address.map(|address| address.to_canonical().to_string()).unwrap_or_default(),
    }
}

/// The last entry of the last line is the one our own proxy wrote; those before it are whatever the visitor claims. Some
/// proxies add a line of their own, others an entry to the visitor's.
fn forwarded(headers: &HeaderMap) -> Option<IpAddr> {
    let line = headers.get_all("x-forwarded-for").iter().next_back()?.to_str().ok()?;
    line.rsplit(',').next()?.trim().parse().ok()
}

/// /24 of an IPv4 address, /48 of an IPv6 address.
fn network(address: IpAddr) -> String {
    match address.to_canonical() {
        IpAddr::V4(address) => {
            let [a, b, c, _] = address.octets();
            format!("{a}.{b}.{c}.0/24")
        }
        IpAddr::V6(address) => {
            let [a, b, c, ..] = address.segments();
            format!("{a:x}:{b:x}:{c:x}::/48")
        }
    }
}

#[cfg(test)]
mod tests {
    use axum::http::{HeaderMap, HeaderValue};

    use super::{forwarded, network};

    #[test]
    fn only_what_our_own_proxy_wrote_is_believed() {
        let told = |lines: &[&'static str]| {
            let mut headers = HeaderMap::new();
            for line in lines {
                headers.append("x-forwarded-for", HeaderValue::from_static(line));
            }
            forwarded(&headers).map(|address| address.to_string())
        };
        assert_eq!(told(&["203.0.113.1, 198.51.100.7"]).as_deref(), Some("198.51.100.7"));
        assert_eq!(told(&["203.0.113.1", "198.51.100.7"]).as_deref(), Some("198.51.100.7"));
        assert_eq!(told(&["nonsense"]), None);
        assert_eq!(told(&[]), None);
    }

    #[test]
    fn no_whole_address_is_kept() {
        assert_eq!(network("203.0.113.77".parse().unwrap()), "203.0.113.0/24");
        assert_eq!(network("2001:db8:1:2::5".parse().unwrap()), "2001:db8:1::/48");
        assert_eq!(network("::ffff:203.0.113.77".parse().unwrap()), "203.0.113.0/24");
    }
}
