//! Runs: which are made, whom they look at, and that there is one of each whatever happens.

use domain::{
    id::CreatorId,
    payouts::{Fallback, ItemOutcome, PayoutKind, PayoutState, RunState, Schedule, SkipReason},
    time::Day,
};
use services::{
    payouts::engine::{EngineParts, PayoutEngine, RunReport, RunsOutcome},
    ports::Clock as _,
};

use super::steps::day;
use crate::{shop::yuan, told::told, world::World};

/// Seven creators on daily payouts, in chunks of two: the run takes several units of work.
fn seven(world: &World) -> PayoutEngine {
    for number in 1..8u16 {
        let creator = world.another(u128::from(number) + 100, Schedule::Daily);
        world.earns(&creator, 10_000 + i64::from(number), 3);
    }
    world.morning(22);
    small_chunks(world)
}

fn small_chunks(world: &World) -> PayoutEngine {
    PayoutEngine::new(EngineParts {
        commerce: world.commerce.clone(),
        people: world.people.clone(),
        rails: vec![world.bank.clone()],
        clock: world.clock.clone(),
        entropy: world.entropy.clone(),
        secrets: services::Secrets::new(&[1; 32], &[2; 32]).unwrap().into(),
        policy: world.services.policy.clone(),
        chunk: 2,
    })
}

fn made(outcome: RunsOutcome) -> Vec<RunReport> {
    match outcome {
        RunsOutcome::Made(reports) => reports,
        RunsOutcome::NotYet { begin } => panic!("begins at {begin:?}"),
    }
}

/// Who was paid how much by which run, without identifiers.
fn set(world: &World) -> Vec<(Day, &'static str, i64, u16)> {
    let rows = world.rows();
    let mut set: Vec<_> = rows
        .payouts
        .values()
        .map(|payout| (payout.day, payout.kind.code(), payout.gross.minor(), payout.part))
        .collect();
    set.sort_unstable();
    set
}

#[tokio::test]
async fn whichever_call_of_a_run_fails_the_next_one_goes_on_and_the_set_is_the_same_defect_4_4_i() {
    told(async |world| {
        let engine = seven(world);
        world.again(async || engine.run_due(day(22)).await).await;
        let expected: Vec<_> = (1..8).map(|number| (day(22), "instant", 10_000 + number, 1)).collect();
        assert_eq!(set(world), expected);
        assert!(world.rows().runs.values().all(|run| run.state == RunState::Released));
        assert_eq!(world.rows().runs.len(), 2, "one instant, one standard");
    })
    .await;
}

#[tokio::test]
async fn a_second_run_of_a_day_and_a_second_process_change_nothing_defect_4_4_q() {
    let world = World::new().await;
    let engine = seven(&world);
    let other = small_chunks(&world);
    let (one, two) = tokio::join!(engine.run_due(day(22)), other.run_due(day(22)));
    made(one.unwrap());
    made(two.unwrap());
    let rows = world.rows();
    assert_eq!((rows.runs.len(), rows.items.len(), rows.payouts.len()), (2, 7, 7));
    let again = made(engine.run_due(day(22)).await.unwrap());
    assert!(again.iter().all(|report| !report.fresh));
    assert_eq!(again[0].totals[0].creators, 7);
    assert_eq!(world.rows(), rows);
    world.audit();
}

#[tokio::test]
async fn the_worker_makes_what_is_due_once_and_waits_for_the_hour() {
    let world = World::daily(Fallback::Wait).await;
    world.earns(&world.me(), 5_000, 3);
    let engine = &world.services.engine;
    // It is Saturday noon, so that Saturday's runs have begun.
    let first = engine.make_runs("one").await.unwrap();
    assert!(first.iter().all(|report| report.day == day(21) && report.fresh));
    assert_eq!(engine.make_runs("one").await.unwrap(), []);
    assert_eq!(engine.make_runs("two").await.unwrap(), [], "another process holds the lease");
    world.clock.advance(19 * 3_600 + 3_599);
    assert_eq!(engine.make_runs("one").await.unwrap(), [], "07:59:59");
    world.clock.advance(1);
    let sunday = engine.make_runs("one").await.unwrap();
    assert!(sunday.iter().all(|report| report.day == day(22)), "{sunday:?}");
}

#[tokio::test]
async fn a_day_that_has_not_begun_is_refused_and_a_dry_run_writes_nothing_but_knows_the_sums() {
    let world = World::new().await;
    let engine = seven(&world);
    let begin = day(23).start().plus_seconds(8 * 3_600);
    assert_eq!(engine.run_due(day(23)).await.unwrap(), RunsOutcome::NotYet { begin });
    let before = world.rows();
    let tried = made(engine.try_due(day(22)).await.unwrap());
    assert_eq!(world.rows(), before);
    let real = made(engine.run_due(day(22)).await.unwrap());
    let totals =
        |reports: &[RunReport]| reports.iter().map(|report| report.totals.clone()).collect::<Vec<_>>();
    assert_eq!(totals(&tried), totals(&real));
    assert_eq!(real[0].totals[0].gross, yuan(70_028));
    let after = made(engine.try_due(day(22)).await.unwrap());
    assert_eq!(totals(&after), totals(&real), "a run that was made is reported, not tried again");
}

#[tokio::test]
async fn runs_that_were_missed_are_made_late_with_their_own_dates_and_take_nobody_twice() {
    let world = World::new().await;
    let weekly = world.another(201, Schedule::Weekly);
    let daily = world.another(202, Schedule::Daily);
    let waits = world.another(203, Schedule::OnAmount { minor: 1_000 });
    for creator in [&weekly, &daily, &waits] {
        world.earns(creator, 40_000, 20);
    }
    world.morning(25);
    world.run().await;
    assert_eq!(set(&world).len(), 2, "the daily and the waiting one; Wednesday is no Friday");
    for creator in [&weekly, &daily, &waits] {
        // Captured on the 21st: a Friday's standard run leaves it, one that runs on Monday the 30th takes it.
        world.earns_at(creator, 7_000, day(21).start());
    }
    // Down from Thursday to Monday.
    world.morning(30);
    let reports = world.run().await;
    let standard: Vec<Day> = reports
        .iter()
        .filter(|report| report.kind == PayoutKind::Standard && report.fresh)
        .map(|report| report.day)
        .collect();
    assert_eq!(standard, (26..31).map(day).collect::<Vec<_>>());
    let rows = world.rows();
    let of = |creator: &CreatorId| {
        let mut theirs: Vec<_> = rows
            .payouts
            .values()
            .filter(|payout| payout.creator == *creator && payout.day > day(25))
            .map(|payout| (payout.day, payout.gross.minor()))
            .collect();
        theirs.sort_unstable();
        theirs
    };
    assert_eq!(of(&weekly), [(day(27), 40_000)], "Friday's run with Friday's cut-off");
    assert_eq!(of(&daily), [(day(30), 7_000)], "one morning covers the others");
    assert_eq!(of(&waits), [(day(30), 7_000)]);
    world.audit();
}

#[tokio::test]
async fn a_new_installation_has_missed_nothing() {
    let world = World::new().await;
    let weekly = world.another(201, Schedule::Weekly);
    world.earns(&weekly, 40_000, 20);
    world.morning(22);
    let reports = world.run().await;
    assert!(reports.iter().all(|report| report.day == day(22)));
    assert_eq!(set(&world), []);
}

#[tokio::test]
async fn a_run_above_the_limit_waits_for_people_and_nothing_of_it_is_sent() {
    let world = World::new().await;
    let rich = world.another(300, Schedule::Monthly);
    world.earns(&rich, 10_000_001, 20);
    world.morning(27);
    let reports = world.run().await;
    let standard = reports.iter().find(|report| report.kind == PayoutKind::Standard).unwrap();
    assert_eq!(standard.state, Some(RunState::AwaitingApproval));
    world.dispatch().await.unwrap();
    assert!(world.bank.book().taken.is_empty());
    world.commerce.change(|tables| {
        for run in tables.runs.values_mut() {
            run.state = RunState::Released;
        }
    });
    world.dispatch().await.unwrap();
    assert_eq!(world.bank.book().taken.len(), 1);
    world.audit();
}

#[tokio::test]
async fn everybody_is_given_an_outcome_also_who_has_nowhere_to_be_paid_to() {
    let world = World::new().await;
    let (homeless, empty) = (world.another(401, Schedule::Daily), world.another(402, Schedule::Daily));
    world.commerce.change(|tables| tables.settings.get_mut(&homeless).unwrap().destination = None);
    world.earns(&homeless, 5_000, 3);
    world.morning(22);
    world.run().await;
    let rows = world.rows();
    let outcome = |creator: &CreatorId| {
        let mut items = rows.items.values().filter(|item| item.creator == *creator);
        items.next().map(|item| item.outcome)
    };
    assert_eq!(outcome(&homeless), Some(ItemOutcome::Skipped(SkipReason::NoDestination)));
    assert_eq!(outcome(&empty), Some(ItemOutcome::Skipped(SkipReason::NothingPayable)));
}

#[tokio::test]
async fn money_that_a_refund_takes_while_the_run_decides_is_not_paid_out() {
    let world = World::daily(Fallback::Wait).await;
    world.earns(&world.me(), 50_000, 3);
    world.morning(22);
    let commerce = world.commerce.clone();
    let (me, at) = (world.me(), world.clock.business());
    world.switch.meanwhile("commit", 2, async move {
        let account = domain::ledger::Account::CreatorBalance(me);
        commerce.change(|tables| {
            *tables.balances.get_mut(&(account, domain::money::Currency::Cny)).unwrap() += 20_000;
        });
    });
    world.services.engine.run_due(at.day()).await.unwrap();
    assert_eq!(world.payouts()[0].gross, yuan(30_000), "decided again on what was left");
    assert_eq!(world.payouts()[0].state, PayoutState::Requested);
}
