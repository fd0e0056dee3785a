//! Inviting: what is refused, what nobody learns, and when an invitation ends.

use domain::{id::CreatorId, locale::Locale, people::AccountRole, view::ProblemCode};
use services::{
    actor::Creator,
    ports::CreatorRow,
    team::{AcceptOutcome, InviteOutcome, MOST},
};

use super::{super::world::World, ANA, form};

#[tokio::test]
async fn an_invitation_ends_after_a_week_when_it_is_withdrawn_or_when_a_newer_one_comes() {
    let world = World::new().await;
    let ana = world.person("ana");
    world.invites(ANA, "support").await;
    let first = world.mailed(ANA).await;
    world.invites(ANA, "admin").await;
    let second = world.mailed(ANA).await;
    assert_eq!(world.accepts(&ana, &first).await, AcceptOutcome::Gone);
    let owner = &world.shop.creator;
    let waiting = world.services.team.page(owner).await.unwrap().unwrap().invitations;
    assert_eq!(waiting.iter().map(|line| line.role).collect::<Vec<_>>(), [AccountRole::Admin]);
    let stranger = Creator {
        account: CreatorRow { id: CreatorId::new(owner.account.created_at, 99), ..owner.account.clone() },
        ..owner.clone()
    };
    assert!(world.services.team.withdraw(&stranger, &waiting[0].id).await.unwrap());
    assert!(
        world.services.team.invitation(None, &second).await.unwrap().is_some(),
        "not theirs to take back"
    );
    assert!(world.services.team.withdraw(owner, &waiting[0].id).await.unwrap());
    assert_eq!(world.accepts(&ana, &second).await, AcceptOutcome::Gone);
    world.invites(ANA, "admin").await;
    let third = world.mailed(ANA).await;
    world.clock.advance(7 * 86_400);
    assert_eq!(world.accepts(&ana, &third).await, AcceptOutcome::Gone);
    world.services.identity.forget_expired().await.unwrap();
    assert!(world.people.rows().invitations.is_empty());
}

#[tokio::test]
async fn inviting_tells_nobody_whether_an_address_has_an_account() {
    let world = World::new().await;
    world.person("ana");
    let mut calls = Vec::new();
    for email in [ANA, "nobody@example.com"] {
        let before = world.switch.calls();
        assert!(matches!(world.invites(email, "support").await, InviteOutcome::Invited(_)));
        calls.push(world.switch.calls() - before);
    }
    assert_eq!(calls[0], calls[1]);
    world.mailed(ANA).await;
    let letters = world.messenger.sent();
    let bodies: Vec<_> = letters.iter().map(|letter| (&letter.subject, letter.body.len())).collect();
    assert_eq!(bodies[0], bodies[1]);
    assert!(letters.iter().all(|letter| letter.name == letter.address), "no name that only an account has");
}
#[tokio::test]
async fn whoever_is_called_like_a_link_is_called_by_their_address_in_the_letter() {
    let world = World::new().await;
    let owner = world.shop.creator.user.clone();
    world.people.change(|tables| {
        tables.users.get_mut(&owner).unwrap().user.name = "Win at https://prize.example".to_owned();
    });
    world.invites(ANA, "support").await;
    world.mailed(ANA).await;
    let address = world.people.rows().users[&owner].user.email.clone();
    let letters = world.messenger.sent();
    assert!(letters.iter().all(|letter| !format!("{}{}", letter.subject, letter.body).contains("prize")));
    assert!(letters[0].body.contains(&address) || letters[0].subject.contains(&address), "{letters:?}");
}

#[tokio::test]
async fn many_accounts_together_send_a_hundred_invitations_at_once_and_then_a_hundred_an_hour() {
    let world = World::new().await;
    let owner = &world.shop.creator;
    let invite = async |number: u128| {
        let id = CreatorId::new(owner.account.created_at, 1_000 + number / 10);
        let account = CreatorRow { id, ..owner.account.clone() };
        let creator = Creator { account, ..owner.clone() };
        let form = form(&format!("p{number}@example.com"), "support");
        world.services.team.invite(&creator, form, Locale::English).await.unwrap().unwrap()
    };
    for number in 0..100 {
        assert!(matches!(invite(number).await, InviteOutcome::Invited(_)), "{number}");
    }
    let InviteOutcome::Refused(draft) = invite(100).await else { panic!("one too many") };
    assert_eq!(draft.problems[0].code, ProblemCode::TooManyTries { retry_after_seconds: 36 });
    world.clock.advance(36);
    assert!(matches!(invite(100).await, InviteOutcome::Invited(_)));
}

#[tokio::test]
async fn what_cannot_be_invited_is_refused_with_the_reason_at_its_field() {
    let world = World::new().await;
    let owner = world.people.rows().users[&world.shop.creator.user].user.email.clone();
    world.ana("support").await;
    let cases = [
        ("nowhere", "admin", "email", ProblemCode::EmailInvalid),
        (owner.as_str(), "admin", "email", ProblemCode::OwnAddress),
        (ANA, "admin", "email", ProblemCode::OnTheTeam),
        ("bo@example.com", "owner", "role", ProblemCode::ChoiceUnknown),
        ("bo@example.com", "", "role", ProblemCode::ChoiceUnknown),
    ];
    let letters = world.rows().outbox.len();
    for (email, role, field, code) in cases {
        let draft = world.not_invited(email, role).await;
        let problems: Vec<_> =
            draft.problems.iter().map(|found| (found.field.as_str(), &found.code)).collect();
        assert_eq!(problems, [(field, &code)], "{email} as {role}");
        assert_eq!(draft.form, form(email, role), "what was typed is kept");
    }
    assert_eq!(world.not_invited("x", "y").await.problems.len(), 2, "every reason at once");
    assert_eq!(world.rows().outbox.len(), letters);
}

#[tokio::test]
async fn a_team_has_an_end_and_so_has_the_number_of_letters() {
    let world = World::new().await;
    for number in 0..10 {
        assert!(matches!(
            world.invites(&format!("p{number}@example.com"), "support").await,
            InviteOutcome::Invited(_)
        ));
    }
    let draft = world.not_invited("p10@example.com", "support").await;
    assert!(matches!(draft.problems[0].code, ProblemCode::TooManyTries { .. }));
    for number in 10..MOST {
        world.clock.advance(60);
        assert!(matches!(
            world.invites(&format!("p{number}@example.com"), "support").await,
            InviteOutcome::Invited(_)
        ));
    }
    world.clock.advance(60);
    let draft = world.not_invited("more@example.com", "support").await;
    assert_eq!(draft.problems[0].code, ProblemCode::TeamFull { most: MOST });
    assert!(
        matches!(world.invites("p3@example.com", "admin").await, InviteOutcome::Invited(_)),
        "one more letter"
    );
}

#[tokio::test]
async fn the_token_rests_nowhere_in_the_open_and_a_withdrawn_invitation_leaves_no_letter() {
    let world = World::new().await;
    world.invites(ANA, "admin").await;
    let token = world.mailed(ANA).await;
    let rest = format!(
        "{:?}{:?}",
        world.rows(),
        world.people.rows().invitations.values().map(|row| row.token_hash.clone()).collect::<Vec<_>>()
    );
    assert!(!rest.contains(token.as_str()));
    assert!(!rest.contains(ANA), "commerce holds no address");
    let sent = world.messenger.sent().len();
    world.invites("bo@example.com", "admin").await;
    let waiting = world.services.team.page(&world.shop.creator).await.unwrap().unwrap().invitations;
    world.services.team.withdraw(&world.shop.creator, &waiting[0].id).await.unwrap();
    world.clock.advance(60);
    world.services.messages.deliver("this process").await.unwrap();
    assert_eq!(world.services.messages.outbox().await.unwrap().waiting, 0);
    assert_eq!(world.messenger.sent().len(), sent);
}
