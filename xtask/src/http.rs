//! The least HTTP that can ask a local program whether it is ready and how large its pages are.

use crate::failure::{Doing, Failure, Outcome};
use std::io::{Read, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpStream};
use std::time::Duration;

/// How long to wait for one answer.
const LIMIT: Duration = Duration::from_secs(10);

/// An answer, uncompressed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// The status code.
    pub status: u16,
    /// The body.
    pub body: Vec<u8>,
}

/// Whether anybody listens on a port.
pub fn connects(port: u16) -> bool {
    connection(port).is_ok()
}

/// Asks a local port for a path. HTTP/1.0, so that the answer ends with the connection and is never in chunks.
pub fn get(port: u16, path: &str) -> Outcome<Answer> {
    let asking = format!("ask http://127.0.0.1:{port}{path}");
    let mut stream = connection(port).doing(&asking)?;
    let request = format!("GET {path} HTTP/1.0\r\nHost: 127.0.0.1:{port}\r\nAccept: text/html\r\n\r\n");
    stream.write_all(request.as_bytes()).doing(&asking)?;
    let mut bytes = Vec::new();
    stream.read_to_end(&mut bytes).doing(&asking)?;
    answer(&bytes).ok_or_else(|| Failure(format!("cannot {asking}: that is no HTTP answer")))
}

fn connection(port: u16) -> std::io::Result<TcpStream> {
    let stream = TcpStream::connect_timeout(&SocketAddr::from((Ipv4Addr::LOCALHOST, port)), LIMIT)?;
    stream.set_read_timeout(Some(LIMIT))?;
    Ok(stream)
}

fn answer(bytes: &[u8]) -> Option<Answer> {
    let end = bytes.windows(4).position(|window| window == b"\r\n\r\n")?;
    let head = String::from_utf8_lossy(bytes.get(..end)?).into_owned();
    let status = head.split_ascii_whitespace().nth(1)?.parse().ok()?;
    Some(Answer { status, body: bytes.get(end + 4..)?.to_vec() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_is_its_status_and_what_follows_the_empty_line() {
        let read = answer(b"HTTP/1.0 404 Not Found\r\nContent-Length: 4\r\n\r\ngone").unwrap();
        assert_eq!(read, Answer { status: 404, body: b"gone".to_vec() });
        assert_eq!(answer(b"SSH-2.0-OpenSSH"), None);
    }
}
