//! Teams: nobody comes without the mail and the address, and nobody does anything in a role that was taken away.

use std::sync::Arc;

use domain::{
    id::{InvitationToken, UserId},
    locale::Locale,
    message::{MessageKind, Recipient, TeamStep},
    people::{AccountRole, User},
    view::{
        ProblemCode,
        team::{InvitationStanding, InviteDraft, InviteForm},
    },
};
use services::{
    Services,
    actor::{Creator, Session},
    payouts::SaveOutcome,
    ports::{CreatorRow, SessionRow, UserRow},
    team::{AcceptOutcome, ChangeOutcome, InviteOutcome, MOST},
};

use super::{told::told, world::World};

const ANA: &str = "ana@example.com";

fn form(email: &str, role: &str) -> InviteForm {
    InviteForm { email: email.to_owned(), role: role.to_owned() }
}

impl World {
    /// Somebody with an account, signed in with a token that is the name.
    fn person(&self, name: &str) -> String {
        let random = name.bytes().fold(7, |sum, byte| sum * 31 + u128::from(byte));
        let now = self.shop.creator.account.created_at;
        let id = UserId::new(now, random);
        let email = format!("{name}@example.com");
        let user = User { id: id.clone(), email, name: name.to_owned(), created_at: now, roles: Vec::new() };
        self.people.change(|tables| {
            tables.users.insert(id.clone(), UserRow { user, password_hash: String::new() });
        });
        self.signs_in(name, id);
        name.to_owned()
    }

    fn signs_in(&self, token: &str, user: UserId) {
        let expires_at = self.shop.creator.account.created_at.plus_days(36_500);
        let row = SessionRow {
            token_hash: services::identity::token_hash(token),
            user,
            created_at: self.shop.creator.account.created_at,
            expires_at,
        };
        self.people.change(|tables| {
            tables.sessions.insert(row.token_hash.clone(), row);
        });
    }

    async fn session_of(&self, services: &Services, token: &str) -> Arc<Session> {
        self.again(async || Ok(services.identity.session(token).await?.unwrap())).await
    }

    async fn session(&self, token: &str) -> Arc<Session> {
        self.session_of(&self.services, token).await
    }

    async fn invites(&self, email: &str, role: &str) -> InviteOutcome {
        let owner = &self.shop.creator;
        let invite =
            async || self.services.team.invite(owner, form(email, role), Locale::SimplifiedChinese).await;
        self.again(invite).await.unwrap()
    }

    async fn not_invited(&self, email: &str, role: &str) -> InviteDraft {
        match self.invites(email, role).await {
            InviteOutcome::Refused(draft) => draft,
            InviteOutcome::Invited(_) => panic!("{email} was invited as {role}"),
        }
    }

    /// The token of the newest letter to an address.
    async fn mailed(&self, email: &str) -> InvitationToken {
        self.until(async || {
            self.clock.advance(60);
            self.services.messages.deliver("this process").await?;
            Ok((self.services.messages.outbox().await?.waiting == 0).then_some(()))
        })
        .await;
        let letters = self.messenger.sent();
        let letter = letters.iter().rev().find(|letter| letter.address == email).unwrap();
        let token = letter.body.rsplit('/').next().unwrap();
        InvitationToken::try_from(token.to_owned()).unwrap()
    }

    async fn accepts(&self, who: &str, token: &InvitationToken) -> AcceptOutcome {
        let session = self.session(who).await;
        self.again(async || self.services.team.accept(&session, token).await).await
    }

    /// Ana with an account, on the team in a role.
    async fn ana(&self, role: &str) -> String {
        let ana = self.person("ana");
        self.invites(ANA, role).await;
        let token = self.mailed(ANA).await;
        assert!(matches!(self.accepts(&ana, &token).await, AcceptOutcome::Joined(_)));
        ana
    }

    async fn acting(&self, who: &str) -> Option<Creator> {
        self.session(who).await.creator()
    }

    /// What the owner and a person were told about the team.
    fn told_about(&self, user: &UserId) -> Vec<(bool, String, TeamStep)> {
        let owner = Recipient::Owner(self.shop.creator.account.id.clone());
        let person = Recipient::Person(user.clone());
        let messages = self.rows().messages;
        let told = messages.values().filter_map(|message| match &message.about {
            MessageKind::TeamChanged { role, step, member, by } => {
                assert!(*member == *user && *by == self.shop.creator.user);
                assert!(message.to == owner || message.to == person);
                Some((message.to == owner, role.clone(), *step))
            }
            _ => None,
        });
        let mut told: Vec<_> = told.collect();
        told.sort_by_key(|(to_owner, role, _)| (role.clone(), !to_owner));
        told
    }
}

#[tokio::test]
async fn an_invitation_is_mailed_accepted_once_and_told_to_both_whatever_fails() {
    told(async |world| {
        let ana = world.person("ana");
        assert!(matches!(world.invites(" ANA@example.com", "accountant").await, InviteOutcome::Invited(_)));
        let token = world.mailed(ANA).await;
        let session = world.session(&ana).await;
        let look = async || world.services.team.invitation(Some(&session), &token).await;
        let page = world.again(look).await.unwrap();
        assert_eq!((page.role, page.standing), (AccountRole::Accountant, InvitationStanding::Open));
        assert!(world.rows().team.is_empty(), "looking changes nothing");
        assert_eq!(world.acting(&ana).await, None);

        let joined = AcceptOutcome::Joined(AccountRole::Accountant);
        assert_eq!(world.accepts(&ana, &token).await, joined);
        let acting = world.acting(&ana).await.expect("it counts at once");
        assert_eq!((&acting.account, acting.role), (&world.shop.creator.account, AccountRole::Accountant));
        assert_eq!(world.rows().team.len(), 1);
        let added = |to_owner| (to_owner, "accountant".to_owned(), TeamStep::Added);
        assert_eq!(world.told_about(&acting.user), [added(true), added(false)]);
        let again = world.accepts(&ana, &token).await;
        assert!(matches!(again, AcceptOutcome::Gone | AcceptOutcome::Joined(_)), "{again:?}");
        assert_eq!(world.told_about(&acting.user).len(), 2);
    })
    .await;
}

#[tokio::test]
async fn a_role_is_changed_and_taken_away_at_once_and_told_to_both_whatever_fails() {
    told(async |world| {
        let ana = world.ana("support").await;
        let (owner, user) = (&world.shop.creator, world.session(&ana).await.user.id.clone());
        let team = &world.services.team;
        let admin = async || team.change_role(owner, &user, AccountRole::Admin).await;
        assert_eq!(world.again(admin).await, ChangeOutcome::Done);
        assert_eq!(world.acting(&ana).await.unwrap().role, AccountRole::Admin);
        assert_eq!(world.again(admin).await, ChangeOutcome::Done, "once is enough");
        let remove = async || team.remove(owner, &user).await;
        assert_eq!(world.again(remove).await, ChangeOutcome::Done);
        assert_eq!(world.acting(&ana).await, None, "it counts at once");
        assert_eq!(world.again(remove).await, ChangeOutcome::Done, "a second click finds it done");
        assert_eq!(world.again(admin).await, ChangeOutcome::NotOnTheTeam);
        let steps = world.told_about(&user).into_iter().map(|(_, _, step)| step);
        let count = |wanted| steps.clone().filter(|step| *step == wanted).count();
        assert_eq!([TeamStep::Added, TeamStep::Changed, TeamStep::Removed].map(count), [2, 2, 2]);
    })
    .await;
}

#[tokio::test]
async fn a_session_that_was_read_while_the_role_went_is_not_remembered_with_it() {
    let world = World::new().await;
    let ana = world.ana("admin").await;
    let member = world.rows().team.values().next().unwrap().clone();
    world.clock.advance(31);
    // The role goes while the session is being read, and the read still sees it: the row is put back for that moment.
    let (services, commerce) = (world.services.clone(), world.commerce.clone());
    let (owner, stale) = (world.shop.creator.clone(), member.clone());
    world.switch.meanwhile("place_of", 1, async move {
        services.team.remove(&owner, &stale.user).await.unwrap();
        commerce.change(|tables| {
            tables.team.insert(stale.user.clone(), stale);
        });
    });
    assert!(world.acting(&ana).await.is_some(), "the read was earlier than the change");
    world.commerce.change(|tables| tables.team.clear());
    assert_eq!(world.acting(&ana).await, None, "and is not believed a second time");
}

#[tokio::test]
async fn what_somebody_decided_is_not_carried_out_after_the_role_was_taken_away_in_another_process() {
    let world = World::new().await;
    let ana = world.ana("admin").await;
    let admin = world.acting(&ana).await.unwrap();
    let view = world.services.payouts.load(&admin).await.unwrap().unwrap();
    assert!(view.may_change);
    let mut form = domain::view::payouts::PayoutSettingsForm::of(&view.choices);
    form.threshold = "55.00".to_owned();
    // Right before the commit, in a program that this one's memory knows nothing of.
    let (beside, owner) = (world.beside().await, world.shop.creator.clone());
    let user = admin.user.clone();
    world.switch.meanwhile("commit", 1, async move {
        beside.team.remove(&owner, &user).await.unwrap();
    });
    let SaveOutcome::Refused(draft) = world.services.payouts.save(&admin, form.clone()).await.unwrap() else {
        panic!("saved in a role that was gone")
    };
    assert_eq!(draft.problems[0].code, ProblemCode::RoleMayNot);
    assert!(world.rows().settings.is_empty());
    world.clock.advance(30);
    assert_eq!(world.acting(&ana).await, None, "this process has learned of it, too");
}

#[tokio::test]
async fn what_an_admin_changes_is_told_to_the_owner_with_the_name() {
    told(async |world| {
        let ana = world.ana("admin").await;
        let admin = world.acting(&ana).await.unwrap();
        let payouts = &world.services.payouts;
        let view = world.again(async || payouts.load(&admin).await).await.unwrap();
        let mut form = domain::view::payouts::PayoutSettingsForm::of(&view.choices);
        form.schedule = "monthly".to_owned();
        form.threshold = "55.00".to_owned();
        let save = async || payouts.save(&admin, form.clone()).await;
        assert!(matches!(world.again(save).await, SaveOutcome::Saved(_)));
        let owner = Recipient::Owner(world.shop.creator.account.id.clone());
        let rows = world.rows();
        let about = rows.messages.values().filter(|message| message.to == owner);
        let told: Vec<_> =
            about.filter_map(|message| Some((message.about.code(), message.about.by()?))).collect();
        for code in ["schedule_changed", "settings_changed_by_team"] {
            assert!(told.contains(&(code, &admin.user)), "{told:?}");
        }
        let view = world.again(async || payouts.load(&admin).await).await.unwrap();
        assert_eq!(view.last_change.unwrap().by.as_deref(), Some("ana"), "the page says who");
    })
    .await;
}

#[tokio::test]
async fn only_the_very_address_gets_in_and_only_once() {
    let world = World::new().await;
    let (ana, eve) = (world.person("ana"), world.person("eve"));
    world.invites(ANA, "admin").await;
    let token = world.mailed(ANA).await;
    let other = AcceptOutcome::Refused(InvitationStanding::OtherAddress);
    assert_eq!(world.accepts(&eve, &token).await, other);
    assert_eq!(
        world.services.team.invitation(None, &token).await.unwrap().unwrap().standing,
        InvitationStanding::SignedOut
    );
    assert_eq!(world.accepts(&ana, &InvitationToken::new(7)).await, AcceptOutcome::Gone);
    assert_eq!(world.accepts(&ana, &token).await, AcceptOutcome::Joined(AccountRole::Admin));
    let user = world.session(&ana).await.user.id.clone();
    world.services.team.remove(&world.shop.creator, &user).await.unwrap();
    assert_eq!(world.accepts(&ana, &token).await, AcceptOutcome::Gone, "no way back in with the same letter");
}

#[tokio::test]
async fn a_used_invitation_stays_used_although_it_was_not_forgotten() {
    let world = World::new().await;
    let ana = world.person("ana");
    world.invites(ANA, "admin").await;
    let token = world.mailed(ANA).await;
    let kept = world.people.rows().invitations;
    world.accepts(&ana, &token).await;
    world.people.change(|tables| tables.invitations = kept);
    let page = world.services.team.page(&world.shop.creator).await.unwrap().unwrap();
    assert!(page.invitations.is_empty(), "whoever is on the team waits no more");
    let user = world.session(&ana).await.user.id.clone();
    world.services.team.remove(&world.shop.creator, &user).await.unwrap();
    assert_eq!(world.accepts(&ana, &token).await, AcceptOutcome::Gone);
    assert!(world.rows().team.is_empty());
}

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
        account: CreatorRow {
            id: domain::id::CreatorId::new(owner.account.created_at, 99),
            ..owner.account.clone()
        },
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
async fn one_person_is_on_one_team_and_owns_no_account() {
    let world = World::new().await;
    let ana = world.person("ana");
    let user = world.session(&ana).await.user.id.clone();
    world.invites(ANA, "support").await;
    let token = world.mailed(ANA).await;
    let other = CreatorRow {
        id: domain::id::CreatorId::new(world.shop.creator.account.created_at, 50),
        owner: UserId::new(world.shop.creator.account.created_at, 51),
        ..world.shop.creator.account.clone()
    };
    let elsewhere = services::ports::TeamMember {
        creator: other.id.clone(),
        user: user.clone(),
        role: AccountRole::Admin,
        added_by: other.owner.clone(),
        added_at: other.created_at,
    };
    // Both obstacles arise while the click is under way, too.
    for meanwhile in [false, true] {
        let put = {
            let (commerce, other, elsewhere) = (world.commerce.clone(), other.clone(), elsewhere.clone());
            async move {
                commerce.change(|tables| {
                    tables.creators.insert(other.id.clone(), other);
                    tables.team.insert(elsewhere.user.clone(), elsewhere);
                });
            }
        };
        if meanwhile {
            world.switch.meanwhile("commit", 1, put)
        } else {
            put.await
        }
        let refused = AcceptOutcome::Refused(InvitationStanding::OnAnotherTeam);
        assert_eq!(world.accepts(&ana, &token).await, refused);
        world.commerce.change(|tables| tables.team.clear());
        let own = CreatorRow { owner: user.clone(), ..other.clone() };
        let commerce = world.commerce.clone();
        let put = async move {
            commerce.change(|tables| {
                tables.creators.insert(own.id.clone(), own);
            });
        };
        if meanwhile {
            world.switch.meanwhile("commit", 1, put)
        } else {
            put.await
        }
        let refused = AcceptOutcome::Refused(InvitationStanding::OwnsAnAccount);
        assert_eq!(world.accepts(&ana, &token).await, refused);
        world.commerce.change(|tables| {
            tables.creators.remove(&other.id);
        });
    }
    assert_eq!(world.accepts(&ana, &token).await, AcceptOutcome::Joined(AccountRole::Support));
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
async fn nobody_but_the_owner_decides_on_the_team() {
    let world = World::new().await;
    let ana = world.ana("support").await;
    let user = world.session(&ana).await.user.id.clone();
    for role in AccountRole::GIVEN {
        let creator = Creator { user: user.clone(), role, ..world.shop.creator.clone() };
        let team = &world.services.team;
        assert_eq!(team.page(&creator).await.unwrap(), None);
        assert_eq!(
            team.invite(&creator, form("bo@example.com", "admin"), Locale::English).await.unwrap(),
            None
        );
        let admin = team.change_role(&creator, &user, AccountRole::Admin).await.unwrap();
        assert_eq!(admin, ChangeOutcome::NotAllowed, "nobody raises themselves");
        assert_eq!(team.remove(&creator, &user).await.unwrap(), ChangeOutcome::NotAllowed);
        let invitation = domain::id::InvitationId::new(creator.account.created_at, 1);
        assert!(!team.withdraw(&creator, &invitation).await.unwrap());
    }
    let owner = &world.shop.creator;
    let owners = world.services.team.change_role(owner, &user, AccountRole::Owner).await.unwrap();
    assert_eq!(owners, ChangeOutcome::NotAllowed, "an account has one owner");
    assert_eq!(world.rows().team[&user].role, AccountRole::Support);
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
