//! Reading and checking.

use std::{io, path::Path};

use super::{Mode, Settings, variables};

/// Why the settings cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum SettingsError {
    /// The file is there and cannot be read.
    #[error("the settings file {path} cannot be read: {source}")]
    File {
        /// Which one.
        path: String,
        /// Why.
        source: io::Error,
    },
    /// The file is not TOML, or a key is missing, unknown or of the wrong kind; the text names it.
    #[error("settings: {0}")]
    Key(String),
}

/// Reads the file, if it is there, and the variables, and checks everything.
pub fn load(path: &Path) -> Result<Settings, SettingsError> {
    let text = match std::fs::read_to_string(path) {
        Ok(text) => text,
        Err(error) if error.kind() == io::ErrorKind::NotFound => String::new(),
        Err(source) => return Err(SettingsError::File { path: path.display().to_string(), source }),
    };
    parse(&text, environment)
}

#[expect(clippy::disallowed_methods, reason = "this is the one place that reads the environment")]
fn environment(name: &str) -> Option<String> {
    std::env::var(name).ok()
}

fn parse(text: &str, variable: impl Fn(&str) -> Option<String>) -> Result<Settings, SettingsError> {
    let mut table: toml::Table = text.parse().map_err(|error: toml::de::Error| key_error(&error))?;
    variables::apply(&mut table, variable);
    let mut settings: Settings = table.try_into().map_err(|error: toml::de::Error| key_error(&error))?;
    settings.public_url = settings.public_url.trim_end_matches('/').to_owned();
    check(&settings)?;
    if settings.is_demo() {
        settings.policy.sandbox = true;
    }
    Ok(settings)
}

fn key_error(error: &toml::de::Error) -> SettingsError {
    SettingsError::Key(error.message().to_owned())
}

fn check(settings: &Settings) -> Result<(), SettingsError> {
    let fail = |text: &str| Err(SettingsError::Key(text.to_owned()));
    let Some((scheme, host)) = settings.public_url.split_once("://") else {
        return fail("public_url must be like https://join.example.com");
    };
    if host.is_empty() || host.contains('/') {
        return fail("public_url must have a host and no path");
    }
    match (scheme, settings.mode) {
        ("https", _) | ("http", Mode::Demo) => {}
        ("http", Mode::Live) if is_loopback(host) => {}
        ("http", Mode::Live) => {
            return fail("public_url must be https outside a demo: sign-ins would travel in the clear");
        }
        _ => return fail("public_url must begin with https:// or http://"),
    }
    if settings.mode == Mode::Live && settings.policy.sandbox {
        return fail("policy.sandbox is for demos: real money settles later");
    }
    if !(1..=120).contains(&settings.policy.order_life_minutes) {
        return fail(
            "policy.order_life_minutes must be between 1 and 120: a WeChat Pay code lives two hours",
        );
    }
    if settings.policy.run_hour > 23 {
        return fail("policy.run_hour must be between 0 and 23");
    }
    Ok(())
}

/// Whether a host (with or without a port) is this machine itself.
pub(super) fn is_loopback(host: &str) -> bool {
    let name = host.rsplit_once(':').map_or(host, |(name, _)| name);
    matches!(name, "localhost" | "127.0.0.1" | "[::1]")
}

impl Settings {
    /// Whether cookies may carry the `__Host-` prefix and `Secure`: https, or this machine itself.
    pub fn secure_cookies(&self) -> bool {
        match self.public_url.split_once("://") {
            Some(("https", _)) => true,
            Some((_, host)) => is_loopback(host),
            None => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::parse;

    const DEMO: &str = "public_url = 'http://127.0.0.1:3000/'\nmode = 'demo'\n";

    #[test]
    fn an_error_names_the_key() {
        let missing = parse("mode = 'demo'", |_| None).unwrap_err().to_string();
        assert!(missing.contains("public_url"), "{missing}");
        let unknown = parse(&format!("{DEMO}colour = 'red'"), |_| None).unwrap_err().to_string();
        assert!(unknown.contains("colour"), "{unknown}");
        let clear =
            parse("public_url = 'http://join.example.com'\nmode = 'live'", |_| None).unwrap_err().to_string();
        assert!(clear.contains("https"), "{clear}");
    }

    #[test]
    fn a_variable_wins_over_the_file() {
        let variable = |name: &str| (name == "JOINERY_LISTEN").then(|| "127.0.0.1:9999".to_owned());
        let settings = parse(DEMO, variable).unwrap();
        assert_eq!(settings.listen.port(), 9999);
        assert_eq!(settings.public_url, "http://127.0.0.1:3000");
        assert!(settings.secure_cookies());
    }

    #[test]
    fn a_database_password_is_not_shown() {
        let settings =
            parse(&format!("{DEMO}people_url = 'postgres://joinery:hunter2@db/people'"), |_| None).unwrap();
        assert!(!format!("{settings:?}").contains("hunter2"));
    }
}
