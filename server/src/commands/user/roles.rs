//! `joinery user role`.

use std::process::ExitCode;

use domain::people::{StaffRole, User};
use services::ports::{Commit, People, PeopleChanges, PeopleWrite};
use store::Schema;

use super::{address, other, somebody};
use crate::{commands::CommandError, compose, settings::Settings};

/// What is to change.
pub(super) struct Change {
    pub take: Vec<StaffRole>,
    pub give: Vec<StaffRole>,
    /// Whether nobody may be left who decides.
    pub even_the_last: bool,
}

impl Change {
    /// The roles afterwards: those that stay, in their order, then those that are new.
    fn of(&self, before: &[StaffRole]) -> Vec<StaffRole> {
        let kept = before.iter().filter(|role| !self.take.contains(role));
        let mut after: Vec<StaffRole> = kept.copied().collect();
        for role in &self.give {
            if !after.contains(role) {
                after.push(*role);
            }
        }
        after
    }
}

/// Takes and gives roles; the person is signed out in the same commit, and a program that runs knows it within seconds.
pub(super) async fn run(settings: &Settings, email: &str, change: &Change) -> Result<ExitCode, CommandError> {
    let email = address(email)?;
    if change.take.is_empty() && change.give.is_empty() {
        return Err(other("say which role: --take operator, --give finance, …"));
    }
    if change.take.iter().any(|role| change.give.contains(role)) {
        return Err(other("one role cannot be taken and given at once; nothing changed"));
    }
    let databases = compose::open_present(settings, Schema::Present).await?;
    let people = &databases.people;
    let user = somebody(people, &email).await?.user;
    let to = change.of(&user.roles);
    if to == user.roles {
        println!("Nothing to change: {email} has {}.", named(&to));
        return Ok(ExitCode::SUCCESS);
    }
    if is_last_operator(people, &user, &to).await? {
        let warning = format!(
            "{email} is the last operator. Without one nobody can decide at /review, look after payouts or check \
             accounts, and money that waits for a decision keeps waiting"
        );
        if !change.even_the_last {
            return Err(other(format!(
                "{warning}. Nothing changed. Give the role to somebody else first, or say --even-the-last."
            )));
        }
        eprintln!("Warning: {warning}.");
    }
    let said = named(&to);
    let writes = vec![
        PeopleWrite::SetRoles { user: user.id.clone(), from: user.roles, to },
        PeopleWrite::DeleteSessionsOf(user.id),
    ];
    match people.commit(PeopleChanges { writes }).await? {
        Commit::Committed => {
            println!(
                "Changed: {email} has {said}, and is signed out everywhere; a program that runs knows it within 5 seconds."
            );
            Ok(ExitCode::SUCCESS)
        }
        Commit::Duplicate | Commit::Conflict => {
            Err(other("the roles were changed meanwhile; nothing changed, so look and try again"))
        }
    }
}

async fn is_last_operator(people: &People, user: &User, to: &[StaffRole]) -> Result<bool, CommandError> {
    let operator = StaffRole::Operator;
    if !user.roles.contains(&operator) || to.contains(&operator) {
        return Ok(false);
    }
    let staff = people.staff().await?;
    Ok(!staff.iter().any(|one| one.id != user.id && one.roles.contains(&operator)))
}

fn named(roles: &[StaffRole]) -> String {
    let codes: Vec<&str> = roles.iter().map(|role| role.code()).collect();
    if codes.is_empty() { "no staff role".to_owned() } else { format!("the role of {}", codes.join(" and ")) }
}
