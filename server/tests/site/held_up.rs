//! A way to the gateway on which what is asked can be held up, so that a test knows that somebody is in the middle of it.

use std::time::Duration;

use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::{
        TcpListener, TcpStream,
        tcp::{OwnedReadHalf, OwnedWriteHalf},
    },
    sync::{Mutex, mpsc, watch},
    task::JoinSet,
};

/// Passes bytes on in both directions; open at first.
pub struct Way {
    pub base: String,
    open: watch::Sender<bool>,
    held: Mutex<mpsc::UnboundedReceiver<String>>,
    _passing: JoinSet<()>,
}

/// One direction of a connection, on which bytes may have to wait.
struct Lane {
    open: watch::Receiver<bool>,
    held: mpsc::UnboundedSender<String>,
}

impl Way {
    /// A way to an address such as `http://127.0.0.1:1234`.
    pub async fn to(address: &str) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let base = format!("http://{}", listener.local_addr().unwrap());
        let (open, (hold, held)) = (watch::Sender::new(true), mpsc::unbounded_channel());
        let (there, gate) = (address.strip_prefix("http://").unwrap().to_owned(), open.clone());
        let mut passing = JoinSet::new();
        passing.spawn(async move {
            let mut connections = JoinSet::new();
            while let Ok((here, _)) = listener.accept().await {
                let lane = Lane { open: gate.subscribe(), held: hold.clone() };
                connections.spawn(pass(here, TcpStream::connect(there.clone()).await.unwrap(), lane));
            }
        });
        Self { base, open, held: Mutex::new(held), _passing: passing }
    }

    /// Holds up whatever is asked from now on.
    pub fn close(&self) {
        self.open.send_replace(false);
    }

    /// Waits until a request is held up that begins like this.
    pub async fn holds(&self, beginning: &str) {
        let mut held = self.held.lock().await;
        let arrives = async { while !held.recv().await.unwrap().starts_with(beginning) {} };
        let arrived = tokio::time::timeout(Duration::from_secs(10), arrives).await;
        assert!(arrived.is_ok(), "nobody asked: {beginning}");
    }

    /// Lets everything pass, also what was held up.
    pub fn open(&self) {
        self.open.send_replace(true);
    }
}

async fn pass(here: TcpStream, there: TcpStream, lane: Lane) {
    let ((from_here, mut to_here), (mut from_there, to_there)) = (here.into_split(), there.into_split());
    // Whoever hangs up ends it for both.
    tokio::select! {
        () = lane.carry(from_here, to_there) => {}
        _ = tokio::io::copy(&mut from_there, &mut to_here) => {}
    }
}

impl Lane {
    async fn carry(mut self, mut from: OwnedReadHalf, mut to: OwnedWriteHalf) {
        let mut bytes = vec![0; 64 * 1024];
        while let Ok(count @ 1..) = from.read(&mut bytes).await {
            if !*self.open.borrow() {
                self.held.send(String::from_utf8_lossy(&bytes[..count]).into_owned()).unwrap();
                if self.open.wait_for(|open| *open).await.is_err() {
                    return;
                }
            }
            if to.write_all(&bytes[..count]).await.is_err() {
                return;
            }
        }
    }
}
