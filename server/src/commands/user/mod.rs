//! `joinery user`: whoever cannot be looked after on a page.

mod add;
mod password;
mod roles;
mod typed;

use std::process::ExitCode;

use domain::people::{StaffRole, normalise_email};
use services::ports::{People, UserRow};

use super::CommandError;
use crate::{
    cli::{Role, UserCommand},
    settings::Settings,
    tasks::signalled,
};

/// Carries out one of them, unless a signal ends it. A signal is heard, not suffered: a terminal that hides what is typed
/// shows it again.
pub async fn run(settings: &Settings, command: UserCommand) -> Result<ExitCode, CommandError> {
    tokio::select! {
        biased;
        () = signalled() => Err(other("stopped before it said that it was done; it is safe to try again")),
        done = carry_out(settings, command) => done,
    }
}

async fn carry_out(settings: &Settings, command: UserCommand) -> Result<ExitCode, CommandError> {
    match command {
        UserCommand::Add { email, name, role } => add::run(settings, &email, &name, role).await,
        UserCommand::Password { email } => password::run(settings, &email).await,
        UserCommand::Role { email, take, give, even_the_last } => {
            let change = roles::Change { take: staff_roles(take), give: staff_roles(give), even_the_last };
            roles::run(settings, &email, &change).await
        }
    }
}

fn other(text: impl Into<String>) -> CommandError {
    CommandError::Other(text.into())
}

fn address(typed: &str) -> Result<String, CommandError> {
    normalise_email(typed).ok_or_else(|| other("--email is not an e-mail address"))
}

/// Whoever has an address.
async fn somebody(people: &People, email: &str) -> Result<UserRow, CommandError> {
    let found = people.user_by_email(email).await?;
    found.ok_or_else(|| other(format!("nobody has the address {email}; nothing changed")))
}

fn staff_roles(roles: Vec<Role>) -> Vec<StaffRole> {
    let staff_role = |role: Role| match role {
        Role::Operator => StaffRole::Operator,
        Role::Finance => StaffRole::Finance,
    };
    roles.into_iter().map(staff_role).collect()
}
