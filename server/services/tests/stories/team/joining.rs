//! Accepting: by the mail, with the address, once.

use domain::{
    id::{CreatorId, InvitationToken, UserId},
    locale::Locale,
    message::TeamStep,
    people::AccountRole,
    view::team::InvitationStanding,
};
use services::{
    ports::{CreatorRow, TeamMember},
    team::{AcceptOutcome, InviteOutcome},
};

use super::{
    super::{told::told, world::World},
    ANA, form,
};

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
async fn an_invitation_that_is_taken_back_or_replaced_while_somebody_accepts_lets_nobody_in() {
    for replaced in [false, true] {
        let world = World::new().await;
        let ana = world.person("ana");
        world.invites(ANA, "admin").await;
        let token = world.mailed(ANA).await;
        let owner = world.shop.creator.clone();
        let waiting = world.services.team.page(&owner).await.unwrap().unwrap().invitations;
        let (services, id) = (world.services.clone(), waiting[0].id.clone());
        // Ana has read the invitation and is about to commit.
        world.switch.meanwhile("commit", 1, async move {
            if replaced {
                let support = services.team.invite(&owner, form(ANA, "support"), Locale::English).await;
                assert!(matches!(support, Ok(Some(InviteOutcome::Invited(_)))));
            } else {
                assert!(services.team.withdraw(&owner, &id).await.unwrap());
            }
        });
        assert_eq!(world.accepts(&ana, &token).await, AcceptOutcome::Gone);
        assert!(world.rows().team.is_empty(), "replaced: {replaced}");
        if replaced {
            let newer = world.mailed(ANA).await;
            assert_eq!(world.accepts(&ana, &newer).await, AcceptOutcome::Joined(AccountRole::Support));
        }
    }
}

#[tokio::test]
async fn somebody_who_accepted_first_stays_and_taking_the_invitation_back_is_no_fault() {
    told(async |world| {
        let ana = world.person("ana");
        world.invites(ANA, "support").await;
        let token = world.mailed(ANA).await;
        let kept = world.people.rows().invitations;
        assert!(matches!(world.accepts(&ana, &token).await, AcceptOutcome::Joined(_) | AcceptOutcome::Gone));
        world.people.change(|tables| tables.invitations.clone_from(&kept));
        let id = kept.keys().next_back().unwrap();
        let withdraw = async || world.services.team.withdraw(&world.shop.creator, id).await;
        assert!(world.again(withdraw).await);
        assert_eq!(world.rows().team.len(), 1);
        assert!(world.people.rows().invitations.is_empty());
    })
    .await;
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
async fn one_person_is_on_one_team_and_owns_no_account() {
    let world = World::new().await;
    let ana = world.person("ana");
    let user = world.session(&ana).await.user.id.clone();
    world.invites(ANA, "support").await;
    let token = world.mailed(ANA).await;
    let other = CreatorRow {
        id: CreatorId::new(world.shop.creator.account.created_at, 50),
        owner: UserId::new(world.shop.creator.account.created_at, 51),
        main: None,
        ..world.shop.creator.account.clone()
    };
    let elsewhere = TeamMember {
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
            world.switch.meanwhile("commit", 1, put);
        } else {
            put.await;
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
            world.switch.meanwhile("commit", 1, put);
        } else {
            put.await;
        }
        let refused = AcceptOutcome::Refused(InvitationStanding::OwnsAnAccount);
        assert_eq!(world.accepts(&ana, &token).await, refused);
        world.commerce.change(|tables| {
            tables.creators.remove(&other.id);
        });
    }
    assert_eq!(world.accepts(&ana, &token).await, AcceptOutcome::Joined(AccountRole::Support));
}
