//! What an operator decides about a creator, two at once and with calls that fail.

use domain::{
    money::BasisPoints,
    payouts::{Fallback, Schedule},
    view::ProblemCode,
};
use services::{
    actor::Operator,
    payouts::desk::{ActOutcome, StandingForm},
};

use super::stage::{Stage, approver, operator};
use crate::{told::told, world::World};

fn form(country: &str, compliant: bool) -> StandingForm {
    StandingForm { country: country.to_owned(), country_has_instant: true, compliant }
}

#[tokio::test]
async fn an_act_is_done_once_and_told_once_whatever_fails() {
    told(async |world| {
        world.settles_in(&world.me(), Schedule::Weekly, Fallback::Wait);
        let (desk, me, ida) = (&world.services.desk, world.me(), operator(1));
        let mut ends = Vec::new();
        ends.push(world.again(async || desk.pause_creator(&ida, &me, "We ask your bank.").await).await);
        world.clock.advance(1);
        ends.push(world.again(async || desk.set_reserve(&ida, &me, "7.5", "30").await).await);
        world.clock.advance(1);
        ends.push(world.again(async || desk.resume_creator(&ida, &me).await).await);
        world.clock.advance(1);
        ends.push(world.again(async || desk.set_standing(&ida, &me, &form("de", false)).await).await);
        ends.push(world.again(async || desk.set_standing(&ida, &me, &form("CN", true)).await).await);
        assert_eq!(ends, vec![ActOutcome::Done; 5]);
        assert_eq!(world.told_kinds(), ["paused", "reserve_changed", "resumed", "checks_passed"]);
        let standing = world.rows().standings[&me].clone();
        assert_eq!((standing.reserve_rate, standing.reserve_days), (BasisPoints::new(750), 30));
        assert_eq!((standing.country.as_str(), standing.compliant), ("CN", true));
        assert_eq!(standing.platform_paused_at, None);
    })
    .await;
}

#[tokio::test]
async fn two_operators_at_once_keep_each_others_decision() {
    let stage = Stage::new().await;
    let (world, creator) = (&stage.world, stage.creator.account.id.clone());
    let (services, other) = (world.services.clone(), creator.clone());
    world.switch.meanwhile("commit", 1, async move {
        let done = services.desk.set_reserve(&operator(2), &other, "10", "30").await.unwrap();
        assert_eq!(done, ActOutcome::Done);
    });
    let done = world.services.desk.pause_creator(&operator(1), &creator, "A check.").await.unwrap();
    assert_eq!(done, ActOutcome::Done);
    let standing = world.rows().standings[&creator].clone();
    assert!(standing.platform_paused_at.is_some(), "the pause stands");
    assert_eq!(standing.reserve_rate, BasisPoints::new(1_000), "and so does the reserve");
}

#[tokio::test]
async fn a_self_hosted_creator_can_be_paid_once_the_desk_has_passed_the_checks() {
    let world = World::new().await;
    let (desk, me) = (&world.services.desk, world.me());
    let page = desk.creator_desk(&approver(1), &me).await.unwrap().unwrap();
    assert!(!page.compliant && page.country.is_empty());
    let waits = desk.runs(&approver(1), None).await.unwrap().unchecked;
    assert_eq!(waits.iter().map(|account| &account.creator).collect::<Vec<_>>(), [&me]);
    for country in ["Germany", "D1", ""] {
        let refused = desk.set_standing(&operator(1), &me, &form(country, true)).await.unwrap();
        let ActOutcome::Refused(draft) = refused else { panic!("{country:?} was taken") };
        let code = &draft.problems[0].code;
        assert!(*code == ProblemCode::CountryInvalid && draft.compliant, "{draft:?}");
    }
    let done = desk.set_standing(&operator(1), &me, &form("de", true)).await.unwrap();
    assert_eq!(done, ActOutcome::Done);
    let page = desk.creator_desk(&approver(1), &me).await.unwrap().unwrap();
    assert_eq!((page.country.as_str(), page.compliant, page.country_has_instant), ("DE", true, true));
    assert_eq!(desk.runs(&approver(1), None).await.unwrap().unchecked, []);
    assert_eq!(world.told_kinds(), ["checks_passed"]);
}

#[tokio::test]
async fn nobody_acts_on_an_account_of_their_own() {
    let stage = Stage::new().await;
    let (desk, creator) = (&stage.world.services.desk, stage.creator.account.id.clone());
    let owner = Operator { user: stage.creator.user.clone() };
    let before = stage.world.rows().standings[&creator].clone();
    let key = desk.credit_key().to_string();
    for outcome in [
        desk.pause_creator(&owner, &creator, "Mine.").await.unwrap(),
        desk.resume_creator(&owner, &creator).await.unwrap(),
        desk.set_reserve(&owner, &creator, "0", "0").await.unwrap(),
        desk.set_standing(&owner, &creator, &form("CN", true)).await.unwrap(),
        desk.credit(&owner, &creator, "20", &key).await.unwrap(),
    ] {
        assert_eq!(outcome, ActOutcome::OwnAccount);
    }
    assert_eq!(stage.world.rows().standings[&creator], before);
    assert_eq!((stage.balance(), stage.world.rows().messages.len()), (0, 0));
}
