//! `joinery user password`.

use std::process::ExitCode;

use services::ports::{Clock as _, Commit, PeopleChanges, PeopleWrite};
use store::Schema;

use super::{address, other, somebody, typed};
use crate::{clock::RealClock, commands::CommandError, compose, settings::Settings};

/// Sets a new password; whoever is signed in by the old one is signed out in the same commit.
pub(super) async fn run(settings: &Settings, email: &str) -> Result<ExitCode, CommandError> {
    let email = address(email)?;
    let databases = compose::open_present(settings, Schema::Present).await?;
    let user = somebody(&databases.people, &email).await?.user.id;
    let password = typed::password(&email).await?;
    let program = compose::assemble(settings, &databases).await?;
    let hash = program.services.identity.hash_password(&password).await?;
    let set_at = RealClock::default().system();
    let writes = PeopleWrite::new_password(user, hash, set_at).into();
    match databases.people.commit(PeopleChanges { writes }).await? {
        Commit::Committed => {
            println!("Set. {email} is signed out everywhere; a program that runs knows it within 5 seconds.");
            Ok(ExitCode::SUCCESS)
        }
        Commit::Duplicate | Commit::Conflict => {
            Err(other("this person is not there any more; nothing changed"))
        }
    }
}
