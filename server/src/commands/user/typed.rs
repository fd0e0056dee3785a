//! A password, from a pipe or from a keyboard.

use std::{
    io::{BufRead as _, IsTerminal as _},
    process::{Command, Stdio},
    thread,
};

use app::text::problems::problem;
use domain::{locale::Locale, people::MIN_PASSWORD_LENGTH, view::ProblemCode};
use services::identity::password_problem;
use tokio::sync::oneshot;

use super::other;
use crate::commands::CommandError;

/// Reads a password that this person can have. A keyboard is asked twice and shows nothing; a pipe says it once.
pub(super) async fn password(email: &str) -> Result<String, CommandError> {
    let password = if std::io::stdin().is_terminal() { twice(email).await? } else { line().await? };
    match password_problem(&password, Some(email)) {
        None => Ok(password),
        Some(ProblemCode::PasswordTooShort { minimum }) => Err(other(format!(
            "the password is too short: it needs at least {minimum} characters; nothing changed"
        ))),
        Some(code) => Err(other(format!("{} Nothing changed.", problem(&code, Locale::English)))),
    }
}

async fn twice(email: &str) -> Result<String, CommandError> {
    let hidden = Hidden::begin();
    let seen = if hidden.is_some() { "it is not shown" } else { "it will be visible" };
    eprintln!("Password for {email}, then Enter (at least {MIN_PASSWORD_LENGTH} characters; {seen}):");
    let first = line().await?;
    eprintln!("Once more:");
    let second = line().await?;
    drop(hidden);
    if first == second {
        Ok(first)
    } else {
        Err(other("these were two different passwords; nothing changed"))
    }
}

/// Waits on a thread of its own, for which nothing waits: whoever gives up need not press Enter.
async fn line() -> Result<String, CommandError> {
    let (said, heard) = oneshot::channel();
    thread::spawn(move || said.send(read()));
    let read = heard.await.map_err(|error| other(error.to_string()))?;
    let line = read.map_err(|error| other(error.to_string()))?;
    Ok(line.trim_end_matches(['\r', '\n']).to_owned())
}

fn read() -> std::io::Result<String> {
    let mut line = String::new();
    std::io::stdin().lock().read_line(&mut line)?;
    Ok(line)
}

/// As long as it lives, the keyboard's letters are not shown; then the terminal is as it was before.
struct Hidden {
    before: String,
}

impl Hidden {
    /// Nothing when the terminal does not take orders.
    fn begin() -> Option<Self> {
        let before = stty("-g")?;
        stty("-echo").map(|_| Self { before })
    }
}

impl Drop for Hidden {
    fn drop(&mut self) {
        stty(&self.before);
    }
}

/// What it answers, when it did as told.
fn stty(order: &str) -> Option<String> {
    let mut command = Command::new("stty");
    command.arg(order).stdin(Stdio::inherit()).stderr(Stdio::null());
    let answer = command.output().ok().filter(|answer| answer.status.success())?;
    Some(String::from_utf8(answer.stdout).ok()?.trim().to_owned())
}
