//! Addresses on this machine's loopback interface.

use crate::failure::{Doing, Failure, Outcome};
use std::net::{Ipv4Addr, TcpListener};

/// A port that nobody listens on at the moment.
pub fn free() -> Outcome<u16> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).doing("find a free port")?;
    Ok(listener.local_addr().doing("find a free port")?.port())
}

/// Refuses a port that somebody already listens on, before anything is started.
pub fn must_be_free(port: u16) -> Outcome {
    match TcpListener::bind((Ipv4Addr::LOCALHOST, port)) {
        Ok(_) => Ok(()),
        Err(_) => Err(Failure(format!(
            "port {port} is taken by another program; choose another with: cargo xtask run --port NUMBER"
        ))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_taken_port_is_refused_with_the_way_out() {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let port = listener.local_addr().unwrap().port();
        assert!(must_be_free(port).unwrap_err().0.contains("--port"));
    }
}
