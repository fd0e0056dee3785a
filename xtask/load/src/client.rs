//! The least HTTP/1.1 that can hold a connection open and read every answer to its end.

use std::io;

use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpStream,
};

/// Room for more bytes whenever some are read.
const ROOM: usize = 16 * 1024;

/// A connection that is kept.
pub struct Connection {
    stream: TcpStream,
    raw: Vec<u8>,
    body: Vec<u8>,
}

/// An answer, read to its end.
#[derive(Clone, Copy, Debug)]
pub struct Answer<'a> {
    /// The status code.
    pub status: u16,
    head: &'a str,
    /// The body without any transfer coding.
    pub body: &'a [u8],
}

impl<'a> Answer<'a> {
    /// The value of a header.
    pub fn header(&self, name: &str) -> Option<&'a str> {
        header(self.head, name)
    }
}

impl Connection {
    /// Connects.
    pub async fn open(host: &str) -> io::Result<Self> {
        let stream = TcpStream::connect(host).await?;
        stream.set_nodelay(true)?;
        Ok(Self { stream, raw: Vec::new(), body: Vec::new() })
    }

    /// Sends a whole request without waiting for its answer.
    pub async fn send(&mut self, request: &[u8]) -> io::Result<()> {
        self.stream.write_all(request).await
    }

    /// Sends a whole request and reads the whole answer.
    pub async fn exchange(&mut self, request: &[u8]) -> io::Result<Answer<'_>> {
        self.send(request).await?;
        self.receive().await
    }

    /// Reads one whole answer.
    pub async fn receive(&mut self) -> io::Result<Answer<'_>> {
        self.raw.clear();
        self.body.clear();
        let end = loop {
            match self.raw.windows(4).position(|four| four == b"\r\n\r\n") {
                Some(at) => break at + 4,
                None => self.fill().await?,
            }
        };
        let head = self.raw.get(..end).and_then(|head| std::str::from_utf8(head).ok()).ok_or_else(broken)?;
        let status: u16 = head.split(' ').nth(1).and_then(|code| code.parse().ok()).ok_or_else(broken)?;
        let bare = matches!(status, 204 | 304);
        let length = header(head, "content-length").and_then(|length| length.parse::<usize>().ok());
        match length {
            _ if bare => {}
            Some(length) => self.read_plain(end, length).await?,
            None => self.read_chunks(end).await?,
        }
        let head = self.raw.get(..end).and_then(|head| std::str::from_utf8(head).ok()).ok_or_else(broken)?;
        Ok(Answer { status, head, body: &self.body })
    }

    async fn read_plain(&mut self, from: usize, length: usize) -> io::Result<()> {
        while self.raw.len() < from + length {
            self.fill().await?;
        }
        self.body.extend_from_slice(self.raw.get(from..from + length).ok_or_else(broken)?);
        Ok(())
    }

    async fn read_chunks(&mut self, mut from: usize) -> io::Result<()> {
        loop {
            let line = loop {
                let rest = self.raw.get(from..).ok_or_else(broken)?;
                match rest.windows(2).position(|two| two == b"\r\n") {
                    Some(at) => break at,
                    None => self.fill().await?,
                }
            };
            let digits = self.raw.get(from..from + line).and_then(|line| std::str::from_utf8(line).ok());
            let size = digits.and_then(|digits| usize::from_str_radix(digits, 16).ok()).ok_or_else(broken)?;
            let start = from + line + 2;
            from = start + size + 2;
            while self.raw.len() < from {
                self.fill().await?;
            }
            if size == 0 {
                return Ok(());
            }
            self.body.extend_from_slice(self.raw.get(start..start + size).ok_or_else(broken)?);
        }
    }

    async fn fill(&mut self) -> io::Result<()> {
        self.raw.reserve(ROOM);
        match self.stream.read_buf(&mut self.raw).await? {
            0 => Err(io::ErrorKind::UnexpectedEof.into()),
            _ => Ok(()),
        }
    }
}

fn header<'a>(head: &'a str, name: &str) -> Option<&'a str> {
    let mut pairs = head.lines().skip(1).filter_map(|line| line.split_once(':'));
    pairs.find(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| value.trim())
}

fn broken() -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, "that is no HTTP answer")
}

#[cfg(test)]
mod tests {
    use tokio::{io::AsyncWriteExt as _, net::TcpListener};

    use super::Connection;

    /// A server that answers with these bytes, a few at a time.
    async fn answering(bytes: &'static [u8]) -> Connection {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let host = listener.local_addr().unwrap().to_string();
        let (connection, accepted) = tokio::join!(Connection::open(&host), listener.accept());
        let (mut stream, _) = accepted.unwrap();
        for piece in bytes.chunks(7) {
            stream.write_all(piece).await.unwrap();
        }
        connection.unwrap()
    }

    #[tokio::test]
    async fn plain_chunked_and_empty_answers_are_read_to_their_end_one_after_the_other() {
        let mut connection = answering(b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello").await;
        let answer = connection.receive().await.unwrap();
        assert_eq!((answer.status, answer.body), (200, b"hello".as_slice()));

        let mut connection = answering(
            b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\nETag: \"1\"\r\n\r\n6\r\n<html>\r\nb\r\n\r\n\r\n</html>\r\n0\r\n\r\n",
        )
        .await;
        let answer = connection.receive().await.unwrap();
        assert_eq!(answer.body, b"<html>\r\n\r\n</html>".as_slice());
        assert_eq!(answer.header("etag"), Some("\"1\""));

        let mut connection = answering(b"HTTP/1.1 304 Not Modified\r\netag: \"1\"\r\n\r\n").await;
        assert_eq!(connection.receive().await.unwrap().status, 304);
    }

    #[tokio::test]
    async fn an_answer_that_breaks_off_is_an_error() {
        let mut connection = answering(b"HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\nhello").await;
        assert!(connection.receive().await.is_err());
    }
}
