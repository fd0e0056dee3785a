//! A sandbox in this process, with its control interface and a merchant's door for notifications.

use std::{
    num::NonZeroU32,
    path::{Path, PathBuf},
    sync::{Arc, OnceLock},
};

use gateways::{
    http::{HttpClient, Limits},
    wechat_pay::{WechatPay, WechatPayConfig},
};
use reqwest::{Method, Request};
use serde_json::{Value, json};
use services::ports::Clock as _;
use tokio::{net::TcpListener, task::JoinSet};

use super::{
    ports::{Draws, Real},
    server::{Received, Script, Server},
};

/// Stops when dropped.
pub struct RunningSandbox {
    pub base_url: String,
    pub adapter: WechatPay,
    /// Where the sandbox's notifications arrive; answers 204.
    pub door: Server,
    control: HttpClient,
    _tasks: JoinSet<()>,
}

impl RunningSandbox {
    pub async fn start() -> Self {
        let door =
            Server::start(|_: &Received| Script::Answer { status: 204, headers: vec![], body: vec![] }).await;
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let base_url = format!("http://{}", listener.local_addr().unwrap());
        let time_scale = NonZeroU32::new(1000).unwrap();
        let config = sandbox::Config { keys: keys().to_path_buf(), time_scale };
        let mut tasks = JoinSet::new();
        tasks.spawn(async move { sandbox::serve(listener, config, std::future::pending()).await.unwrap() });
        let notify_url = format!("{}/webhooks/wechat-pay", door.base_url);
        let config = WechatPayConfig::from_folder(keys(), base_url.as_str(), notify_url).unwrap();
        let adapter = WechatPay::new(config, Arc::new(Real), Arc::new(Draws)).unwrap();
        let control = HttpClient::new(Limits::default()).unwrap();
        Self { base_url, adapter, door, control, _tasks: tasks }
    }

    /// Asks the control interface for something; panics unless it does it.
    pub async fn control(&self, path: &str, body: Value) -> Value {
        let url = format!("{}/_sandbox/{path}", self.base_url).parse().unwrap();
        let mut request = Request::new(Method::POST, url);
        request.headers_mut().insert("content-type", "application/json".parse().unwrap());
        *request.body_mut() = Some(body.to_string().into());
        let answer = self.control.exchange(request).await.unwrap();
        assert!(answer.status.is_success(), "{path} was answered with {}", answer.status);
        serde_json::from_slice(&answer.body).unwrap_or(Value::Null)
    }

    /// Lets something go wrong once.
    pub async fn fault(&self, on: &str, kind: &str) {
        self.control("faults", json!({ "on": on, "kind": kind, "delay_ms": 1 })).await;
    }

    /// Goes to an address as a browser does: the status, and where it is sent to.
    pub async fn visit(&self, url: &str) -> (u16, String) {
        let answer = self.control.exchange(Request::new(Method::GET, url.parse().unwrap())).await.unwrap();
        let place = answer.headers.get("location").map(|place| place.to_str().unwrap().to_owned());
        (answer.status.as_u16(), place.unwrap_or_default())
    }

    /// Pays by scanning.
    pub async fn pay(&self, code_url: &str) -> Value {
        self.control("pay", json!({ "code_url": code_url })).await
    }
}

/// The sandbox's time, and ours.
pub fn now() -> domain::time::Timestamp {
    Real.system()
}

/// One folder of keys for all tests of this run.
pub fn keys() -> &'static Path {
    static KEYS: OnceLock<PathBuf> = OnceLock::new();
    KEYS.get_or_init(|| {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("sandbox-keys");
        // Keys of an earlier run may be of an older form.
        let _there_may_be_none = std::fs::remove_dir_all(&folder);
        sandbox::keys::create_if_missing(&folder).unwrap();
        folder
    })
}
