//! What a connection may cost.

use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpStream,
};

use crate::world::World;

/// What is answered to a request whose head has so many bytes more than it needs. A server that hangs up may take its
/// answer with it.
async fn answer_to_a_head_of(world: &World, bytes: usize) -> String {
    let host = world.settings.public_url.strip_prefix("http://").unwrap();
    let mut connection = TcpStream::connect(host).await.unwrap();
    let filling = "a".repeat(bytes);
    let head =
        format!("GET /healthz HTTP/1.1\r\nHost: {host}\r\nX-Filling: {filling}\r\nConnection: close\r\n\r\n");
    let mut answer = Vec::new();
    let sent = connection.write_all(head.as_bytes()).await;
    let read = connection.read_to_end(&mut answer).await;
    assert!(sent.is_ok() && read.is_ok() || bytes > 32 * 1024);
    String::from_utf8_lossy(&answer).into_owned()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_head_may_be_long_and_not_endless_and_others_are_answered_all_the_while() {
    let world = World::start().await;
    assert!(answer_to_a_head_of(&world, 16 * 1024).await.starts_with("HTTP/1.1 200"));
    let refused = answer_to_a_head_of(&world, 256 * 1024).await;
    assert!(refused.is_empty() || refused.starts_with("HTTP/1.1 431"), "{refused}");
    assert!(answer_to_a_head_of(&world, 0).await.starts_with("HTTP/1.1 200"));
}
