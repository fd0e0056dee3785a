//! `joinery user add`.

use std::{io::BufRead as _, process::ExitCode, sync::Arc};

use domain::{
    id::UserId,
    people::{MIN_PASSWORD_LENGTH, StaffRole, User, normalise_email, normalise_name},
};
use services::ports::{Clock as _, Commit, EntropyExt as _, PeopleChanges, PeopleWrite, UserRow};

use super::CommandError;
use crate::{
    cli::{Role, UserCommand},
    clock::RealClock,
    compose,
    entropy::SystemEntropy,
    settings::Settings,
};

/// Adds a person; the password comes from standard input, so that it stands in no history.
pub async fn run(settings: &Settings, command: UserCommand) -> Result<ExitCode, CommandError> {
    let UserCommand::Add { email, name, role } = command;
    let other = |text: &str| CommandError::Other(text.to_owned());
    let email = normalise_email(&email).ok_or_else(|| other("--email is not an e-mail address"))?;
    let name = normalise_name(&name).ok_or_else(|| other("--name is empty or too long"))?;
    eprintln!(
        "Password for {email}, then Enter (at least {MIN_PASSWORD_LENGTH} characters; it will be visible):"
    );
    let mut password = String::new();
    std::io::stdin()
        .lock()
        .read_line(&mut password)
        .map_err(|error| CommandError::Other(error.to_string()))?;
    let password = password.trim_end_matches(['\r', '\n']);
    if password.chars().count() < MIN_PASSWORD_LENGTH {
        return Err(other("the password is too short; nobody was added"));
    }
    let databases = compose::open_databases(settings).await?;
    let program = compose::assemble(settings, &databases).await?;
    let now = RealClock::default().system();
    let roles = role.into_iter().map(staff_role).collect();
    let user = User { id: UserId::new(now, SystemEntropy.bits()), email, name, created_at: now, roles };
    let password_hash = program.services.identity.hash_password(password).await?;
    let people = Arc::clone(&databases.people);
    let writes = vec![PeopleWrite::InsertUser(UserRow { user, password_hash })];
    match people.commit(PeopleChanges { writes }).await? {
        Commit::Committed => {
            println!("Added.");
            Ok(ExitCode::SUCCESS)
        }
        Commit::Duplicate | Commit::Conflict => {
            Err(other("this e-mail address has an account already; nothing changed"))
        }
    }
}

fn staff_role(role: Role) -> StaffRole {
    match role {
        Role::Operator => StaffRole::Operator,
        Role::Finance => StaffRole::Finance,
    }
}
