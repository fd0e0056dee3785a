//! What is true of the whole installation.

use std::net::{Ipv4Addr, Ipv6Addr};

/// The face of the installation, as pages need it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Site {
    /// A demo says so on every page.
    pub demo: bool,
    /// The address people reach it by, without a slash at the end.
    pub public_url: String,
    /// The name of the session cookie.
    pub session_cookie: &'static str,
    /// Whether cookies are marked `Secure`.
    pub secure_cookie: bool,
    /// The sandbox wallet's page, in a demo.
    pub wallet_url: Option<String>,
    /// Who can be signed in as with one click; empty outside a demo.
    pub demo_people: Vec<DemoPerson>,
}

/// A person of the demo world.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DemoPerson {
    /// The word the button sends.
    pub key: &'static str,
    /// The address to sign in with.
    pub email: &'static str,
    /// The name.
    pub name: &'static str,
    /// What the person is for.
    pub role: DemoRole,
}

/// What a person of the demo world shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DemoRole {
    /// Eligible for instant payouts, with sales and payouts.
    EligibleCreator,
    /// Not eligible yet.
    NewCreator,
    /// On the eligible creator's team, for its money.
    Accountant,
    /// On the eligible creator's team, for its members.
    Support,
    /// Looks after payouts for the platform.
    Operator,
    /// Buys and joins.
    Member,
}

impl Site {
    /// How many accounts one network makes at once: twenty; many in a demo on this very machine, where nobody else is.
    pub(crate) fn sign_up_burst(&self) -> u32 {
        let is_here = self.public_url.split_once("://").is_some_and(|(_, host)| is_this_machine(host));
        if self.demo && is_here { 1_000 } else { 20 }
    }
}

/// Whether the host of an address, with or without a port, is this machine itself: `localhost`, any of 127.0.0.0/8, or
/// `[::1]`.
pub fn is_this_machine(host: &str) -> bool {
    let name = match host.rsplit_once(':') {
        Some((name, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => name,
        _ => host,
    };
    match name.strip_prefix('[').and_then(|name| name.strip_suffix(']')) {
        Some(address) => address.parse::<Ipv6Addr>().is_ok_and(|address| address.is_loopback()),
        None => name == "localhost" || name.parse::<Ipv4Addr>().is_ok_and(|address| address.is_loopback()),
    }
}

#[cfg(test)]
mod tests {
    use super::{Site, is_this_machine};

    /// Hosts that are this machine.
    const HERE: [&str; 7] =
        ["localhost", "localhost:3000", "127.0.0.1", "127.0.0.1:3000", "127.9.8.7", "[::1]", "[::1]:3000"];
    /// Hosts that are not, though some of them look like it.
    const ELSEWHERE: [&str; 11] = [
        "",
        ":3000",
        "join.example",
        "localhost.join.example",
        "127.0.0.1.join.example",
        "localhost:3000@join.example",
        "localhost@join.example:80",
        "10.0.0.1:3000",
        "0.0.0.0",
        "[::2]:3000",
        "[::1",
    ];

    #[test]
    fn this_machine_is_known_by_its_name_and_by_every_loopback_address_with_or_without_a_port() {
        for host in HERE {
            assert!(is_this_machine(host), "{host}");
        }
        for host in ELSEWHERE {
            assert!(!is_this_machine(host), "{host}");
        }
    }

    #[test]
    fn only_a_demo_on_this_machine_makes_many_accounts_at_once() {
        let burst = |demo: bool, host: &str| {
            let site = Site {
                demo,
                public_url: format!("http://{host}"),
                session_cookie: "session",
                secure_cookie: false,
                wallet_url: None,
                demo_people: Vec::new(),
            };
            site.sign_up_burst()
        };
        for host in HERE {
            assert_eq!((burst(true, host), burst(false, host)), (1_000, 20), "{host}");
        }
        for host in ELSEWHERE {
            assert_eq!(burst(true, host), 20, "{host}");
        }
    }
}
