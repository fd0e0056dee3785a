//! Passwords and staff roles that change, and the mailed ways to a new password.

use domain::{
    id::{PasswordLinkId, UserId},
    people::{StaffRole, User},
};
use futures::future::join_all;
use services::ports::{Commit, PasswordLink, PeopleChanges, PeopleWrite, SessionRow, StoreFault, UserRow};

use crate::{
    backend::{Database, on_both},
    shop::NOW,
};

on_both!(
    a_new_password_ends_every_session_of_its_person_and_every_link,
    a_link_is_used_once_however_many_try,
    a_link_is_found_by_its_token_until_its_end_and_written_again_it_stays_used,
    roles_change_from_those_they_were_decided_on,
);

fn person(number: u128) -> UserRow {
    UserRow {
        user: User {
            id: UserId::new(NOW, number),
            email: format!("p{number}@example.com"),
            name: "陈 玫".to_owned(),
            created_at: NOW,
            roles: vec![StaffRole::Operator, StaffRole::Finance],
        },
        password_hash: "old".to_owned(),
    }
}

fn session(row: &UserRow, hash: &str) -> PeopleWrite {
    PeopleWrite::InsertSession(SessionRow {
        token_hash: hash.to_owned(),
        user: row.user.id.clone(),
        created_at: NOW,
        expires_at: NOW.plus_days(1),
    })
}

fn link(row: &UserRow, number: u128) -> PasswordLink {
    PasswordLink {
        id: PasswordLinkId::new(NOW, number),
        token_hash: format!("link-{number}"),
        user: row.user.id.clone(),
        asked_at: NOW,
        expires_at: NOW.plus_seconds(3_600),
    }
}

/// A new password by the first link.
fn by_link(row: &UserRow, hash: &str) -> Vec<PeopleWrite> {
    let mut writes = vec![PeopleWrite::UsePasswordLink(link(row, 1).id, NOW)];
    writes.extend(PeopleWrite::new_password(row.user.id.clone(), hash.to_owned(), NOW));
    writes
}

async fn commit(db: &Database, writes: impl IntoIterator<Item = PeopleWrite>) -> Commit {
    tried(db, writes).await.unwrap()
}

async fn tried(db: &Database, writes: impl IntoIterator<Item = PeopleWrite>) -> Result<Commit, StoreFault> {
    db.people.commit(PeopleChanges { writes: writes.into_iter().collect() }).await
}

async fn hash_of(db: &Database, row: &UserRow) -> String {
    db.people.user_by_email(&row.user.email).await.unwrap().unwrap().password_hash
}

async fn a_new_password_ends_every_session_of_its_person_and_every_link(db: Database) {
    let (mei, bo) = (person(1), person(2));
    let writes = [
        PeopleWrite::InsertUser(mei.clone()),
        PeopleWrite::InsertUser(bo.clone()),
        session(&mei, "aa"),
        session(&mei, "bb"),
        session(&bo, "cc"),
        PeopleWrite::PutPasswordLink(link(&mei, 1)),
        PeopleWrite::PutPasswordLink(link(&mei, 2)),
        PeopleWrite::PutPasswordLink(link(&bo, 3)),
    ];
    assert_eq!(commit(&db, writes).await, Commit::Committed);
    assert_eq!(commit(&db, by_link(&mei, "new")).await, Commit::Committed);
    assert_eq!((hash_of(&db, &mei).await, hash_of(&db, &bo).await), ("new".to_owned(), "old".to_owned()));
    for (hash, there) in [("aa", false), ("bb", false), ("cc", true)] {
        assert_eq!(db.people.session(hash, NOW).await.unwrap().is_some(), there, "{hash}");
    }
    for (hash, there) in [("link-1", false), ("link-2", false), ("link-3", true)] {
        assert_eq!(db.people.password_link(hash, NOW).await.unwrap().is_some(), there, "{hash}");
    }
    let nobody = UserId::new(NOW, 9);
    assert_eq!(commit(&db, PeopleWrite::new_password(nobody, "x".to_owned(), NOW)).await, Commit::Conflict);
}

async fn a_link_is_used_once_however_many_try(db: Database) {
    let mei = person(1);
    let there = [PeopleWrite::InsertUser(mei.clone()), PeopleWrite::PutPasswordLink(link(&mei, 1))];
    assert_eq!(commit(&db, there).await, Commit::Committed);
    let uses = (0..20).map(|number| commit(&db, by_link(&mei, &format!("new {number}"))));
    let answers = join_all(uses).await;
    let won: Vec<usize> = (0..20).filter(|number| answers[*number] == Commit::Committed).collect();
    assert_eq!(won.len(), 1, "{answers:?}");
    assert!(answers.iter().all(|answer| *answer != Commit::Duplicate));
    assert_eq!(hash_of(&db, &mei).await, format!("new {}", won[0]), "whole or not at all");
    assert_eq!(commit(&db, [session(&mei, "aa")]).await, Commit::Committed);
    let late = [
        PeopleWrite::DeleteSessionsOf(mei.user.id.clone()),
        PeopleWrite::UsePasswordLink(link(&mei, 1).id, NOW),
    ];
    assert_eq!(commit(&db, late).await, Commit::Conflict);
    assert!(db.people.session("aa", NOW).await.unwrap().is_some(), "nothing of it was done");
}

async fn a_link_is_found_by_its_token_until_its_end_and_written_again_it_stays_used(db: Database) {
    let mei = person(1);
    let put = || PeopleWrite::PutPasswordLink(link(&mei, 1));
    assert!(tried(&db, [put()]).await.is_err(), "a link of nobody");
    assert_eq!(commit(&db, [PeopleWrite::InsertUser(mei.clone()), put()]).await, Commit::Committed);
    let end = NOW.plus_seconds(3_600);
    assert_eq!(db.people.password_link("link-1", end.plus_ms(-1)).await.unwrap(), Some(link(&mei, 1)));
    assert_eq!(db.people.password_link("link-1", end).await.unwrap(), None);
    assert_eq!(db.people.password_link("link-9", NOW).await.unwrap(), None);
    assert_eq!(commit(&db, [put()]).await, Commit::Committed, "nothing happens when it is there");
    let used = PeopleWrite::UsePasswordLink(link(&mei, 1).id, NOW);
    assert_eq!(commit(&db, [used.clone()]).await, Commit::Committed);
    assert_eq!(commit(&db, [put()]).await, Commit::Committed);
    assert_eq!(db.people.password_link("link-1", NOW).await.unwrap(), None);
    assert_eq!(commit(&db, [used]).await, Commit::Conflict);
    assert_eq!(commit(&db, [PeopleWrite::ForgetExpired(end)]).await, Commit::Committed);
    assert_eq!(commit(&db, [put()]).await, Commit::Committed);
    assert!(db.people.password_link("link-1", NOW).await.unwrap().is_some(), "it was forgotten");
}

async fn roles_change_from_those_they_were_decided_on(db: Database) {
    use StaffRole::{Finance, Operator};
    let mei = person(1);
    assert_eq!(commit(&db, [PeopleWrite::InsertUser(mei.clone())]).await, Commit::Committed);
    let set = |from: &[StaffRole], to: &[StaffRole]| PeopleWrite::SetRoles {
        user: mei.user.id.clone(),
        from: from.to_vec(),
        to: to.to_vec(),
    };
    assert_eq!(commit(&db, [set(&[Operator], &[])]).await, Commit::Conflict);
    assert_eq!(commit(&db, [set(&[Operator, Finance], &[Finance])]).await, Commit::Committed);
    assert_eq!(commit(&db, [set(&[Operator, Finance], &[])]).await, Commit::Conflict);
    assert_eq!(db.people.user(&mei.user.id).await.unwrap().unwrap().roles, [Finance]);
    assert_eq!(commit(&db, [set(&[Finance], &[])]).await, Commit::Committed);
    assert!(db.people.staff().await.unwrap().is_empty());
}
