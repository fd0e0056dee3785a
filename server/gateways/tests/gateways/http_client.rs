//! The HTTP client gives up in time, goes nowhere else, and reads only so much.

use std::time::Duration;

use gateways::http::{HttpClient, HttpFault, Limits};
use reqwest::{Method, Request};

use super::support::server::{Received, Script, Server};

fn client() -> HttpClient {
    HttpClient::new(Limits { body_bytes: 10, ..Limits::default() }).unwrap()
}

fn get(server: &Server) -> Request {
    Request::new(Method::GET, server.base_url.parse().unwrap())
}

fn answer(status: u16, location: &str, body: &[u8]) -> Script {
    let headers = vec![("location".to_owned(), location.to_owned())];
    Script::Answer { status, headers, body: body.to_vec() }
}

#[tokio::test]
async fn silence_ends_at_the_limit() {
    let server = Server::start(|_: &Received| Script::Silence).await;
    let limits = Limits { total: Duration::from_millis(200), ..Limits::default() };
    let outcome = HttpClient::new(limits).unwrap().exchange(get(&server)).await;
    assert_eq!(outcome.unwrap_err(), HttpFault::NoAnswer);
}

#[tokio::test]
async fn a_redirect_is_an_answer_and_not_followed() {
    let mut server = Server::start(|_: &Received| answer(307, "/elsewhere", b"")).await;
    let answer = client().exchange(get(&server)).await.unwrap();
    assert_eq!(answer.status, 307);
    assert_eq!(server.next().await.request_line, "GET / HTTP/1.1");
    assert!(server.requests.try_recv().is_err());
}

#[tokio::test]
async fn a_body_is_read_up_to_the_limit_and_not_beyond() {
    let server = Server::start(|_: &Received| answer(200, "/", b"0123456789")).await;
    let whole = client().exchange(get(&server)).await.unwrap();
    assert_eq!(whole.body.as_ref(), b"0123456789");
    let server = Server::start(|_: &Received| answer(200, "/", b"0123456789X")).await;
    let outcome = client().exchange(get(&server)).await;
    assert_eq!(outcome.unwrap_err(), HttpFault::TooLong);
}
