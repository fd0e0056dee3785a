//! A wire-tap: hands every byte on, both ways, and keeps what was asked.

use std::{
    collections::BTreeMap,
    io,
    net::SocketAddr,
    sync::{Arc, Mutex, PoisonError},
};

use bytes::BytesMut;
use serde::Serialize;
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::{TcpListener, TcpStream},
    task::JoinSet,
};

use crate::Outcome;

const END_OF_HEAD: &[u8] = b"\r\n\r\n";

/// A request as it went over the wire.
#[derive(Serialize)]
pub struct Request {
    method: String,
    /// Path and query.
    target: String,
    /// By their names in lower case.
    headers: BTreeMap<String, String>,
    body: String,
}

/// Stands in front of a gateway. Stops when dropped.
pub struct Recorder {
    /// Where it is asked.
    pub base_url: String,
    asked: Arc<Mutex<Vec<u8>>>,
    _tasks: JoinSet<()>,
}

impl Recorder {
    /// Listens on a free port of this machine.
    pub async fn before(gateway: SocketAddr) -> Outcome<Self> {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let base_url = format!("http://{}", listener.local_addr()?);
        let asked = Arc::<Mutex<Vec<u8>>>::default();
        let mut tasks = JoinSet::new();
        tasks.spawn(accept(listener, gateway, Arc::clone(&asked)));
        Ok(Self { base_url, asked, _tasks: tasks })
    }

    /// What was asked since the last call, one question after the other. All of it must have been answered.
    pub fn take(&self) -> Outcome<Vec<Request>> {
        let asked = std::mem::take(&mut *self.asked.lock().unwrap_or_else(PoisonError::into_inner));
        read(&asked).ok_or_else(|| "what was asked is no HTTP".into())
    }
}

async fn accept(listener: TcpListener, gateway: SocketAddr, asked: Arc<Mutex<Vec<u8>>>) {
    let mut connections = JoinSet::new();
    while let Ok((shop, _)) = listener.accept().await {
        let asked = Arc::clone(&asked);
        connections.spawn(async move {
            // Either side hangs up when it has had enough.
            let _ended = hand_on(shop, gateway, &asked).await;
        });
    }
}

async fn hand_on(shop: TcpStream, gateway: SocketAddr, asked: &Mutex<Vec<u8>>) -> io::Result<()> {
    let (mut from_shop, mut to_shop) = shop.into_split();
    let (mut from_gateway, mut to_gateway) = TcpStream::connect(gateway).await?.into_split();
    let asking = async {
        let mut bytes = BytesMut::new();
        while from_shop.read_buf(&mut bytes).await? > 0 {
            // Kept before it is handed on, so that it is here when the answer is.
            asked.lock().unwrap_or_else(PoisonError::into_inner).extend_from_slice(&bytes);
            to_gateway.write_all(&bytes).await?;
            bytes.clear();
        }
        to_gateway.shutdown().await
    };
    let answering = async {
        tokio::io::copy(&mut from_gateway, &mut to_shop).await?;
        to_shop.shutdown().await
    };
    tokio::try_join!(asking, answering).map(|_| ())
}

fn read(mut asked: &[u8]) -> Option<Vec<Request>> {
    let mut requests = Vec::new();
    while !asked.is_empty() {
        let end = asked.windows(END_OF_HEAD.len()).position(|bytes| bytes == END_OF_HEAD)?;
        let (head, rest) = asked.split_at_checked(end)?;
        let mut lines = std::str::from_utf8(head).ok()?.split("\r\n");
        let mut words = lines.next()?.split(' ').map(str::to_owned);
        let (method, target) = (words.next()?, words.next()?);
        let headers: BTreeMap<String, String> = lines
            .map(|line| {
                line.split_once(':').map(|(name, value)| (name.to_lowercase(), value.trim().to_owned()))
            })
            .collect::<Option<_>>()?;
        let length = headers.get("content-length").map_or(Some(0), |length| length.parse().ok())?;
        let (body, rest) = rest.get(END_OF_HEAD.len()..)?.split_at_checked(length)?;
        requests.push(Request { method, target, headers, body: String::from_utf8(body.to_vec()).ok()? });
        asked = rest;
    }
    Some(requests)
}
