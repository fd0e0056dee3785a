//! `joinery user add`.

use std::process::ExitCode;

use domain::{
    id::UserId,
    people::{User, normalise_name},
};
use services::ports::{Clock as _, Commit, EntropyExt as _, PeopleChanges, PeopleWrite, UserRow};

use super::{address, other, staff_roles, typed};
use crate::{
    cli::Role, clock::RealClock, commands::CommandError, compose, entropy::SystemEntropy, settings::Settings,
};

/// Adds a person; the password comes from standard input, so that it stands in no history.
pub(super) async fn run(
    settings: &Settings,
    email: &str,
    name: &str,
    roles: Vec<Role>,
) -> Result<ExitCode, CommandError> {
    let email = address(email)?;
    let name = normalise_name(name).ok_or_else(|| other("--name is empty or too long"))?;
    let password = typed::password(&email).await?;
    let databases = compose::open_databases(settings).await?;
    let program = compose::assemble(settings, &databases).await?;
    let now = RealClock::default().system();
    let roles = staff_roles(roles);
    let user = User { id: UserId::new(now, SystemEntropy.bits()), email, name, created_at: now, roles };
    let password_hash = program.services.identity.hash_password(&password).await?;
    let writes = vec![PeopleWrite::InsertUser(UserRow { user, password_hash })];
    match databases.people.commit(PeopleChanges { writes }).await? {
        Commit::Committed => {
            println!("Added.");
            Ok(ExitCode::SUCCESS)
        }
        Commit::Duplicate | Commit::Conflict => {
            Err(other("this e-mail address has an account already; nothing changed"))
        }
    }
}
