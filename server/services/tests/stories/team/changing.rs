//! Another role, or none any more: at once, and for everything that is under way.

use domain::{
    id::InvitationId,
    locale::Locale,
    message::{Recipient, TeamStep},
    people::AccountRole,
    view::{ProblemCode, payouts::PayoutSettingsForm},
};
use services::{actor::Creator, payouts::SaveOutcome, team::ChangeOutcome};

use super::{
    super::{told::told, world::World},
    form,
};

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
    let mut form = PayoutSettingsForm::of(&view.choices);
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
        let mut form = PayoutSettingsForm::of(&view.choices);
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
        let invitation = InvitationId::new(creator.account.created_at, 1);
        assert!(!team.withdraw(&creator, &invitation).await.unwrap());
    }
    let owner = &world.shop.creator;
    let owners = world.services.team.change_role(owner, &user, AccountRole::Owner).await.unwrap();
    assert_eq!(owners, ChangeOutcome::NotAllowed, "an account has one owner");
    assert_eq!(world.rows().team[&user].role, AccountRole::Support);
}
