//! A forgotten password: whoever has the mailbox gets in again, nobody else does, and nobody learns who is here.

use domain::{
    id::PasswordToken,
    people::StaffRole,
    view::{Problem, ProblemCode},
};
use services::{
    actor::Origin,
    identity::{AskOutcome, PasswordOutcome, SignInOutcome},
    ports::{MessengerFault, PeopleChanges, PeopleStore as _, PeopleWrite},
};

use super::{
    signing_in::{PASSWORD, as_bo},
    support::Cut,
    told::told,
    world::{World, origin},
};

const BO: &str = "bo@example.com";
const NEW: &str = "five kilns by the river";

impl World {
    async fn asks(&self, email: &str) -> AskOutcome {
        self.again(async || self.services.identity.ask_for_link(&origin(), email).await).await
    }

    async fn mails_go_out(&self) {
        self.until(async || {
            self.clock.advance(60);
            self.services.messages.deliver("this process").await?;
            Ok((self.services.messages.outbox().await?.waiting == 0).then_some(()))
        })
        .await;
    }

    /// What the newest letter leads to.
    fn link(&self) -> PasswordToken {
        let letters = self.messenger.sent();
        let (_, token) = letters.last().unwrap().body.rsplit_once("/sign-in/forgotten/").unwrap();
        PasswordToken::try_from(token.to_owned()).unwrap()
    }

    async fn sets(&self, link: &PasswordToken, password: &str) -> PasswordOutcome {
        let set = async || self.services.identity.set_password(link, password.to_owned()).await;
        self.again(set).await
    }

    async fn fits(&self, password: &str) -> bool {
        matches!(self.sign_in(as_bo(password)).await, SignInOutcome::SignedIn(_))
    }
}

#[tokio::test]
async fn whoever_has_the_mailbox_sets_a_new_password_once_and_every_session_ends() {
    told(async |world| {
        let identity = &world.services.identity;
        let (first, second) = (world.bo().await, world.bo_again().await);
        assert_eq!(world.asks(" Bo@Example.com").await, AskOutcome::Asked);
        world.mails_go_out().await;
        let link = world.link();
        assert!(world.again(async || identity.is_link_open(&link).await).await);
        let set = world.sets(&link, NEW).await;
        // Who tries again after an answer that was lost finds the link used, and the password set.
        assert!(set == PasswordOutcome::Changed || world.switch.failed() == Some("people.commit"), "{set:?}");
        for token in [&first.token, &second.token] {
            assert!(world.again(async || identity.session(token).await).await.is_none());
        }
        assert!(!world.fits(PASSWORD).await && world.fits(NEW).await);
        assert_eq!(world.sets(&link, "six kilns by the river").await, PasswordOutcome::Gone);
        assert!(!world.again(async || identity.is_link_open(&link).await).await);
        assert!(world.fits(NEW).await);
    })
    .await;
}

impl World {
    /// A second session of the newcomer.
    async fn bo_again(&self) -> services::identity::NewSession {
        match self.sign_in(as_bo(PASSWORD)).await {
            SignInOutcome::SignedIn(session) => session,
            SignInOutcome::Refused(problems) => panic!("{problems:?}"),
        }
    }
}

#[tokio::test]
async fn asking_is_the_same_for_an_address_that_nobody_has_and_only_people_get_a_letter() {
    let world = World::new().await;
    world.bo().await;
    let mut calls = Vec::new();
    for email in [BO, "nobody@example.com"] {
        let before = world.switch.calls();
        assert_eq!(world.asks(email).await, AskOutcome::Asked);
        calls.push(world.switch.calls() - before);
    }
    assert_eq!(calls[0], calls[1], "no person is looked at");
    let promised = format!("{:?}", world.rows().outbox);
    assert!(!promised.contains(BO) && !promised.contains("nobody@"), "addresses rest sealed: {promised}");
    world.mails_go_out().await;
    let letters = world.messenger.sent();
    assert_eq!(letters.iter().map(|letter| letter.address.as_str()).collect::<Vec<_>>(), [BO]);
    let rows = format!("{:?} {:?}", world.people.rows(), world.rows().outbox);
    assert!(!rows.contains(world.link().as_str()), "the token rests nowhere");
}

#[tokio::test]
async fn a_person_of_the_demo_world_is_answered_like_nobody_and_no_letter_stands_where_all_can_read_it() {
    let world = World::new().await;
    let mut calls = Vec::new();
    for email in ["nobody@example.com", "Mei@example.com"] {
        let before = world.switch.calls();
        assert_eq!(world.asks(email).await, AskOutcome::Asked);
        let asked = world.switch.calls();
        world.mails_go_out().await;
        calls.push((asked - before, world.switch.calls() - asked));
    }
    assert_eq!(calls[0], calls[1], "the same work, at once and later");
    assert!(world.messenger.sent().is_empty() && world.people.rows().password_links.is_empty());
}

#[tokio::test]
async fn a_link_is_good_for_an_hour_and_a_letter_that_could_not_leave_in_time_does_not_leave() {
    let world = World::new().await;
    world.bo().await;
    world.asks(BO).await;
    world.mails_go_out().await;
    let link = world.link();
    world.clock.advance(3_539);
    assert!(world.services.identity.is_link_open(&link).await.unwrap());
    world.clock.advance(1);
    assert_eq!(world.sets(&link, NEW).await, PasswordOutcome::Gone);
    assert!(world.fits(PASSWORD).await);
    world.services.identity.forget_expired().await.unwrap();
    assert!(world.people.rows().password_links.is_empty());
    world.asks(BO).await;
    world.messenger.refuse_next(MessengerFault::Transient("not now".to_owned()));
    world.services.messages.deliver("this process").await.unwrap();
    world.clock.advance(3_600);
    world.mails_go_out().await;
    assert_eq!(world.messenger.sent().len(), 1);
}

#[tokio::test]
async fn a_letter_that_leaves_again_brings_no_used_link_back() {
    for call in 1.. {
        let world = World::new().await;
        world.bo().await;
        world.asks(BO).await;
        world.switch.fail(call, Cut::BeforeTheCall);
        let delivered = world.services.messages.deliver("this process").await;
        assert!(call < 30, "the marks of a round that was sent are never lost");
        if delivered.is_ok() || world.messenger.sent().is_empty() {
            continue;
        }
        let link = world.link();
        assert_eq!(world.sets(&link, NEW).await, PasswordOutcome::Changed);
        world.mails_go_out().await;
        assert_eq!(world.sets(&link, PASSWORD).await, PasswordOutcome::Gone);
        assert_eq!(world.messenger.sent().len(), 1, "what leads nowhere is not sent");
        return;
    }
}

#[tokio::test]
async fn of_several_links_each_is_good_until_a_password_is_set_by_one() {
    let world = World::new().await;
    world.bo().await;
    world.asks(BO).await;
    world.mails_go_out().await;
    let older = world.link();
    world.asks(BO).await;
    world.mails_go_out().await;
    let newer = world.link();
    assert_eq!(world.sets(&older, NEW).await, PasswordOutcome::Changed);
    assert_eq!(world.sets(&newer, PASSWORD).await, PasswordOutcome::Gone);
}

#[tokio::test]
async fn a_password_that_cannot_be_had_is_refused_and_leaves_the_link_as_it_was() {
    let world = World::new().await;
    world.bo().await;
    world.asks(BO).await;
    world.mails_go_out().await;
    let link = world.link();
    for (password, code) in [
        ("short", ProblemCode::PasswordTooShort { minimum: 10 }),
        (BO, ProblemCode::PasswordTooCommon),
        ("password123", ProblemCode::PasswordTooCommon),
    ] {
        let refused = PasswordOutcome::Refused(vec![Problem::at("password", code)]);
        assert_eq!(world.sets(&link, password).await, refused);
    }
    assert_eq!(world.sets(&link, NEW).await, PasswordOutcome::Changed);
}

#[tokio::test]
async fn letters_are_limited_by_address_from_wherever_and_by_network_for_whichever_address() {
    let world = World::new().await;
    let refused = |seconds| {
        let code = ProblemCode::TooManyTries { retry_after_seconds: seconds };
        AskOutcome::Refused(vec![Problem::at("form", code)])
    };
    for _ in 0..5 {
        assert_eq!(world.asks(BO).await, AskOutcome::Asked);
    }
    let elsewhere = Origin { network: "198.51.100.0/24".to_owned(), ..origin() };
    let there = world.services.identity.ask_for_link(&elsewhere, BO).await.unwrap();
    assert_eq!(there, refused(600));
    for number in 0..15 {
        assert_eq!(world.asks(&format!("p{number}@example.com")).await, AskOutcome::Asked);
    }
    assert_eq!(world.asks("one@example.com").await, refused(60));
    let no_address = AskOutcome::Refused(vec![Problem::at("email", ProblemCode::EmailInvalid)]);
    assert_eq!(world.asks("nowhere").await, no_address);
}

#[tokio::test]
async fn a_sign_in_that_was_hashing_while_the_password_changed_is_none() {
    let world = World::new().await;
    world.bo().await;
    let people = world.people.clone();
    world.switch.meanwhile("people.commit", 1, async move {
        people.change(|tables| {
            let bo = tables.users.values_mut().find(|row| row.user.email == BO).unwrap();
            bo.password_hash = "another".to_owned();
            tables.sessions.clear();
        });
    });
    assert!(!world.fits(PASSWORD).await);
    assert!(world.people.rows().sessions.is_empty());
}

#[tokio::test]
async fn a_session_that_was_being_read_while_all_ended_does_not_come_back() {
    let world = World::new().await;
    let session = world.bo().await;
    world.asks(BO).await;
    world.mails_go_out().await;
    let (link, services) = (world.link(), world.services.clone());
    // The session's row has been read; the place of the person is asked for next.
    world.switch.meanwhile("place_of", 1, async move {
        services.identity.set_password(&link, NEW.to_owned()).await.unwrap();
    });
    let _ = world.services.identity.session(&session.token).await.unwrap();
    assert!(world.services.identity.session(&session.token).await.unwrap().is_none());
}

#[tokio::test]
async fn a_password_set_and_a_role_taken_in_another_process_count_here_within_five_seconds() {
    let world = World::new().await;
    let session = world.bo().await;
    let bo = world.services.identity.session(&session.token).await.unwrap().unwrap().user.id.clone();
    let change = |from: &[StaffRole], to: &[StaffRole]| PeopleChanges {
        writes: vec![PeopleWrite::SetRoles { user: bo.clone(), from: from.to_vec(), to: to.to_vec() }],
    };
    world.people.commit(change(&[], &[StaffRole::Operator])).await.unwrap();
    world.clock.advance(5);
    let seen = async || world.services.identity.session(&session.token).await.unwrap();
    assert!(seen().await.unwrap().operator().is_some());
    world.people.commit(change(&[StaffRole::Operator], &[])).await.unwrap();
    world.clock.advance(5);
    assert!(seen().await.unwrap().operator().is_none());
    world.people.commit(PeopleChanges { writes: vec![PeopleWrite::DeleteSessionsOf(bo)] }).await.unwrap();
    world.clock.advance(5);
    assert!(seen().await.is_none());
}
