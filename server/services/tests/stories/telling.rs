//! What people are told: with what happened, once, in the list and by mail, whatever fails in between.

use std::collections::BTreeSet;

use domain::{
    id::UserId,
    locale::Locale,
    message::{MessageKind, Recipient},
    people::User,
    view::messages::Who,
};
use services::{
    actor::Reader,
    messages::{DemoMailbox, tell},
    ports::{
        Changes, CommerceStore as _, Commit, EffectOutcome, Messenger as _, MessengerFault, PeopleChanges,
        PeopleStore as _, PeopleWrite, UserRow,
    },
};

use super::{told::told, world::World};

impl World {
    /// The owner of the shop, with an address.
    fn owner(&self) -> Reader {
        let creator = &self.shop.creator;
        let user = User {
            id: creator.user.clone(),
            email: "lin@example.com".to_owned(),
            name: "Lin Wan".to_owned(),
            created_at: creator.account.created_at,
            roles: Vec::new(),
        };
        let row = UserRow { user, password_hash: String::new() };
        self.people.change(|tables| {
            tables.users.insert(row.user.id.clone(), row);
            tables.locales.insert(creator.user.clone(), Locale::SimplifiedChinese);
        });
        Reader { user: creator.user.clone(), owns: vec![creator.account.clone()] }
    }

    /// Tells the owner that payouts go on, in a unit of work.
    async fn tells(&self, by: Option<UserId>) {
        self.told_of(MessageKind::Resumed { by }).await;
    }

    async fn told_of(&self, about: MessageKind) {
        let to = Recipient::Owner(self.shop.creator.account.id.clone());
        let (write, row) = tell(self.clock.as_ref(), self.entropy.as_ref(), to, about);
        let changes = Changes { writes: vec![write], outbox: vec![row], ..Changes::default() };
        self.again(async || match self.commerce.commit(changes.clone()).await? {
            Commit::Committed | Commit::Duplicate => Ok(()),
            Commit::Conflict => panic!("nothing to conflict with"),
        })
        .await;
    }

    /// The worker's rounds until nothing waits.
    async fn delivered(&self) {
        self.until(async || {
            self.clock.advance(60);
            self.services.messages.deliver("this process").await?;
            let waiting = self.services.messages.outbox().await?.waiting;
            Ok((waiting == 0).then_some(()))
        })
        .await;
    }

    fn outcomes(&self) -> Vec<EffectOutcome> {
        self.rows().outbox.values().map(|effect| effect.state).collect()
    }
}

#[tokio::test]
async fn what_happened_is_in_the_list_and_leaves_by_mail_whatever_fails() {
    told(async |world| {
        let owner = world.owner();
        world.tells(Some(owner.user.clone())).await;
        world.delivered().await;
        let messages = world.rows().messages;
        let [message] = messages.values().collect::<Vec<_>>()[..] else { panic!("{messages:?}") };
        let sent = world.messenger.sent();
        assert!((1..=2).contains(&sent.len()), "a lost answer sends once more, not without end");
        for letter in &sent {
            assert_eq!(letter, &sent[0], "a second copy is the same letter");
        }
        let letter = &sent[0];
        assert_eq!((&letter.message, letter.address.as_str()), (&message.id, "lin@example.com"));
        assert_eq!(letter.subject, "resumed zh-CN");
        assert_eq!(letter.body, "To Lin Wan, from https://example.com");
        let list = world.again(async || world.services.messages.list(&owner, None).await).await;
        assert_eq!((list.lines.len(), list.unread), (1, 1));
        assert!(list.lines[0].is_unread && list.lines[0].by == Who::You);
    })
    .await;
}

#[tokio::test]
async fn only_a_form_marks_as_read_and_only_what_was_seen() {
    told(async |world| {
        let owner = world.owner();
        world.tells(None).await;
        let messages = &world.services.messages;
        let seen = world.again(async || messages.list(&owner, None).await).await;
        world.again(async || messages.list(&owner, None).await).await;
        assert_eq!(world.again(async || messages.unread(&owner).await).await, 1);
        world.clock.advance(1);
        world.tells(None).await;
        world.again(async || messages.mark_read(&owner, &seen.lines[0].id).await).await;
        assert_eq!(world.again(async || messages.unread(&owner).await).await, 1, "what came later is new");
        let list = world.again(async || messages.list(&owner, None).await).await;
        let unread: Vec<bool> = list.lines.iter().map(|line| line.is_unread).collect();
        assert_eq!(unread, [true, false], "newest first");
        let stranger = Reader { user: world.shop.mei.user.clone(), owns: Vec::new() };
        world.again(async || messages.mark_read(&stranger, &list.lines[0].id).await).await;
        let list = world.again(async || messages.list(&owner, None).await).await;
        assert_eq!(list.unread, 1, "nobody marks for somebody else");
        assert!(world.again(async || messages.list(&stranger, None).await).await.lines.is_empty());
    })
    .await;
}

#[tokio::test]
async fn a_head_of_a_page_costs_no_question_and_is_never_five_seconds_late() {
    let world = World::new().await;
    let owner = world.owner();
    assert_eq!(world.services.messages.unread(&owner).await.unwrap(), 0);
    let calls = world.switch.calls();
    world.clock.advance(4);
    assert_eq!(world.services.messages.unread(&owner).await.unwrap(), 0);
    assert_eq!(world.switch.calls(), calls);
    world.tells(None).await;
    world.clock.advance(1);
    assert_eq!(world.services.messages.unread(&owner).await.unwrap(), 1);
    world.tells(None).await;
    world.clock.advance(-3_600);
    assert_eq!(world.services.messages.unread(&owner).await.unwrap(), 2, "nor when the clock is set back");
}

#[tokio::test]
async fn a_letter_that_does_not_leave_is_put_off_and_stops_no_other() {
    let world = World::new().await;
    world.owner();
    world.tells(None).await;
    world.clock.advance(1);
    world.tells(None).await;
    let busy = MessengerFault::Transient("450".to_owned());
    world.messenger.refuse_next(busy);
    let round = world.services.messages.deliver("this process").await.unwrap();
    assert_eq!((round.sent, round.postponed, round.dead), (1, 1, 0));
    let again = world.services.messages.deliver("this process").await.unwrap();
    assert_eq!(again.sent, 0, "not before its time");
    world.clock.advance(60);
    assert_eq!(world.services.messages.deliver("this process").await.unwrap().sent, 1);
    let ids: BTreeSet<_> = world.messenger.sent().into_iter().map(|letter| letter.message).collect();
    assert_eq!(ids.len(), 2);
}

#[tokio::test]
async fn a_letter_is_given_up_after_the_ladder_or_at_once_when_there_is_no_such_mailbox() {
    let world = World::new().await;
    world.owner();
    world.tells(None).await;
    let mut tries = 0;
    while world.services.messages.outbox().await.unwrap().waiting > 0 {
        world.messenger.refuse_next(MessengerFault::Transient("421".to_owned()));
        tries += world.services.messages.deliver("this process").await.unwrap().postponed;
        world.clock.advance(86_400);
        assert!(tries < 20, "it never ends");
    }
    assert_eq!(tries, 6);
    world.tells(None).await;
    world.messenger.refuse_next(MessengerFault::Permanent("550".to_owned()));
    assert_eq!(world.services.messages.deliver("this process").await.unwrap().dead, 1);
    assert_eq!(world.services.messages.outbox().await.unwrap().dead, 2);
    assert_eq!(world.messenger.sent(), []);
}

#[tokio::test]
async fn one_process_at_a_time_delivers_and_a_late_mark_does_not_undo_anothers() {
    let world = World::new().await;
    world.owner();
    world.tells(None).await;
    let beside = world.beside().await;
    // The lease runs out while the first process waits for the mail server; the second one delivers.
    let (clock, other) = (world.clock.clone(), beside);
    world.switch.meanwhile("messenger.send", 1, async move {
        clock.advance(121);
        other.messages.deliver("another process").await.unwrap();
    });
    world.services.messages.deliver("this process").await.unwrap();
    assert!(matches!(world.outcomes()[..], [EffectOutcome::Done(_)]));
    assert_eq!(world.rows().outbox.values().next().unwrap().tries, 1, "the late mark found nothing to mark");
    let letters = world.messenger.sent();
    assert_eq!((letters.len(), &letters[0]), (2, &letters[1]), "twice, and recognisable");
    world.tells(None).await;
    assert_eq!(world.services.messages.deliver("this process").await.unwrap().sent, 0, "the lease is taken");
}

#[tokio::test]
async fn a_flood_of_news_neither_buries_a_warning_nor_fills_a_mailbox() {
    let world = World::new().await;
    let owner = world.owner();
    for _ in 0..300 {
        world.tells(None).await;
    }
    world.clock.advance(1);
    let moved = |last_four: &str| MessageKind::DestinationChanged {
        last_four: Some(last_four.to_owned()),
        held_until: None,
        by: Some(owner.user.clone()),
    };
    for number in 0..8 {
        world.told_of(moved(&format!("440{number}"))).await;
    }
    world.services.messages.deliver("this process").await.unwrap();
    let subjects: Vec<_> = world.messenger.sent().into_iter().map(|letter| letter.subject).collect();
    let of = |wanted: &str| subjects.iter().filter(|subject| subject.starts_with(wanted)).count();
    // The last to be promised, and a round takes two hundred: in the order of promises none of them would be out yet.
    assert_eq!(of("destination_changed"), 8, "no warning is held back");
    let last = subjects.iter().rposition(|subject| subject.starts_with("destination_changed")).unwrap();
    assert!(
        last < 8 + 3,
        "all began before any news, and three more were under way beside the last: {subjects:?}"
    );
    assert_eq!(of("resumed"), 6);
    assert_eq!(world.messenger.most_under_way(), 4);
    world.clock.advance(1);
    world.services.messages.deliver("this process").await.unwrap();
    assert_eq!(world.services.messages.outbox().await.unwrap().waiting, 0);
    assert_eq!(world.messenger.sent().len(), 14, "the rest is in the list");
    assert_eq!(world.rows().messages.len(), 308);
    world.clock.advance(600);
    world.tells(None).await;
    world.services.messages.deliver("this process").await.unwrap();
    assert_eq!(world.messenger.sent().len(), 15, "and after a while one more leaves");
}

#[tokio::test]
async fn a_letter_that_is_tried_again_is_counted_once() {
    let world = World::new().await;
    world.owner();
    for _ in 0..6 {
        world.tells(None).await;
        world.messenger.refuse_next(MessengerFault::Transient("450".to_owned()));
    }
    assert_eq!(world.services.messages.deliver("this process").await.unwrap().postponed, 6);
    world.clock.advance(60);
    world.services.messages.deliver("this process").await.unwrap();
    assert_eq!(world.messenger.sent().len(), 6);
}

#[tokio::test]
async fn a_mail_whose_reader_is_gone_is_given_up() {
    let world = World::new().await;
    world.tells(None).await;
    world.people.change(|tables| tables.users.clear());
    assert_eq!(world.services.messages.deliver("this process").await.unwrap().dead, 1);
    assert_eq!(world.messenger.sent(), []);
}

#[tokio::test]
async fn the_demo_shows_letters_to_its_own_people_and_to_their_reader_and_to_nobody_else() {
    let world = World::new().await;
    let owner = world.owner();
    let mailbox = DemoMailbox::new(world.people.clone());
    world.tells(None).await;
    world.services.messages.deliver("this process").await.unwrap();
    let letter = world.messenger.sent()[0].clone();
    for _ in 0..2 {
        mailbox.send(&letter).await.unwrap();
    }
    assert_eq!(world.people.rows().letters.len(), 1, "a second copy changes nothing");
    assert_eq!(world.services.messages.letters(None).await.unwrap(), []);
    let own = world.services.messages.letters(Some(&owner)).await.unwrap();
    assert_eq!(own.iter().map(|letter| letter.address.as_str()).collect::<Vec<_>>(), ["lin@example.com"]);
    let mei = services::ports::Letter { address: "mei@example.com".to_owned(), ..letter };
    let moved = domain::id::MessageId::new(mei.written_at, 99);
    mailbox.send(&services::ports::Letter { message: moved, ..mei }).await.unwrap();
    let shown = world.services.messages.letters(None).await.unwrap();
    assert_eq!(shown.len(), 1, "Mei belongs to the demo world");
}

#[tokio::test]
async fn letters_speak_the_language_of_their_reader() {
    let world = World::new().await;
    let token = world.services.identity.demo_sign_in("mei").await.unwrap().unwrap().token;
    let session = world.services.identity.session(&token).await.unwrap().unwrap();
    world.services.identity.speak(&session, Locale::SimplifiedChinese).await.unwrap();
    assert_eq!(world.people.rows().locales.get(&session.user.id), Some(&Locale::SimplifiedChinese));
    let nobody = UserId::new(session.user.created_at, 5);
    let writes = vec![PeopleWrite::SetLocale(nobody.clone(), Locale::English)];
    world.people.commit(PeopleChanges { writes }).await.unwrap();
    assert_eq!(world.people.rows().locales.get(&nobody), None);
}
