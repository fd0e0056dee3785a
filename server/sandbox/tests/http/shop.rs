//! A shop that is notified: records what it gets, answers as it is told.

use std::{
    collections::VecDeque,
    sync::{Arc, Mutex},
    time::Duration,
};

use axum::{Router, body::Bytes, extract::State, http::Uri, response::IntoResponse};
use http::{HeaderMap, StatusCode, header};
use serde_json::Value;
use tokio::{net::TcpListener, sync::mpsc, task::JoinSet};

use crate::support::{decrypted, platform_signed};

#[derive(Debug, Clone)]
pub struct Received {
    pub path: String,
    pub headers: HeaderMap,
    pub body: String,
}

impl Received {
    pub fn signed(&self) -> bool {
        platform_signed(&self.headers, &self.body)
    }

    pub fn outer(&self) -> Value {
        serde_json::from_str(&self.body).unwrap()
    }

    pub fn inner(&self) -> Value {
        decrypted(&self.body)
    }

    pub fn header(&self, name: &str) -> String {
        self.headers[name].to_str().unwrap().to_owned()
    }
}

type Plan = Arc<Mutex<VecDeque<u16>>>;

pub struct Shop {
    pub url: String,
    plan: Plan,
    received: mpsc::UnboundedReceiver<Received>,
    _served: JoinSet<()>,
}

impl Shop {
    /// Answers with `statuses` one after another, and 204 when they are used up.
    pub async fn open(statuses: &[u16]) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}/notify", listener.local_addr().unwrap());
        let plan: Plan = Arc::new(Mutex::new(statuses.iter().copied().collect()));
        let (sender, received) = mpsc::unbounded_channel();
        let routes = Router::new().fallback(receive).with_state((Arc::clone(&plan), sender));
        let mut served = JoinSet::new();
        served.spawn(async move { axum::serve(listener, routes).await.unwrap() });
        Self { url, plan, received, _served: served }
    }

    /// The next notification.
    pub async fn next(&mut self) -> Received {
        tokio::time::timeout(Duration::from_secs(20), self.received.recv()).await.unwrap().unwrap()
    }

    /// What has come and was not looked at.
    pub fn rest(&mut self) -> Vec<Received> {
        std::iter::from_fn(|| self.received.try_recv().ok()).collect()
    }

    pub fn unused_answers(&self) -> usize {
        self.plan.lock().unwrap().len()
    }
}

async fn receive(
    State((plan, sender)): State<(Plan, mpsc::UnboundedSender<Received>)>,
    uri: Uri,
    headers: HeaderMap,
    body: Bytes,
) -> impl IntoResponse {
    let body = String::from_utf8(body.to_vec()).unwrap();
    sender.send(Received { path: uri.path().to_owned(), headers, body }).ok();
    let status = plan.lock().unwrap().pop_front().unwrap_or(204);
    // The classic answer, which the status beats.
    let says = if status == 204 { "" } else { r#"{"code":"FAIL","message":"later"}"# };
    (StatusCode::from_u16(status).unwrap(), [(header::LOCATION, "/elsewhere")], says)
}
