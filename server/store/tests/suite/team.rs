//! Teams in commerce, invitations beside the people.

use domain::{
    id::{CreatorId, InvitationId, UserId},
    locale::Locale,
    people::AccountRole,
    time::Timestamp,
};
use futures::future::join_all;
use services::ports::{Commit, CreatorRow, Invitation, PeopleChanges, PeopleWrite, Place, TeamMember, Write};

use crate::{
    backend::{Database, on_both},
    shop::{NOW, Shop, unit},
};

on_both!(
    a_person_acts_for_their_own_account_else_for_the_one_whose_team_they_are_on,
    a_person_is_on_one_team_and_owns_no_account,
    a_role_changes_from_the_one_it_was_decided_on,
    a_unit_that_needs_a_role_is_a_conflict_without_it,
    an_invitation_is_used_once,
    one_of_many_decisions_at_once_wins,
    an_invitation_is_found_by_its_token_until_its_end,
    a_newer_invitation_takes_the_place_of_the_older_one,
    only_the_inviting_account_takes_an_invitation_back,
);

fn member(shop: &Shop, user: &UserId, role: AccountRole) -> TeamMember {
    TeamMember {
        creator: shop.creator.id.clone(),
        user: user.clone(),
        role,
        added_by: shop.owner.clone(),
        added_at: shop.moment(),
    }
}

async fn commit(db: &Database, writes: impl IntoIterator<Item = Write>) -> Commit {
    db.commerce.commit(unit(writes)).await.unwrap()
}

fn change(shop: &Shop, user: &UserId, from: AccountRole, to: AccountRole) -> Write {
    Write::ChangeTeamRole { creator: shop.creator.id.clone(), user: user.clone(), from, to }
}

fn require(shop: &Shop, user: &UserId, role: AccountRole) -> Write {
    Write::RequireTeamRole { creator: shop.creator.id.clone(), user: user.clone(), role }
}

async fn a_person_acts_for_their_own_account_else_for_the_one_whose_team_they_are_on(db: Database) {
    let shop = Shop::open(1, &db.commerce).await;
    let (ana, bo, nobody) = (shop.buyer(), shop.buyer(), shop.buyer());
    let later = TeamMember { added_at: NOW.plus_days(1), ..member(&shop, &bo, AccountRole::Support) };
    let rows = [member(&shop, &ana, AccountRole::Admin), later];
    assert_eq!(commit(&db, rows.clone().map(Write::InsertTeamMember)).await, Commit::Committed);
    let place = |role| Some(Place { account: shop.creator.clone(), further: Vec::new(), role });
    assert_eq!(db.commerce.place_of(&shop.owner).await.unwrap(), place(AccountRole::Owner));
    assert_eq!(db.commerce.place_of(&ana).await.unwrap(), place(AccountRole::Admin));
    assert_eq!(db.commerce.place_of(&bo).await.unwrap(), place(AccountRole::Support));
    assert_eq!(db.commerce.place_of(&nobody).await.unwrap(), None);
    assert_eq!(db.commerce.team(&shop.creator.id).await.unwrap(), rows);
    assert_eq!(db.commerce.team(&CreatorId::new(NOW, 7)).await.unwrap(), []);
    let own = CreatorRow { id: CreatorId::new(NOW, 8), owner: ana.clone(), ..shop.creator.clone() };
    assert_eq!(commit(&db, [Write::InsertCreator(own.clone())]).await, Commit::Committed);
    let owned = Some(Place { account: own, further: Vec::new(), role: AccountRole::Owner });
    assert_eq!(db.commerce.place_of(&ana).await.unwrap(), owned, "one's own comes first");
}

async fn a_person_is_on_one_team_and_owns_no_account(db: Database) {
    let (first, second) = (Shop::open(1, &db.commerce).await, Shop::open(2, &db.commerce).await);
    let ana = first.buyer();
    let join = |shop: &Shop, user: &UserId| Write::InsertTeamMember(member(shop, user, AccountRole::Admin));
    assert_eq!(commit(&db, [join(&first, &ana)]).await, Commit::Committed);
    assert_eq!(commit(&db, [join(&first, &ana)]).await, Commit::Duplicate);
    assert_eq!(commit(&db, [join(&second, &ana)]).await, Commit::Duplicate);
    assert_eq!(commit(&db, [join(&second, &first.owner)]).await, Commit::Conflict);
    assert_eq!(commit(&db, [join(&first, &first.owner)]).await, Commit::Conflict);
    assert_eq!(db.commerce.team(&second.creator.id).await.unwrap(), []);
}

async fn a_role_changes_from_the_one_it_was_decided_on(db: Database) {
    use AccountRole::{Accountant, Admin, Support};
    let (shop, other) = (Shop::open(1, &db.commerce).await, Shop::open(2, &db.commerce).await);
    let ana = shop.buyer();
    commit(&db, [Write::InsertTeamMember(member(&shop, &ana, Support))]).await;
    assert_eq!(commit(&db, [change(&shop, &ana, Support, Accountant)]).await, Commit::Committed);
    assert_eq!(commit(&db, [change(&shop, &ana, Support, Admin)]).await, Commit::Conflict);
    assert_eq!(commit(&db, [change(&other, &ana, Accountant, Admin)]).await, Commit::Conflict);
    assert_eq!(db.commerce.place_of(&ana).await.unwrap().unwrap().role, Accountant);
    let remove = |shop: &Shop| Write::RemoveTeamMember(shop.creator.id.clone(), ana.clone());
    assert_eq!(commit(&db, [remove(&other)]).await, Commit::Conflict, "not theirs to remove");
    assert_eq!(commit(&db, [remove(&shop)]).await, Commit::Committed);
    assert_eq!(commit(&db, [remove(&shop)]).await, Commit::Conflict);
    assert_eq!(db.commerce.place_of(&ana).await.unwrap(), None);
    assert_eq!(commit(&db, [Write::InsertTeamMember(member(&other, &ana, Admin))]).await, Commit::Committed);
}

async fn a_unit_that_needs_a_role_is_a_conflict_without_it(db: Database) {
    use AccountRole::{Admin, Support};
    let shop = Shop::open(1, &db.commerce).await;
    let (ana, bo) = (shop.buyer(), shop.buyer());
    commit(&db, [Write::InsertTeamMember(member(&shop, &ana, Admin))]).await;
    let community = |number: u128| {
        let id = domain::id::CommunityId::new(NOW, number);
        let slug = format!("room-{number}");
        Write::InsertCommunity(domain::catalogue::Community { id, slug, ..shop.community.clone() })
    };
    assert_eq!(commit(&db, [community(70), require(&shop, &ana, Support)]).await, Commit::Conflict);
    assert_eq!(commit(&db, [community(71), require(&shop, &bo, Admin)]).await, Commit::Conflict);
    assert_eq!(commit(&db, [community(72), require(&shop, &ana, Admin)]).await, Commit::Committed);
    assert_eq!(db.commerce.place_of(&ana).await.unwrap().unwrap().role, Admin, "asking changes nothing");
    let slugs = db.commerce.catalogue().await.unwrap().communities.into_iter().map(|row| row.slug);
    assert_eq!(slugs.filter(|slug| slug.starts_with("room")).collect::<Vec<_>>(), ["room-72"]);
}

async fn an_invitation_is_used_once(db: Database) {
    let shop = Shop::open(1, &db.commerce).await;
    let (ana, invitation) = (shop.buyer(), InvitationId::new(NOW, 1));
    let join = || {
        let row = member(&shop, &ana, AccountRole::Support);
        [Write::UseInvitation(invitation.clone(), NOW), Write::InsertTeamMember(row)]
    };
    assert_eq!(commit(&db, join()).await, Commit::Committed);
    commit(&db, [Write::RemoveTeamMember(shop.creator.id.clone(), ana.clone())]).await;
    assert_eq!(commit(&db, join()).await, Commit::Duplicate);
    assert_eq!(db.commerce.place_of(&ana).await.unwrap(), None, "whole or not at all");
}

async fn one_of_many_decisions_at_once_wins(db: Database) {
    use AccountRole::{Accountant, Admin, Support};
    let shop = Shop::open(1, &db.commerce).await;
    let ana = shop.buyer();
    commit(&db, [Write::InsertTeamMember(member(&shop, &ana, Support))]).await;
    let to = |number: usize| if number.is_multiple_of(2) { Admin } else { Accountant };
    let decisions = (0..40).map(|number| commit_one(&db, change(&shop, &ana, Support, to(number))));
    let answers = join_all(decisions).await;
    let won: Vec<_> = answers.iter().filter(|answer| **answer == Commit::Committed).collect();
    assert_eq!((won.len(), answers.len()), (1, 40));
    assert!(answers.iter().all(|answer| *answer != Commit::Duplicate));
}

async fn commit_one(db: &Database, write: Write) -> Commit {
    commit(db, [write]).await
}

fn invitation(number: u128, email: &str, expires_at: Timestamp) -> Invitation {
    Invitation {
        id: InvitationId::new(NOW, number),
        token_hash: format!("hash-{number}"),
        creator: CreatorId::new(NOW, 1),
        role: AccountRole::Accountant,
        email: email.to_owned(),
        locale: Locale::SimplifiedChinese,
        invited_by: UserId::new(NOW, 2),
        invited_at: NOW.plus_ms(i64::try_from(number).unwrap()),
        expires_at,
    }
}

async fn write(db: &Database, writes: impl IntoIterator<Item = PeopleWrite>) -> Commit {
    db.people.commit(PeopleChanges { writes: writes.into_iter().collect() }).await.unwrap()
}

async fn an_invitation_is_found_by_its_token_until_its_end(db: Database) {
    let end = NOW.plus_days(7);
    let (ana, bo) = (invitation(1, "ana@example.com", end), invitation(2, "bo@example.com", end.plus_ms(1)));
    let puts = [&ana, &bo].map(|row| PeopleWrite::PutInvitation(row.clone()));
    assert_eq!(write(&db, puts).await, Commit::Committed);
    assert!(db.people.invitation("hash-1", end.plus_ms(-1)).await.unwrap() == Some(ana.clone()));
    assert!(db.people.invitation("hash-1", end).await.unwrap().is_none());
    assert!(db.people.invitation("hash-9", NOW).await.unwrap().is_none());
    assert!(db.people.invitations(&ana.creator, NOW).await.unwrap() == [bo.clone(), ana.clone()]);
    assert!(db.people.invitations(&CreatorId::new(NOW, 9), NOW).await.unwrap().is_empty());
    let ids = [ana.id.clone(), InvitationId::new(NOW, 9)];
    assert!(db.people.invitations_by_id(&ids).await.unwrap() == [ana]);
    assert_eq!(write(&db, [PeopleWrite::ForgetExpired(end)]).await, Commit::Committed);
    assert!(db.people.invitations(&bo.creator, NOW).await.unwrap() == [bo]);
}

async fn a_newer_invitation_takes_the_place_of_the_older_one(db: Database) {
    let end = NOW.plus_days(7);
    let older = invitation(1, "ana@example.com", end);
    let newer = Invitation { role: AccountRole::Admin, ..invitation(2, "ana@example.com", end) };
    let elsewhere = Invitation { creator: CreatorId::new(NOW, 5), ..invitation(3, "ana@example.com", end) };
    for row in [&older, &elsewhere, &newer] {
        assert_eq!(write(&db, [PeopleWrite::PutInvitation(row.clone())]).await, Commit::Committed);
    }
    assert!(db.people.invitation("hash-1", NOW).await.unwrap().is_none());
    assert!(db.people.invitations(&older.creator, NOW).await.unwrap() == [newer]);
    assert!(db.people.invitations(&elsewhere.creator, NOW).await.unwrap() == [elsewhere]);
}

async fn only_the_inviting_account_takes_an_invitation_back(db: Database) {
    let row = invitation(1, "ana@example.com", NOW.plus_days(7));
    let stranger = CreatorId::new(NOW, 9);
    write(&db, [PeopleWrite::PutInvitation(row.clone())]).await;
    assert_eq!(
        write(&db, [PeopleWrite::DeleteInvitation(stranger, row.id.clone())]).await,
        Commit::Committed
    );
    assert!(db.people.invitation("hash-1", NOW).await.unwrap().is_some());
    for _ in 0..2 {
        let gone = PeopleWrite::DeleteInvitation(row.creator.clone(), row.id.clone());
        assert_eq!(write(&db, [gone]).await, Commit::Committed, "nothing happens when it is gone");
    }
    assert!(db.people.invitation("hash-1", NOW).await.unwrap().is_none());
}
