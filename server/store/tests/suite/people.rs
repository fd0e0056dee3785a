//! The people database.

use domain::{
    id::{AgreementId, ConsentId, DestinationId, DraftId, UserId},
    locale::Locale,
    people::{Consent, StaffRole, User},
    time::Timestamp,
};
use futures::future::join_all;
use services::ports::{Commit, Draft, PeopleChanges, PeopleWrite, SealedDetails, SessionRow, UserRow};

use crate::{
    backend::{Database, on_both},
    shop::NOW,
};

on_both!(
    a_person_is_found_by_address_and_by_id,
    an_address_belongs_to_one_person,
    sessions_end_when_they_should,
    evidence_is_kept_newest_first,
    drafts_are_replaced_forgotten_and_expire,
    many_sign_ups_at_once_disturb_each_other_only_by_address,
    bank_details_are_kept_as_they_were_sealed_and_replaced,
);

fn unit(writes: impl IntoIterator<Item = PeopleWrite>) -> PeopleChanges {
    PeopleChanges { writes: writes.into_iter().collect() }
}

fn person(number: u128, email: &str) -> UserRow {
    UserRow {
        user: User {
            id: UserId::new(NOW, number),
            email: email.to_owned(),
            name: format!("陈 {number}"),
            created_at: NOW,
            roles: vec![StaffRole::Reviewer, StaffRole::Finance],
        },
        password_hash: "$argon2id$v=19$…".to_owned(),
    }
}

fn session(row: &UserRow, hash: &str, expires_at: Timestamp) -> SessionRow {
    SessionRow { token_hash: hash.to_owned(), user: row.user.id.clone(), created_at: NOW, expires_at }
}

async fn commit(db: &Database, writes: impl IntoIterator<Item = PeopleWrite>) -> Commit {
    db.people.commit(unit(writes)).await.unwrap()
}

async fn a_person_is_found_by_address_and_by_id(db: Database) {
    let (mei, bo) = (person(1, "mei@example.com"), person(2, "bo@example.com"));
    let writes = [PeopleWrite::InsertUser(mei.clone()), PeopleWrite::InsertUser(bo.clone())];
    assert_eq!(commit(&db, writes).await, Commit::Committed);
    assert!(db.people.user_by_email("mei@example.com").await.unwrap() == Some(mei.clone()));
    assert!(db.people.user_by_email("nobody@example.com").await.unwrap().is_none());
    assert_eq!(db.people.user(&bo.user.id).await.unwrap(), Some(bo.user.clone()));
    let stranger = UserId::new(NOW, 3);
    assert_eq!(db.people.user(&stranger).await.unwrap(), None);
    let names = db.people.names(&[bo.user.id.clone(), stranger, mei.user.id.clone()]).await.unwrap();
    let names: Vec<_> = names.into_iter().collect();
    assert_eq!(names, [(mei.user.id, "陈 1".to_owned()), (bo.user.id, "陈 2".to_owned())]);
    db.people.ping().await.unwrap();
}

async fn an_address_belongs_to_one_person(db: Database) {
    let first = person(1, "mei@example.com");
    let second = person(2, "mei@example.com");
    assert_eq!(commit(&db, [PeopleWrite::InsertUser(first)]).await, Commit::Committed);
    let signing_up = [
        PeopleWrite::InsertUser(second.clone()),
        PeopleWrite::InsertSession(session(&second, "ab", NOW.plus_days(1))),
    ];
    assert_eq!(commit(&db, signing_up).await, Commit::Duplicate);
    assert!(db.people.session("ab", NOW).await.unwrap().is_none());
}

async fn sessions_end_when_they_should(db: Database) {
    let mei = person(1, "mei@example.com");
    let end = NOW.plus_days(1);
    let (one, two, three) =
        (session(&mei, "aa", end), session(&mei, "bb", end), session(&mei, "cc", end.plus_ms(1)));
    let writes = [
        PeopleWrite::InsertUser(mei.clone()),
        PeopleWrite::InsertSession(one.clone()),
        PeopleWrite::InsertSession(two),
        PeopleWrite::InsertSession(three),
    ];
    assert_eq!(commit(&db, writes).await, Commit::Committed);
    assert_eq!(db.people.session("aa", end.plus_ms(-1)).await.unwrap(), Some((one.clone(), mei.user)));
    assert_eq!(db.people.session("aa", end).await.unwrap(), None, "over at its end");
    assert_eq!(commit(&db, [PeopleWrite::InsertSession(one)]).await, Commit::Duplicate);

    let gone = PeopleWrite::DeleteSession("aa".to_owned());
    assert_eq!(commit(&db, [gone.clone()]).await, Commit::Committed);
    assert_eq!(commit(&db, [gone]).await, Commit::Committed, "nothing happens when it is gone");
    assert_eq!(db.people.session("aa", NOW).await.unwrap(), None);
    assert_eq!(commit(&db, [PeopleWrite::ForgetExpired(end)]).await, Commit::Committed);
    assert_eq!(db.people.session("bb", NOW).await.unwrap(), None, "forgotten");
    assert!(db.people.session("cc", NOW).await.unwrap().is_some(), "not over yet");
}

async fn evidence_is_kept_newest_first(db: Database) {
    let mei = person(1, "mei@example.com");
    let agreement = AgreementId::new(NOW, 1);
    let consent = |number, accepted_at| Consent {
        id: ConsentId::new(NOW, number),
        user: mei.user.id.clone(),
        agreement: agreement.clone(),
        digest: "cd".repeat(32),
        locale: Locale::SimplifiedChinese,
        opened_at: NOW,
        accepted_at,
        user_agent: "Mozilla/5.0 (\"quotes\"; 'single'; 微信)".to_owned(),
        network: "192.0.2.0/24".to_owned(),
    };
    let (early, late) = (consent(1, NOW.plus_ms(1)), consent(2, NOW.plus_ms(2)));
    let writes = [
        PeopleWrite::InsertUser(mei.clone()),
        PeopleWrite::InsertConsent(early.clone()),
        PeopleWrite::InsertConsent(late.clone()),
    ];
    assert_eq!(commit(&db, writes).await, Commit::Committed);
    assert_eq!(db.people.consents(&mei.user.id, &agreement).await.unwrap(), [late.clone(), early.clone()]);
    assert!(db.people.consents(&mei.user.id, &AgreementId::new(NOW, 2)).await.unwrap().is_empty());
    assert_eq!(db.people.consent(&early.id).await.unwrap(), Some(early.clone()));
    assert_eq!(commit(&db, [PeopleWrite::InsertConsent(early)]).await, Commit::Duplicate);
    assert_eq!(db.people.consent(&ConsentId::new(NOW, 3)).await.unwrap(), None);
}

async fn drafts_are_replaced_forgotten_and_expire(db: Database) {
    let draft = |content: &str| Draft {
        id: DraftId::new(NOW, 1),
        form: "sign-up".to_owned(),
        content: content.to_owned(),
        expires_at: NOW.plus_seconds(600),
    };
    let puts =
        [PeopleWrite::PutDraft(draft("first")), PeopleWrite::PutDraft(draft("{\"name\":\"\\u0000\"}"))];
    assert_eq!(commit(&db, puts).await, Commit::Committed);
    let id = DraftId::new(NOW, 1);
    assert_eq!(db.people.draft(&id, NOW).await.unwrap(), Some(draft("{\"name\":\"\\u0000\"}")));
    assert_eq!(db.people.draft(&id, NOW.plus_seconds(600)).await.unwrap(), None);
    assert_eq!(commit(&db, [PeopleWrite::DeleteDraft(id.clone())]).await, Commit::Committed);
    assert_eq!(db.people.draft(&id, NOW).await.unwrap(), None);
    let again = [PeopleWrite::PutDraft(draft("x")), PeopleWrite::ForgetExpired(NOW.plus_seconds(600))];
    assert_eq!(commit(&db, again).await, Commit::Committed);
    assert_eq!(db.people.draft(&id, NOW).await.unwrap(), None);
}

async fn many_sign_ups_at_once_disturb_each_other_only_by_address(db: Database) {
    let sign_up = |number: u128| {
        let row = person(number, &format!("person{}@example.com", number / 2));
        let session = session(&row, &format!("{number}"), NOW.plus_days(1));
        db.people.commit(unit([PeopleWrite::InsertUser(row), PeopleWrite::InsertSession(session)]))
    };
    let answers: Vec<_> = join_all((0..120).map(sign_up)).await.into_iter().map(Result::unwrap).collect();
    for (pair, answers) in answers.chunks(2).enumerate() {
        let committed = answers.iter().filter(|answer| **answer == Commit::Committed).count();
        assert_eq!((committed, answers.contains(&Commit::Duplicate)), (1, true), "pair {pair}: {answers:?}");
    }
}

async fn bank_details_are_kept_as_they_were_sealed_and_replaced(db: Database) {
    let sealed = |number, ciphertext: &[u8], kept_at| SealedDetails {
        destination: DestinationId::new(NOW, number),
        ciphertext: ciphertext.to_vec(),
        kept_at,
    };
    let (first, other) = (sealed(1, &[1, 0, 255, 128, 10], NOW), sealed(2, &[7; 300], NOW));
    let newer = sealed(1, &[2], NOW.plus_ms(1));
    let put = |details: &SealedDetails| PeopleWrite::PutBankDetails(details.clone());
    assert_eq!(commit(&db, [put(&first), put(&other)]).await, Commit::Committed);
    let unknown = DestinationId::new(NOW, 3);
    let ids = [first.destination.clone(), unknown, other.destination.clone()];
    let read = async || {
        let mut found = db.people.bank_details(&ids).await.unwrap();
        found.sort_by(|one, two| one.destination.cmp(&two.destination));
        found
    };
    assert_eq!(read().await, [first, other.clone()]);
    assert_eq!(commit(&db, [put(&newer)]).await, Commit::Committed);
    assert_eq!(read().await, [newer, other]);
    assert_eq!(db.people.bank_details(&[]).await.unwrap(), []);
}
