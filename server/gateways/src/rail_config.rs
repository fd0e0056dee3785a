//! What the settings of payout rails have in common, and what is wrong with them in words that hold no secret.

use std::{fs, io, path::Path};

use reqwest::Url;
use zeroize::Zeroizing;

use crate::{Secret, http::ClientNotMade};

/// A setting that cannot be used. Says which file or key, never what stands in it.
#[derive(Debug, thiserror::Error)]
pub enum RailConfigError {
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
pub(crate) fn wrong(place: impl Into<String>, problem: &'static str) -> RailConfigError {
    RailConfigError::Setting { place: place.into(), problem }
}

/// The address of a rail: TLS, or plain on this very machine; neither path nor query nor credentials. `key` is named in
/// complaints.
pub(crate) fn base_url(key: &str, text: &str) -> Result<Url, RailConfigError> {
    let url = Url::parse(text).map_err(|_| wrong(key, "is not an absolute address"))?;
    let bare = url.path() == "/" && url.query().is_none() && url.fragment().is_none();
    if !bare || !url.username().is_empty() || url.password().is_some() {
        return Err(wrong(key, "must have neither a path, a query nor credentials"));
    }
    let host = url.host_str().unwrap_or_default();
    let plain = host.trim_start_matches('[').trim_end_matches(']');
    let loopback = host == "localhost" || plain.parse::<std::net::IpAddr>().is_ok_and(|ip| ip.is_loopback());
    match url.scheme() {
        "https" => Ok(url),
        "http" if loopback => Ok(url),
        _ => Err(wrong(key, "must be https, or http on this machine")),
    }
}

/// The words of a key file, one a line. There is at least one, and each can stand in a header.
pub(crate) fn key_file(folder: &Path, name: &str) -> Result<Vec<Secret>, RailConfigError> {
    let file = folder.join(name);
    let place = file.display().to_string();
    let text = match fs::read_to_string(&file) {
        Ok(text) => Zeroizing::new(text),
        Err(source) => return Err(RailConfigError::File { file: place, source }),
    };
    let words: Vec<&str> = text.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
    if words.is_empty() || !words.iter().all(|word| word.bytes().all(|byte| byte.is_ascii_graphic())) {
        return Err(wrong(place, "must hold one word a line"));
    }
    Ok(words.into_iter().map(Secret::new).collect())
}

/// The only word of a key file.
pub(crate) fn one_word(folder: &Path, name: &str) -> Result<Secret, RailConfigError> {
    let mut words = key_file(folder, name)?.into_iter();
    match (words.next(), words.next()) {
        (Some(word), None) => Ok(word),
        _ => Err(wrong(folder.join(name).display().to_string(), "must hold exactly one line")),
    }
}
