//! A sandbox in this process, its control interface, and a door where the gateways' notifications arrive.

use std::{
    num::NonZeroU32,
    path::{Path, PathBuf},
    sync::OnceLock,
};

use domain::time::Timestamp;
use gateways::http::{Answer, HttpClient, Limits};
use reqwest::{Method, Request, Url};
use serde_json::{Value, json};
use tokio::{net::TcpListener, sync::Mutex, task::JoinSet};

use crate::driver::{Fault, Told};
pub(crate) use crate::ports;

#[path = "../gateways/support/server.rs"]
#[expect(dead_code, reason = "the small server is written for another suite, which needs more of it")]
pub mod server;

use server::{Received, Script, Server};

/// How many times faster than real refunds settle and notifications are sent again.
const TIME_SCALE: NonZeroU32 = NonZeroU32::new(1000).unwrap();

/// The sandbox's business clock when a driver starts: noon in China, so that no day ends by itself.
pub const NOON: Timestamp = Timestamp::from_unix_ms(1_795_147_200_000);

/// Stops when dropped.
pub struct Sandbox {
    pub base_url: String,
    /// Where the adapter lets notifications be sent to: a path may be added.
    pub door_url: String,
    control: HttpClient,
    door: Mutex<Door>,
    _tasks: JoinSet<()>,
}

struct Door {
    server: Server,
    arrived: Vec<Received>,
}

impl Sandbox {
    /// `thanks` is what the gateway wants to hear when it told something: a status and a body.
    pub async fn start(thanks: (u16, &'static str)) -> Self {
        let (status, body) = thanks;
        let script =
            move |_: &Received| Script::Answer { status, headers: vec![], body: body.as_bytes().to_vec() };
        let door = Server::start(script).await;
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let base_url = format!("http://{}", listener.local_addr().unwrap());
        let config = sandbox::Config { keys: keys().to_path_buf(), time_scale: TIME_SCALE };
        let mut tasks = JoinSet::new();
        tasks.spawn(async move { sandbox::serve(listener, config, std::future::pending()).await.unwrap() });
        let door_url = door.base_url.clone();
        let door = Mutex::new(Door { server: door, arrived: Vec::new() });
        let control = HttpClient::new(Limits::default()).unwrap();
        let sandbox = Self { base_url, door_url, control, door, _tasks: tasks };
        sandbox.clock(NOON).await;
        sandbox
    }

    /// Sets the sandbox's business clock, which goes on from there.
    pub async fn clock(&self, now: Timestamp) {
        self.control("clock", &json!({ "now_ms": now.unix_ms() })).await;
    }

    /// Asks the control interface for something; panics unless it does it.
    pub async fn control(&self, path: &str, body: &Value) -> Value {
        let (status, answer) = self.ask(Method::POST, path, Some(body)).await;
        assert!((200..300).contains(&status), "{path}: {status} {answer}");
        answer
    }

    /// Asks the control interface, whatever it answers: the status and its JSON.
    pub async fn ask(&self, method: Method, path: &str, body: Option<&Value>) -> (u16, Value) {
        let answer =
            self.request(method, &format!("/_sandbox/{path}"), &[], body.map(Value::to_string)).await;
        (answer.status.as_u16(), serde_json::from_slice(&answer.body).unwrap_or_default())
    }

    /// Scans a code with the wallet, which shows what it asks for.
    pub async fn scan(&self, code_url: &str) {
        let wallet = format!("{}/wallet", self.base_url);
        let shown = Url::parse_with_params(&wallet, [("code_url", code_url)]).unwrap();
        assert_eq!(self.request(Method::GET, shown.as_str(), &[], None).await.status, 200);
    }

    /// A request to anywhere at the sandbox, as a browser or a wallet would make it. A body is JSON unless a header says
    /// otherwise.
    pub async fn request(
        &self,
        method: Method,
        path: &str,
        headers: &[(&'static str, &str)],
        body: Option<String>,
    ) -> Answer {
        let url = if path.starts_with("http") { path.to_owned() } else { format!("{}{path}", self.base_url) };
        let mut request = Request::new(method, url.parse().unwrap());
        request.headers_mut().insert("content-type", "application/json".parse().unwrap());
        for (name, value) in headers {
            request.headers_mut().insert(*name, value.parse().unwrap());
        }
        *request.body_mut() = body.map(Into::into);
        self.control.exchange(request).await.unwrap()
    }

    /// The first thing told after the first `skip` ones that `is` meant, once it has come.
    pub async fn told(&self, skip: usize, is: impl Fn(&Told) -> bool) -> Told {
        let mut door = self.door.lock().await;
        loop {
            let told =
                |received: &Received| Told { headers: received.headers.clone(), body: received.body.clone() };
            if let Some(found) = door.arrived.iter().map(told).filter(|told| is(told)).nth(skip) {
                return found;
            }
            let next = door.server.next().await;
            door.arrived.push(next);
        }
    }
}

/// The word of the control interface.
pub fn kind(fault: Fault) -> &'static str {
    match fault {
        Fault::Drop => "drop",
        Fault::ServerError => "server_error",
        Fault::TimeoutAfterSuccess => "timeout_after_success",
    }
}

/// One folder of keys for all tests of this run.
pub fn keys() -> &'static Path {
    static KEYS: OnceLock<PathBuf> = OnceLock::new();
    KEYS.get_or_init(|| {
        let folder =
            Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("gateway-keys-{}", std::process::id()));
        sandbox::keys::create_if_missing(&folder).unwrap();
        folder
    })
}
