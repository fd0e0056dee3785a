//! A sandbox in this process, its control interface, and a door where its events arrive.

use std::{
    num::NonZeroU32,
    path::{Path, PathBuf},
    sync::OnceLock,
};

use gateways::http::{HttpClient, Limits};
use reqwest::{Method, Request};
use serde_json::{Value, json};
use tokio::{net::TcpListener, sync::Mutex, task::JoinSet};

use super::driver::{Event, Fault, To};

#[path = "../gateways/support/server.rs"]
#[expect(dead_code, reason = "the small server is written for another suite, which needs more of it")]
pub mod server;

use server::{Received, Script, Server};

/// Stops when dropped.
pub struct Sandbox {
    pub base_url: String,
    /// `bank` or `stripe`.
    pub rail: &'static str,
    control: HttpClient,
    door: Mutex<Door>,
    _tasks: JoinSet<()>,
}

struct Door {
    server: Server,
    arrived: Vec<Received>,
}

impl Sandbox {
    pub async fn start(rail: &'static str) -> Self {
        let door =
            Server::start(|_: &Received| Script::Answer { status: 204, headers: vec![], body: vec![] }).await;
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let base_url = format!("http://{}", listener.local_addr().unwrap());
        // As slow as it is, so that payouts move when a test moves them.
        let config = sandbox::Config { keys: keys().to_path_buf(), time_scale: NonZeroU32::MIN };
        let mut tasks = JoinSet::new();
        tasks.spawn(async move { sandbox::serve(listener, config, std::future::pending()).await.unwrap() });
        let url = door.base_url.clone();
        let door = Mutex::new(Door { server: door, arrived: Vec::new() });
        let control = HttpClient::new(Limits::default()).unwrap();
        let sandbox = Self { base_url, rail, control, door, _tasks: tasks };
        sandbox.post(&format!("rails/{rail}/endpoint"), &json!({ "url": url })).await;
        sandbox
    }

    pub async fn post(&self, path: &str, body: &Value) -> Value {
        let (status, answer) = self.ask(Method::POST, path, Some(body)).await;
        assert!((200..300).contains(&status), "{path}: {status} {answer}");
        answer
    }

    async fn ask(&self, method: Method, path: &str, body: Option<&Value>) -> (u16, Value) {
        let url = format!("{}/_sandbox/{path}", self.base_url).parse().unwrap();
        let mut request = Request::new(method, url);
        request.headers_mut().insert("content-type", "application/json".parse().unwrap());
        *request.body_mut() = body.map(|body| body.to_string().into());
        let answer = self.control.exchange(request).await.unwrap();
        (answer.status.as_u16(), serde_json::from_slice(&answer.body).unwrap_or_default())
    }

    /// Lets the next thing of a kind go wrong.
    pub async fn fault(&self, on: &str, kind: &str, code: Option<&str>) {
        let rule = json!({ "rail": self.rail, "on": on, "kind": kind, "delay_ms": 1, "code": code });
        self.post("faults", &rule).await;
    }

    pub async fn goes_wrong(&self, fault: Fault) {
        let kind = match fault {
            Fault::Drop => "drop",
            Fault::ServerError => "server_error",
            Fault::Busy => "unavailable",
            Fault::ErrorAfterSuccess => "error_after_success",
            Fault::TimeoutAfterSuccess => "timeout_after_success",
        };
        self.fault("submit", kind, None).await;
    }

    pub async fn push(&self, name: &str, to: To, code: &str) {
        let state = match to {
            To::InTransit => "in_transit",
            To::Paid => "paid",
            To::Failed => "failed",
            To::Returned => "returned",
        };
        let path = format!("rails/{}/payouts/{name}/push", self.rail);
        self.post(&path, &json!({ "to": state, "code": code })).await;
    }

    /// Every payout with this name: its amount as the bank writes it.
    pub async fn recorded(&self, name: &str) -> Vec<String> {
        let (_, answer) =
            self.ask(Method::GET, &format!("rails/{}/payouts?limit=1000", self.rail), None).await;
        let named = |payout: &&Value| {
            payout["id"] == name || payout["names"].as_array().unwrap().iter().any(|known| known == name)
        };
        let payouts = answer["payouts"].as_array().unwrap();
        payouts
            .iter()
            .filter(named)
            .map(|payout| {
                let (amount, currency, method) =
                    (&payout["amount_minor"], payout["currency"].as_str(), payout["method"].as_str());
                format!("{amount} {} {}", currency.unwrap(), method.unwrap())
            })
            .collect()
    }

    /// The event of a kind about a payout, once it has come.
    pub async fn event(&self, kind: &str, name: &str) -> Event {
        let mut door = self.door.lock().await;
        loop {
            let is = |received: &&Received| {
                let body = String::from_utf8_lossy(&received.body);
                body.contains(&format!("\"{kind}\"")) && body.contains(name)
            };
            if let Some(found) = door.arrived.iter().find(is) {
                return Event { headers: found.headers.clone(), body: found.body.clone() };
            }
            let next = door.server.next().await;
            door.arrived.push(next);
        }
    }
}

/// One folder of keys for all tests of this run.
pub fn keys() -> &'static Path {
    static KEYS: OnceLock<PathBuf> = OnceLock::new();
    KEYS.get_or_init(|| {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("rail-keys-{}", std::process::id()));
        sandbox::keys::create_if_missing(&folder).unwrap();
        folder
    })
}
