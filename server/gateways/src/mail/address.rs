//! The address of a mail server, read strictly: what it refuses, it names.

use std::str::FromStr;

/// Why the mail settings cannot be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum MailSettingsError {
    /// The server's address.
    #[error("smtp.url {0}; it must be like smtps://user@mail.example.com or smtp://localhost:25")]
    Url(&'static str),
    /// The sender.
    #[error("smtp.from must be an address, like pay@example.com or Slow Kiln <pay@example.com>")]
    From,
    /// A user without a password.
    #[error("smtp.url names a user, so smtp.password_file must name a file that holds the password")]
    NoPassword,
    /// A password without a user.
    #[error("smtp.password_file is set, but smtp.url names no user: smtps://user@mail.example.com")]
    NoUser,
}

/// What keeps others from reading along.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Guard {
    /// TLS from the first byte.
    Tls,
    /// TLS before anything is said; a server that has none is refused.
    StartTls,
    /// The server is this machine.
    ThisMachine,
}

/// Where the server is, and who we are there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct ServerAddress {
    pub guard: Guard,
    pub user: Option<String>,
    pub host: String,
    pub port: Option<u16>,
}

impl FromStr for ServerAddress {
    type Err = MailSettingsError;

    fn from_str(url: &str) -> Result<Self, MailSettingsError> {
        let wrong = MailSettingsError::Url;
        let (scheme, rest) = url.split_once("://").ok_or(wrong("has no scheme"))?;
        let rest = rest.strip_suffix('/').unwrap_or(rest);
        if rest.contains(['/', '?', '#']) {
            return Err(wrong("has something after the host"));
        }
        // A user is often an address itself: the last @ stands before the host.
        let (user, host) = rest.rsplit_once('@').map_or((None, rest), |(user, host)| (Some(user), host));
        if user.is_some_and(|user| user.contains(':')) {
            return Err(wrong("holds a password, which belongs into the file of smtp.password_file"));
        }
        let (host, port) = split_port(host).ok_or(wrong("has a port that is none"))?;
        if host.is_empty() || user.is_some_and(str::is_empty) {
            return Err(wrong("has an empty host or user"));
        }
        let this_machine = matches!(host, "localhost" | "127.0.0.1" | "::1");
        let guard = match scheme {
            "smtps" => Guard::Tls,
            "smtp" if this_machine => Guard::ThisMachine,
            "smtp" => Guard::StartTls,
            _ => return Err(wrong("has another scheme")),
        };
        Ok(Self { guard, user: user.map(str::to_owned), host: host.to_owned(), port })
    }
}

/// Host and port; an IPv6 address stands in brackets.
fn split_port(text: &str) -> Option<(&str, Option<u16>)> {
    let (host, rest) = match text.strip_prefix('[') {
        Some(inner) => inner.split_once(']')?,
        None => text.find(':').map_or((text, ""), |at| text.split_at(at)),
    };
    match rest.strip_prefix(':') {
        Some(port) => Some((host, Some(port.parse().ok()?))),
        None => rest.is_empty().then_some((host, None)),
    }
}

#[cfg(test)]
mod tests {
    use super::{Guard, MailSettingsError, ServerAddress};

    fn read(url: &str) -> ServerAddress {
        url.parse().unwrap()
    }

    #[test]
    fn addresses_are_guarded_unless_they_are_this_machine() {
        let plain =
            |guard, host: &str, port| ServerAddress { guard, user: None, host: host.to_owned(), port };
        assert_eq!(read("smtp://127.0.0.1:2525/"), plain(Guard::ThisMachine, "127.0.0.1", Some(2525)));
        assert_eq!(read("smtp://[::1]"), plain(Guard::ThisMachine, "::1", None));
        assert_eq!(read("smtp://mail.example.com"), plain(Guard::StartTls, "mail.example.com", None));
        let whole = read("smtps://pay@example.com@mail.example.com:465");
        assert_eq!((whole.guard, whole.user.as_deref()), (Guard::Tls, Some("pay@example.com")));
        assert_eq!((whole.host.as_str(), whole.port), ("mail.example.com", Some(465)));
    }

    #[test]
    fn what_cannot_be_used_is_refused_by_key_and_never_shown() {
        for url in [
            "mail.example.com",
            "http://mail.example.com",
            "smtp://",
            "smtp://@host",
            "smtp://host:http",
            "smtp://host/path",
            "smtps://user:hunter2@host",
        ] {
            let error = url.parse::<ServerAddress>().unwrap_err();
            assert!(matches!(error, MailSettingsError::Url(_)), "{url}");
            let text = error.to_string();
            assert!(text.starts_with("smtp.url ") && !text.contains("hunter2"), "{text}");
        }
    }
}
