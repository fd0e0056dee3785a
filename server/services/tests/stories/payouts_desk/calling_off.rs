//! Calling off: a run that waits for approval, and one payout wherever it is.

use std::sync::Arc;

use domain::{
    id::{AdjustmentId, CreatorId, RunId},
    message::{MessageKind, Recipient},
    payouts::{Adjustment, AdjustmentKind, Fallback, PayoutState, RailNews, RunState, Schedule},
    people::StaffRole,
    policy::Policy,
};
use services::{
    Secrets,
    actor::{Approver, Operator},
    payouts::desk::{ApproveOutcome, CallOffOutcome, DeskParts, PayoutCallOff, PayoutDesk},
    ports::UserRow,
};

use super::stage::{Stage, approver, operator};
use crate::{shop::yuan, told::told, world::World};

/// A desk that calls off one creator at a time.
fn slow_desk(world: &World) -> PayoutDesk {
    PayoutDesk::new(DeskParts {
        commerce: world.commerce.clone(),
        people: world.people.clone(),
        clock: world.clock.clone(),
        entropy: world.entropy.clone(),
        secrets: Arc::new(Secrets::new(&[1; 32], &[2; 32]).unwrap()),
        policy: Arc::new(Policy::default()),
        rails: vec![world.bank.clone()],
        engine: world.services.engine.clone(),
        chunk: 1,
    })
}

/// A run above the limit that pays these creators 60,000 yuan each.
async fn waiting(world: &World, numbers: std::ops::Range<u128>) -> (RunId, Vec<CreatorId>) {
    let creators: Vec<CreatorId> = numbers.map(|number| world.another(number, Schedule::Monthly)).collect();
    for creator in &creators {
        world.earns(creator, 6_000_000, 20);
    }
    world.morning(27);
    world.run().await;
    let rows = world.rows();
    let run = rows.runs.values().find(|run| run.state == RunState::AwaitingApproval).unwrap();
    (run.id.clone(), creators)
}

fn told_of(world: &World, creator: &CreatorId) -> Vec<MessageKind> {
    let owner = Recipient::Owner(creator.clone());
    let messages = world.rows().messages.into_values().filter(|message| message.to == owner);
    messages.map(|message| message.about).collect()
}

#[tokio::test]
async fn a_refused_run_gives_everybody_the_money_back_once_and_tells_them_once_whatever_fails() {
    told(async |world| {
        let (run, creators) = waiting(world, 300..302).await;
        let desk = slow_desk(world);
        let refused = world.again(async || desk.call_off_run(&operator(1), &run, "Paid twice.").await).await;
        assert_eq!(refused, CallOffOutcome::CalledOff);
        let late = world.again(async || desk.approve(&approver(2), &run).await).await;
        assert_eq!(late, ApproveOutcome::NotAsked);
        world
            .until(async || {
                world.clock.advance(200);
                desk.work("this process").await?;
                Ok((world.rows().runs[&run].state == RunState::CalledOff).then_some(()))
            })
            .await;
        let rows = world.rows();
        for creator in &creators {
            assert_eq!(rows.balance_of(creator), 6_000_000);
            let (back, reason) = (yuan(6_000_000), "Paid twice.".to_owned());
            let about = MessageKind::PayoutCalledOff { run: run.clone(), back, reason };
            assert_eq!(told_of(world, creator), [about]);
        }
        assert!(rows.payouts.values().all(|payout| payout.state == PayoutState::Cancelled));
        assert!(world.bank.book().taken.is_empty());
    })
    .await;
}

#[tokio::test]
async fn a_kill_between_two_chunks_is_gone_on_from_and_what_was_called_off_alone_is_not_told_again() {
    let world = World::new().await;
    let (run, creators) = waiting(&world, 300..305).await;
    let desk = slow_desk(&world);
    let alone = world.rows().payouts_of(&run, &creators[3]).remove(0);
    let one = desk.call_off_payout(&operator(1), &creators[3], &alone.id, "Asked for it.").await.unwrap();
    assert_eq!(one, PayoutCallOff::CalledOff);
    assert_eq!(
        desk.call_off_run(&operator(1), &run, "Paid twice.").await.unwrap(),
        CallOffOutcome::CalledOff
    );
    let stored = world.rows().runs[&run].clone();
    assert_eq!(stored.state, RunState::CallingOff, "some are left for the worker");
    assert!(stored.cursor.is_some());
    let view = desk.run(&approver(2), &run, None, None).await.unwrap().unwrap();
    assert_eq!(view.called_off.unwrap().reason, "Paid twice.");
    world.dispatch().await.unwrap();
    assert!(world.bank.book().taken.is_empty(), "nothing of it is sent meanwhile");
    // Another process finds it and goes on; a third one has nothing left to do.
    slow_desk(&world).work("another process").await.unwrap();
    assert_eq!(world.rows().runs[&run].state, RunState::CalledOff);
    world.clock.advance(200);
    slow_desk(&world).work("a third process").await.unwrap();
    for creator in &creators {
        assert_eq!((told_of(&world, creator).len(), world.rows().balance_of(creator)), (1, 6_000_000));
    }
    world.audit();
}

#[tokio::test]
async fn only_a_run_that_waits_can_be_refused_and_nobody_decides_about_a_run_that_pays_them() {
    let world = World::new().await;
    let (run, creators) = waiting(&world, 300..302).await;
    let desk = &world.services.desk;
    let owner = world.rows().creators[&creators[0]].owner.clone();
    let paid = Approver { user: owner.clone(), may_act: true };
    assert_eq!(desk.approve(&paid, &run).await.unwrap(), ApproveOutcome::PaysYou);
    assert!(desk.run(&paid, &run, None, None).await.unwrap().unwrap().pays_me);
    let paid = Operator { user: owner };
    let refused = desk.call_off_run(&paid, &run, "Mine.").await.unwrap();
    assert_eq!(refused, CallOffOutcome::PaysYou);
    let wordless = desk.call_off_run(&operator(1), &run, " ").await.unwrap();
    assert!(matches!(wordless, CallOffOutcome::Refused(_)));
    desk.approve(&approver(1), &run).await.unwrap();
    assert_eq!(desk.approve(&approver(2), &run).await.unwrap(), ApproveOutcome::Released);
    let late = desk.call_off_run(&operator(1), &run, "Late.").await.unwrap();
    assert_eq!(late, CallOffOutcome::NotWaiting);
    let unknown = RunId::new(world.rows().runs[&run].created_at, 77);
    assert_eq!(desk.call_off_run(&operator(1), &unknown, "x").await.unwrap(), CallOffOutcome::NoRun);
}

#[tokio::test]
async fn a_payout_that_waits_is_called_off_once_whatever_fails() {
    told(async |world| {
        world.settles_in(&world.me(), Schedule::Daily, Fallback::Wait);
        world.earns(&world.me(), 50_000, 3);
        world.morning(22);
        world.run().await;
        let (me, payout) = (world.me(), world.payouts().remove(0));
        let desk = &world.services.desk;
        let call_off = async || desk.call_off_payout(&operator(1), &me, &payout.id, "As asked.").await;
        assert_eq!(world.again(call_off).await, PayoutCallOff::CalledOff);
        assert_eq!((world.balance(), world.told_kinds()), (50_000, vec!["payout_called_off"]));
        assert_eq!(world.payouts()[0].state, PayoutState::Cancelled);
    })
    .await;
}

#[tokio::test]
async fn a_rail_that_gives_a_payout_back_is_booked_once_whatever_fails() {
    told(async |world| {
        world.settles_in(&world.me(), Schedule::Daily, Fallback::Wait);
        world.earns(&world.me(), 50_000, 3);
        world.morning(22);
        let payout = world.in_transit().await;
        world.bank.change(|book| book.gives_back = true);
        let (desk, me) = (&world.services.desk, world.me());
        world
            .until(async || {
                let end = desk.call_off_payout(&operator(1), &me, &payout.id, "As asked.").await?;
                Ok((end == PayoutCallOff::CalledOff).then_some(()))
            })
            .await;
        assert_eq!((world.balance(), world.told_kinds()), (50_000, vec!["payout_called_off"]));
    })
    .await;
}

#[tokio::test]
async fn a_rail_that_keeps_it_says_too_late_and_one_without_an_answer_leaves_it_open() {
    let world = World::daily(Fallback::Wait).await;
    world.earns(&world.me(), 50_000, 3);
    world.morning(22);
    let payout = world.in_transit().await;
    let (desk, me) = (&world.services.desk, world.me());
    let call_off = async || desk.call_off_payout(&operator(1), &me, &payout.id, "As asked.").await.unwrap();
    assert_eq!(call_off().await, PayoutCallOff::TooLate);
    world.bank.change(|book| book.all_stand(&RailNews::NoAnswer));
    assert_eq!(call_off().await, PayoutCallOff::Unknown);
    assert_eq!((world.balance(), world.payouts()[0].state), (0, PayoutState::InTransit));
    world.bank.change(|book| book.taken.clear());
    assert_eq!(call_off().await, PayoutCallOff::Unknown, "only a query may say that it never was there");
    world.hears(&payout, "paid", RailNews::Paid { reference: None }).await;
    assert_eq!(call_off().await, PayoutCallOff::Ended);
    assert_eq!(world.told_kinds(), ["payout_paid"]);
    let owner = Operator { user: world.shop.creator.user.clone() };
    let own = desk.call_off_payout(&owner, &me, &payout.id, "Mine.").await.unwrap();
    assert_eq!(own, PayoutCallOff::OwnAccount);
    let other = world.another(201, Schedule::Weekly);
    let strange = desk.call_off_payout(&operator(1), &other, &payout.id, "x").await.unwrap();
    assert_eq!(strange, PayoutCallOff::NoPayout);
    world.audit();
}

#[tokio::test]
async fn a_rail_that_calls_a_payout_off_by_itself_tells_the_creator_too() {
    let world = World::daily(Fallback::Wait).await;
    world.earns(&world.me(), 50_000, 3);
    world.morning(22);
    let payout = world.in_transit().await;
    world.hears(&payout, "gone", RailNews::Cancelled).await;
    world.hears(&payout, "gone again", RailNews::Cancelled).await;
    assert_eq!((world.balance(), world.told_kinds()), (50_000, vec!["payout_called_off"]));
}

#[tokio::test]
async fn everybody_who_may_approve_is_told_once_that_a_run_waits_whatever_fails() {
    told(async |world| {
        let staff = [("ida", StaffRole::Operator), ("fay", StaffRole::Finance), ("rex", StaffRole::Reviewer)];
        let mut ids = Vec::new();
        world.people.change(|tables| {
            let mut others = tables.users.values_mut().skip(1);
            for (name, role) in staff {
                let row: &mut UserRow = others.next().unwrap();
                (row.user.name, row.user.roles) = (name.to_owned(), vec![role]);
                ids.push(row.user.id.clone());
            }
        });
        let (run, _) = waiting(world, 300..302).await;
        for _ in 0..2 {
            world.again(async || world.services.desk.work("this process").await).await;
            world.clock.advance(200);
        }
        let about = MessageKind::RunNeedsApproval { run, total: yuan(12_000_000), creators: 2 };
        let rows = world.rows();
        for (id, expected) in ids.into_iter().zip([1, 1, 0]) {
            let person = Recipient::Person(id);
            let messages = rows.messages.values().filter(|message| message.to == person);
            let messages: Vec<_> = messages.map(|message| message.about.clone()).collect();
            assert_eq!(messages, vec![about.clone(); expected]);
        }
    })
    .await;
}

#[tokio::test]
async fn an_instant_payout_above_the_limit_waits_for_two_persons_like_a_run() {
    let stage = Stage::new().await;
    let (world, creator) = (&stage.world, stage.creator.account.id.clone());
    let money = Adjustment {
        id: AdjustmentId::new(stage.now(), 1),
        creator,
        kind: AdjustmentKind::Credit,
        order: None,
        amount: yuan(20_000_000),
        booked_at: stage.now(),
        booked_by: None,
    };
    stage.adjusted(money).await;
    let (small, _) = stage.quoted("9000").await;
    assert!(!small.needs_approval);
    let (large, form) = stage.quoted("110000").await;
    assert!(large.needs_approval, "and the page says so before it is confirmed");
    let run = match stage.confirm(&form).await {
        services::payouts::desk::ConfirmOutcome::Requested(run) => run,
        other => panic!("{other:?}"),
    };
    let desk = &world.services.desk;
    assert_eq!(world.rows().runs[&run].state, RunState::AwaitingApproval);
    assert!(desk.statement(&stage.creator, &run).await.unwrap().unwrap().awaits_approval);
    world.dispatch().await.unwrap();
    assert!(world.bank.book().taken.is_empty(), "nothing is sent before");
    let own = Approver { user: stage.creator.user.clone(), may_act: true };
    assert_eq!(desk.approve(&own, &run).await.unwrap(), ApproveOutcome::PaysYou);
    assert_eq!(desk.approve(&approver(1), &run).await.unwrap(), ApproveOutcome::Recorded);
    assert_eq!(desk.approve(&approver(2), &run).await.unwrap(), ApproveOutcome::Released);
    assert!(!desk.statement(&stage.creator, &run).await.unwrap().unwrap().awaits_approval);
    stage.verified().await;
}
