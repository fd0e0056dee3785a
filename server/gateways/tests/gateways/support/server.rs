//! A small HTTP server: hands on every request it gets, and answers by script.

use std::sync::Arc;

use tokio::{
    io::{AsyncBufReadExt as _, AsyncReadExt as _, AsyncWriteExt as _, BufReader},
    net::{TcpListener, TcpStream},
    sync::mpsc,
    task::JoinSet,
};

#[derive(Clone, Debug)]
pub struct Received {
    pub request_line: String,
    /// Names in lower case.
    pub headers: Vec<(String, String)>,
    pub body: Vec<u8>,
}

impl Received {
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }
}

#[derive(Clone, Debug)]
pub enum Script {
    Answer {
        status: u16,
        headers: Vec<(String, String)>,
        body: Vec<u8>,
    },
    /// The connection stays open and silent.
    Silence,
}

/// Stops when dropped.
pub struct Server {
    pub base_url: String,
    pub requests: mpsc::UnboundedReceiver<Received>,
    _tasks: JoinSet<()>,
}

impl Server {
    pub async fn start(script: impl Fn(&Received) -> Script + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let base_url = format!("http://{}", listener.local_addr().unwrap());
        let (sender, requests) = mpsc::unbounded_channel();
        let mut tasks = JoinSet::new();
        tasks.spawn(accept(listener, Arc::new(script), sender));
        Self { base_url, requests, _tasks: tasks }
    }

    /// The next request.
    pub async fn next(&mut self) -> Received {
        self.requests.recv().await.unwrap()
    }
}

async fn accept<F>(listener: TcpListener, script: Arc<F>, sender: mpsc::UnboundedSender<Received>)
where
    F: Fn(&Received) -> Script + Send + Sync + 'static,
{
    let mut connections = JoinSet::new();
    loop {
        let (stream, _) = listener.accept().await.unwrap();
        let (script, sender) = (Arc::clone(&script), sender.clone());
        connections.spawn(async move {
            // A partner that hangs up early is a test's way to end.
            let _ended = serve(stream, &*script, &sender).await;
        });
    }
}

async fn serve(
    stream: TcpStream,
    script: &(impl Fn(&Received) -> Script + Sync),
    sender: &mpsc::UnboundedSender<Received>,
) -> std::io::Result<()> {
    let mut stream = BufReader::new(stream);
    let received = read(&mut stream).await?;
    let answer = script(&received);
    let _test_still_listens = sender.send(received);
    match answer {
        Script::Silence => std::future::pending().await,
        Script::Answer { status, headers, body } => {
            let mut head = vec![format!("HTTP/1.1 {status} Scripted"), "connection: close".to_owned()];
            // An empty 204 has no length; anything else says its own.
            if status != 204 {
                head.push(format!("content-length: {}", body.len()));
            }
            head.extend(headers.iter().map(|(name, value)| format!("{name}: {value}")));
            stream.write_all(format!("{}\r\n\r\n", head.join("\r\n")).as_bytes()).await?;
            stream.write_all(&body).await?;
            stream.shutdown().await
        }
    }
}

async fn read(stream: &mut BufReader<TcpStream>) -> std::io::Result<Received> {
    let mut lines = Vec::new();
    loop {
        let mut line = String::new();
        stream.read_line(&mut line).await?;
        match line.trim_end() {
            "" => break,
            line => lines.push(line.to_owned()),
        }
    }
    let mut lines = lines.into_iter();
    let request_line = lines.next().unwrap_or_default();
    let headers: Vec<(String, String)> = lines
        .filter_map(|line| line.split_once(": ").map(|(name, value)| (name.to_lowercase(), value.to_owned())))
        .collect();
    let mut received = Received { request_line, headers, body: Vec::new() };
    let length = received.header("content-length").map_or(0, |length| length.parse().unwrap());
    received.body = vec![0; length];
    stream.read_exact(&mut received.body).await?;
    Ok(received)
}
