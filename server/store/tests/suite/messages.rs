//! What people are told, and what becomes of effects to the outside.

use domain::{
    id::{CreatorId, MessageId, OutboxId, UserId},
    locale::Locale,
    message::{Importance, Message, MessageKind, PauseCause, Recipient},
    people::User,
    time::Timestamp,
};
use services::ports::{
    Addressed, Addressee, Changes, Commit, DueEffect, EffectMark, EffectOutcome, Letter, OutboxCounts,
    OutboxRow, PeopleChanges, PeopleWrite, UserRow, Write,
};

use crate::{
    backend::{Database, on_both},
    shop::{NOW, Shop, unit},
};

on_both!(
    messages_are_listed_newest_first_and_by_page,
    marking_as_read_stops_at_what_was_seen,
    messages_know_the_person_they_go_to,
    thousands_are_told_in_one_unit,
    an_effect_waits_until_it_is_done_or_given_up,
    a_warning_is_due_before_any_news_however_long_that_has_waited,
    a_mark_of_somebody_who_lost_the_effect_changes_nothing,
    letters_are_kept_once_and_found_by_address,
);

fn message(to: &Recipient, minute: i64, random: u128) -> Message {
    let created_at = NOW.plus_seconds(minute * 60);
    Message {
        id: MessageId::new(created_at, random),
        to: to.clone(),
        about: MessageKind::Paused(PauseCause::Platform { reason: "A \"check\" · 审核".to_owned() }),
        created_at,
        read_at: None,
    }
}

async fn tell(db: &Database, messages: &[Message]) {
    let writes = messages.iter().cloned().map(Write::InsertMessage);
    assert_eq!(db.commerce.commit(unit(writes)).await.unwrap(), Commit::Committed);
}

async fn messages_are_listed_newest_first_and_by_page(db: Database) {
    let shop = Shop::open(1, &db.commerce).await;
    let (owner, person) = (Recipient::Owner(shop.creator.id.clone()), Recipient::Person(shop.owner.clone()));
    let stranger = Recipient::Person(UserId::new(NOW, 77));
    let told = [message(&owner, 1, 1), message(&person, 2, 2), message(&owner, 3, 3)];
    tell(&db, &told).await;
    tell(&db, &[message(&stranger, 2, 9)]).await;
    let to = [owner.clone(), person];
    let list =
        async |before: Option<&MessageId>, limit| db.commerce.messages(&to, before, limit).await.unwrap();
    let [first, second, third] = told.clone();
    assert_eq!(list(None, 9).await, [third.clone(), second.clone(), first.clone()]);
    assert_eq!(list(None, 2).await, [third.clone(), second.clone()]);
    assert_eq!(list(Some(&second.id), 9).await, std::slice::from_ref(&first));
    assert_eq!(db.commerce.messages(&[], None, 9).await.unwrap(), []);
    assert_eq!(db.commerce.unread_messages(&to, 100).await.unwrap(), 3);
    assert_eq!(db.commerce.unread_messages(&to, 2).await.unwrap(), 2, "counting stops");
    let again = unit([Write::InsertMessage(first)]);
    assert_eq!(db.commerce.commit(again).await.unwrap(), Commit::Duplicate);
}

async fn marking_as_read_stops_at_what_was_seen(db: Database) {
    let shop = Shop::open(1, &db.commerce).await;
    let owner = Recipient::Owner(shop.creator.id.clone());
    let stranger = Recipient::Person(UserId::new(NOW, 77));
    let (seen, later) = (message(&owner, 1, 1), message(&owner, 2, 2));
    tell(&db, &[seen.clone(), later.clone(), message(&stranger, 1, 3)]).await;
    let mark = |at: i64| Write::MarkRead { to: owner.clone(), through: seen.id.clone(), at: NOW.plus_ms(at) };
    for at in [5, 9] {
        assert_eq!(db.commerce.commit(unit([mark(at)])).await.unwrap(), Commit::Committed);
    }
    let list = db.commerce.messages(std::slice::from_ref(&owner), None, 9).await.unwrap();
    let read = Message { read_at: Some(NOW.plus_ms(5)), ..seen };
    assert_eq!(list, [later, read], "the first mark stands");
    assert_eq!(db.commerce.unread_messages(&[owner, stranger], 9).await.unwrap(), 2);
}

async fn messages_know_the_person_they_go_to(db: Database) {
    let shop = Shop::open(1, &db.commerce).await;
    let owner = message(&Recipient::Owner(shop.creator.id.clone()), 1, 1);
    let person = UserId::new(NOW, 5);
    let direct = message(&Recipient::Person(person.clone()), 1, 2);
    let nobody = message(&Recipient::Owner(CreatorId::new(NOW, 6)), 1, 3);
    tell(&db, &[owner.clone(), direct.clone(), nobody.clone()]).await;
    let ids = [&owner, &direct, &nobody].map(|message| message.id.clone());
    let mut found = db.commerce.addressed_messages(&ids).await.unwrap();
    found.sort_by(|a, b| a.message.id.cmp(&b.message.id));
    let to = |message, person| Addressed { message, person, account: None };
    assert_eq!(found, [to(owner, shop.owner.clone()), to(direct, person)]);
}

async fn thousands_are_told_in_one_unit(db: Database) {
    let shop = Shop::open(1, &db.commerce).await;
    let to = Recipient::Owner(shop.creator.id.clone());
    let messages: Vec<Message> = (0..3_000).map(|number| message(&to, 1, number)).collect();
    let outbox = messages.iter().zip(0..).map(|(message, number)| OutboxRow {
        id: OutboxId::new(NOW, number),
        kind: "mail",
        payload: format!("{{\"message\":\"{}\"}}", message.id),
        importance: message.about.importance(),
        created_at: NOW,
    });
    let changes = Changes {
        outbox: outbox.collect(),
        writes: messages.into_iter().map(Write::InsertMessage).collect(),
        ..Changes::default()
    };
    assert_eq!(db.commerce.commit(changes).await.unwrap(), Commit::Committed);
    assert_eq!(db.commerce.unread_messages(&[to], 5_000).await.unwrap(), 3_000);
    let due = db.commerce.due_effects("mail", NOW, 5_000).await.unwrap();
    let done = |effect: &DueEffect| {
        let outcome = EffectOutcome::Done(NOW.plus_ms(1));
        Write::MarkEffect(EffectMark { id: effect.id.clone(), tries: effect.tries, outcome })
    };
    assert_eq!(db.commerce.commit(unit(due.iter().map(done))).await.unwrap(), Commit::Committed);
    assert_eq!(db.commerce.outbox_counts().await.unwrap(), OutboxCounts::default());
}

async fn promise(db: &Database, kind: &'static str, number: u128, at: Timestamp) -> OutboxId {
    promise_of(Importance::News, db, kind, number, at).await
}

async fn promise_of(
    importance: Importance,
    db: &Database,
    kind: &'static str,
    number: u128,
    at: Timestamp,
) -> OutboxId {
    let id = OutboxId::new(at, number);
    let row = OutboxRow { id: id.clone(), kind, payload: "{}".to_owned(), importance, created_at: at };
    let changes = Changes { outbox: vec![row], ..Changes::default() };
    assert_eq!(db.commerce.commit(changes).await.unwrap(), Commit::Committed);
    id
}

async fn mark(db: &Database, id: &OutboxId, tries: u32, outcome: EffectOutcome) {
    let write = Write::MarkEffect(EffectMark { id: id.clone(), tries, outcome });
    assert_eq!(db.commerce.commit(unit([write])).await.unwrap(), Commit::Committed);
}

async fn due(db: &Database, at: Timestamp) -> Vec<(OutboxId, u32)> {
    let due = db.commerce.due_effects("mail", at, 9).await.unwrap();
    due.into_iter().map(|effect| (effect.id, effect.tries)).collect()
}

async fn an_effect_waits_until_it_is_done_or_given_up(db: Database) {
    let (early, late) = (NOW, NOW.plus_ms(10));
    let second = promise(&db, "mail", 2, late).await;
    let first = promise(&db, "mail", 1, early).await;
    promise(&db, "other", 3, early).await;
    assert_eq!(due(&db, NOW.plus_ms(-1)).await, []);
    assert_eq!(due(&db, early).await, [(first.clone(), 0)]);
    assert_eq!(due(&db, late).await, [(first.clone(), 0), (second.clone(), 0)], "longest waiting first");
    let behind = NOW.plus_days(-365);
    assert_eq!(
        due(&db, behind).await.len(),
        2,
        "by a clock that is right now, they were written a year ahead"
    );
    mark(&db, &first, 0, EffectOutcome::Again(NOW.plus_ms(20))).await;
    assert_eq!(due(&db, late).await, [(second.clone(), 0)]);
    assert_eq!(due(&db, NOW.plus_ms(20)).await, [(second.clone(), 0), (first.clone(), 1)]);
    mark(&db, &second, 0, EffectOutcome::Done(NOW)).await;
    mark(&db, &first, 1, EffectOutcome::Dead(NOW)).await;
    assert_eq!(due(&db, NOW.plus_days(9)).await, []);
    let counts = OutboxCounts { waiting: 1, dead: 1, oldest_waiting: Some(early) };
    assert_eq!(db.commerce.outbox_counts().await.unwrap(), counts);
}

async fn a_warning_is_due_before_any_news_however_long_that_has_waited(db: Database) {
    let old = promise(&db, "mail", 1, NOW).await;
    let late = promise_of(Importance::Warning, &db, "mail", 3, NOW.plus_ms(20)).await;
    let early = promise_of(Importance::Warning, &db, "mail", 2, NOW.plus_ms(10)).await;
    let due = |at: i64| due(&db, NOW.plus_ms(at));
    assert_eq!(due(20).await, [(early.clone(), 0), (late, 0), (old.clone(), 0)]);
    assert_eq!(due(10).await, [(early.clone(), 0), (old.clone(), 0)], "what is not due yet hides nothing");
    mark(&db, &early, 0, EffectOutcome::Again(NOW.plus_ms(15))).await;
    assert_eq!(due(10).await, [(old, 0)]);
    assert_eq!(due(15).await.first(), Some(&(early, 1)), "and stays a warning");
}

async fn a_mark_of_somebody_who_lost_the_effect_changes_nothing(db: Database) {
    let id = promise(&db, "mail", 1, NOW).await;
    let retry = NOW.plus_ms(50);
    mark(&db, &id, 0, EffectOutcome::Again(retry)).await;
    mark(&db, &id, 0, EffectOutcome::Done(NOW)).await;
    assert_eq!(due(&db, retry).await, [(id.clone(), 1)], "it had been tried meanwhile");
    mark(&db, &id, 1, EffectOutcome::Done(NOW)).await;
    mark(&db, &id, 2, EffectOutcome::Again(NOW)).await;
    assert_eq!(due(&db, retry).await, [], "done stays done");
}

async fn letters_are_kept_once_and_found_by_address(db: Database) {
    let user = User {
        id: UserId::new(NOW, 1),
        email: "lin@example.com".to_owned(),
        name: "Lin Wan · 林婉".to_owned(),
        created_at: NOW,
        roles: Vec::new(),
    };
    let id = user.id.clone();
    let row = UserRow { user, password_hash: String::new() };
    let commit =
        async |write: PeopleWrite| db.people.commit(PeopleChanges { writes: vec![write] }).await.unwrap();
    assert_eq!(commit(PeopleWrite::InsertUser(row)).await, Commit::Committed);
    let addressee = |locale| Addressee {
        address: "lin@example.com".to_owned(),
        name: "Lin Wan · 林婉".to_owned(),
        locale,
    };
    let found = async || {
        let people = [id.clone(), UserId::new(NOW, 9)];
        db.people.addressees(&people).await.unwrap().into_iter().collect::<Vec<_>>()
    };
    assert_eq!(found().await, [(id.clone(), addressee(Locale::English))]);
    commit(PeopleWrite::SetLocale(id.clone(), Locale::SimplifiedChinese)).await;
    commit(PeopleWrite::SetLocale(UserId::new(NOW, 9), Locale::SimplifiedChinese)).await;
    assert_eq!(found().await, [(id.clone(), addressee(Locale::SimplifiedChinese))]);
    let letter = |minute: i64, address: &str, subject: &str| Letter {
        message: MessageId::new(NOW.plus_seconds(60 * minute), 1),
        address: address.to_owned(),
        name: "Lin".to_owned(),
        subject: subject.to_owned(),
        body: "One line.\n\n.A dot; a \"quote\".\n".to_owned(),
        written_at: NOW.plus_seconds(60 * minute),
    };
    let (first, second) = (letter(1, "lin@example.com", "first"), letter(2, "lin@example.com", "second"));
    let other = letter(3, "mei@example.com", "other");
    for kept in [&first, &second, &other, &letter(1, "lin@example.com", "a copy")] {
        assert_eq!(commit(PeopleWrite::KeepLetter(kept.clone())).await, Commit::Committed);
    }
    let own = ["lin@example.com".to_owned()];
    assert_eq!(db.people.letters(&own, 9).await.unwrap(), [second.clone(), first]);
    assert_eq!(db.people.letters(&own, 1).await.unwrap(), [second]);
    assert_eq!(db.people.letters(&[], 9).await.unwrap(), []);
}
