//! A password, from a pipe or from a keyboard.

use std::{
    io::{BufRead as _, IsTerminal as _},
    process::{Command, Stdio},
};

use app::text::problems::problem;
use domain::{locale::Locale, people::MIN_PASSWORD_LENGTH, view::ProblemCode};
use services::identity::password_problem;

use super::other;
use crate::commands::CommandError;

/// Reads a password that this person can have. A keyboard is asked twice and shows nothing; a pipe says it once.
pub(super) fn password(email: &str) -> Result<String, CommandError> {
    let password = if std::io::stdin().is_terminal() { twice(email)? } else { line()? };
    match password_problem(&password, Some(email)) {
        None => Ok(password),
        Some(ProblemCode::PasswordTooShort { minimum }) => Err(other(format!(
            "the password is too short: it needs at least {minimum} characters; nothing changed"
        ))),
        Some(code) => Err(other(format!("{} Nothing changed.", problem(&code, Locale::English)))),
    }
}

fn twice(email: &str) -> Result<String, CommandError> {
    let hidden = Hidden::begin();
    let seen = if hidden.is_some() { "it is not shown" } else { "it will be visible" };
    eprintln!("Password for {email}, then Enter (at least {MIN_PASSWORD_LENGTH} characters; {seen}):");
    let first = line()?;
    eprintln!("Once more:");
    let second = line()?;
    drop(hidden);
    if first == second {
        Ok(first)
    } else {
        Err(other("these were two different passwords; nothing changed"))
    }
}

fn line() -> Result<String, CommandError> {
    let mut line = String::new();
    std::io::stdin().lock().read_line(&mut line).map_err(|error| other(error.to_string()))?;
    Ok(line.trim_end_matches(['\r', '\n']).to_owned())
}

/// As long as it lives, the keyboard's letters are not shown.
struct Hidden;

impl Hidden {
    /// Nothing when the terminal does not take orders.
    fn begin() -> Option<Self> {
        stty("-echo").then_some(Self)
    }
}

impl Drop for Hidden {
    fn drop(&mut self) {
        stty("echo");
    }
}

fn stty(order: &str) -> bool {
    let mut command = Command::new("stty");
    command.arg(order).stdin(Stdio::inherit()).stdout(Stdio::null()).stderr(Stdio::null());
    command.status().is_ok_and(|status| status.success())
}
