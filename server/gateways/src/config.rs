//! What the settings of payment gateways and payout rails have in common, and what is wrong with them in words that hold
//! no secret. Whoever shows them says first whose they are.

use std::{fs, io, net::IpAddr, path::Path};

use reqwest::Url;
use zeroize::Zeroizing;

use crate::{Secret, http::ClientNotMade};

/// Gateways take addresses for notifications up to this many characters.
const LONGEST_NOTIFY_URL: usize = 255;

/// A setting that cannot be used. Says which file or key, never what stands in it.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// The setting is missing or malformed.
    #[error("{place} {problem}")]
    Setting {
        /// The file, or the key of the settings.
        place: String,
        /// What is wrong with it.
        problem: &'static str,
    },
    /// The file cannot be read.
    #[error("{file} cannot be read: {source}")]
    File {
        /// Its path.
        file: String,
        /// Why.
        source: io::Error,
    },
    /// The HTTP client could not be made.
    #[error(transparent)]
    Client(#[from] ClientNotMade),
}

/// A complaint about one setting.
pub(crate) fn wrong(place: impl Into<String>, problem: &'static str) -> ConfigError {
    ConfigError::Setting { place: place.into(), problem }
}

/// The address of a gateway or a rail: safe to use, and without path and query. `key` is named in complaints.
pub(crate) fn base_url(key: &str, text: &str) -> Result<Url, ConfigError> {
    let url = address(key, text)?;
    if url.path() != "/" || url.query().is_some() {
        return Err(wrong(key, "must have neither path nor query"));
    }
    Ok(url)
}

/// Our own address for notifications: safe to use, and without a query, which gateways do not take.
pub(crate) fn check_notify_url(text: &str) -> Result<(), ConfigError> {
    let url = address("notify_url", text)?;
    if url.query().is_some() || text.chars().count() > LONGEST_NOTIFY_URL {
        return Err(wrong("notify_url", "must have no query and at most 255 characters"));
    }
    Ok(())
}

/// An absolute address that is safe to use: TLS, or plain on this very machine; nobody's credentials in it.
fn address(key: &str, text: &str) -> Result<Url, ConfigError> {
    let url = Url::parse(text).map_err(|_| wrong(key, "is not an absolute address"))?;
    if url.fragment().is_some() || !url.username().is_empty() || url.password().is_some() {
        return Err(wrong(key, "must have neither a fragment nor credentials"));
    }
    match url.scheme() {
        "https" => Ok(url),
        "http" if is_this_machine(&url) => Ok(url),
        _ => Err(wrong(key, "must be https, or http on this machine")),
    }
}

/// Whether an address stays on this machine.
pub(crate) fn is_this_machine(url: &Url) -> bool {
    let host = url.host_str().unwrap_or_default();
    let bare = host.trim_start_matches('[').trim_end_matches(']');
    host == "localhost" || bare.parse::<IpAddr>().is_ok_and(|ip| ip.is_loopback())
}

/// The text of a file, which may be a secret.
pub(crate) fn read(file: &Path) -> Result<Zeroizing<String>, ConfigError> {
    fs::read_to_string(file)
        .map(Zeroizing::new)
        .map_err(|source| ConfigError::File { file: file.display().to_string(), source })
}

/// The words of a key file, one a line. There is at least one, and each can stand in a header.
pub(crate) fn key_file(folder: &Path, name: &str) -> Result<Vec<Secret>, ConfigError> {
    let file = folder.join(name);
    let text = read(&file)?;
    let words: Vec<&str> = text.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
    if words.is_empty() || !words.iter().all(|word| word.bytes().all(|byte| byte.is_ascii_graphic())) {
        return Err(wrong(file.display().to_string(), "must hold one word a line"));
    }
    Ok(words.into_iter().map(Secret::new).collect())
}

/// The only word of a key file.
pub(crate) fn one_word(folder: &Path, name: &str) -> Result<Secret, ConfigError> {
    let mut words = key_file(folder, name)?.into_iter();
    match (words.next(), words.next()) {
        (Some(word), None) => Ok(word),
        _ => Err(wrong(folder.join(name).display().to_string(), "must hold exactly one line")),
    }
}
