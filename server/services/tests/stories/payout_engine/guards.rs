//! What must not go wrong when something else has: late approvals, split days, rows that make no sense, runs that are
//! stuck, rails that forget.

use domain::{
    id::{CreatorId, OrderId},
    money::Money,
    order::Gateway,
    payouts::{
        Calendar, FailureReason, Fallback, ItemOutcome, PayoutKind, PayoutState, RailNews, RunState,
        Schedule, SkipReason,
    },
};
use services::{
    payouts::engine::RunsOutcome,
    ports::{Clock as _, RailEvent, Sale},
    till::Received,
};

use super::steps::{day, paid};
use crate::{shop::yuan, told::told, world::World};

#[tokio::test]
async fn a_run_that_was_approved_days_later_has_its_whole_day_to_reach_the_rail() {
    let world = World::daily(Fallback::Wait).await;
    world.settings(|settings| settings.schedule = Schedule::Weekly);
    world.earns(&world.me(), 10_000_001, 20);
    world.morning(27);
    world.run().await;
    world.dispatch().await.unwrap();
    assert_eq!((world.payouts()[0].state, world.payouts()[0].first_sent_at), (PayoutState::Requested, None));
    world.morning(30);
    let approved_at = world.clock.business();
    world.commerce.change(|tables| {
        for run in tables.runs.values_mut() {
            run.state = RunState::Released;
        }
    });
    world.bank.change(|book| book.refusals.push_back(RailNews::TryLater));
    world.dispatch().await.unwrap();
    let waits = world.payouts().remove(0);
    assert_eq!((waits.state, waits.first_sent_at), (PayoutState::Requested, Some(approved_at)));
    world.until_all(60, PayoutState::InTransit).await;
    let taken = world.bank.book().taken.into_values().next().unwrap();
    assert_eq!(taken.order.created_at, approved_at, "the rail can know the number since then");
    world.bank.change(|book| book.all_stand(&paid()));
    world.until_all(6 * 3_600, PayoutState::Paid).await;
    assert_eq!(world.told_kinds(), ["payout_paid"], "nobody was told that anything failed");
    world.audit();
}

#[tokio::test]
async fn a_pause_or_another_bank_that_comes_while_the_run_decides_is_kept_to() {
    for pauses in [true, false] {
        let world = World::daily(Fallback::Wait).await;
        world.earns(&world.me(), 50_000, 3);
        world.morning(22);
        let other = world.open_account(&world.me());
        let (commerce, me, now) = (world.commerce.clone(), world.me(), world.clock.business());
        let bank = other.clone();
        world.switch.meanwhile("commit", 2, async move {
            commerce.change(|tables| {
                if pauses {
                    let standing = tables.standings.get_mut(&me).unwrap();
                    (standing.platform_paused_at, standing.version) = (Some(now), standing.version + 1);
                } else {
                    let settings = tables.settings.get_mut(&me).unwrap();
                    (settings.destination, settings.version) = (Some(bank), settings.version + 1);
                }
            });
        });
        world.services.engine.run_due(day(22)).await.unwrap();
        let paid_to: Vec<_> = world.payouts().into_iter().map(|payout| payout.destination).collect();
        assert_eq!(paid_to, if pauses { vec![] } else { vec![other] }, "decided again on what is so now");
        world.audit();
    }
}

/// Three parts in one day.
fn split(world: &World) {
    world.settles_in(&world.me(), Schedule::Daily, Fallback::Wait);
    world.earns(&world.me(), 2_500_001, 3);
    world.morning(22);
}

#[tokio::test]
async fn a_split_day_that_fails_whole_is_one_failure_in_a_row() {
    told(async |world| {
        split(world);
        let closed = FailureReason::AccountClosed;
        world.in_transit().await;
        world.bank.change(|book| book.all_stand(&RailNews::Failed(closed)));
        world.until_all(301, PayoutState::Failed(closed)).await;
        let account = &world.rows().accounts[&world.me()];
        assert_eq!((account.failures, account.paused_after_failures_at), (1, None));
        assert!(world.payouts().iter().all(|payout| payout.streak == Some(account.streak)));
        assert_eq!(world.told_kinds(), ["payout_failed"; 3]);
    })
    .await;
}

#[tokio::test]
async fn a_split_day_that_arrives_is_one_payout_that_arrived_until_all_of_it_is_back() {
    told(async |world| {
        split(world);
        world.in_transit().await;
        world.bank.change(|book| book.all_stand(&paid()));
        world.until_all(301, PayoutState::Paid).await;
        let completed = || world.rows().accounts[&world.me()].completed;
        assert_eq!(completed(), 5, "four were there before");
        for (payout, left) in world.payouts().iter().zip([5, 5, 4]) {
            let event = format!("evt_{}", payout.part);
            world.hears(payout, &event, RailNews::Returned(FailureReason::AccountClosed)).await;
            assert_eq!(completed(), left);
        }
        let account = &world.rows().accounts[&world.me()];
        assert_eq!((account.failures, world.balance()), (1, 2_500_001));
    })
    .await;
}

#[tokio::test]
async fn a_creator_who_cannot_be_read_is_skipped_with_the_reason_and_everybody_else_is_paid() {
    told(async |world| {
        world.settles_in(&world.me(), Schedule::Daily, Fallback::Wait);
        let others = [301, 302, 303].map(|number| world.another(number, Schedule::Daily));
        for creator in others.iter().chain([&world.me()]) {
            world.earns(creator, 9_000, 3);
        }
        let broken = &others[1];
        world.commerce.change(|tables| assert!(tables.unreadable.insert(broken.clone())));
        world.morning(22);
        world.run().await;
        let rows = world.rows();
        let outcomes = |creator: &CreatorId| {
            let theirs = rows.items.values().filter(|item| item.creator == *creator);
            theirs.map(|item| (item.kind, item.outcome)).collect::<Vec<_>>()
        };
        let skipped = ItemOutcome::Skipped(SkipReason::NotReadable);
        assert_eq!(outcomes(broken), [(PayoutKind::Instant, skipped)]);
        for creator in [&others[0], &others[2], &world.me()] {
            assert_eq!(outcomes(creator), [(PayoutKind::Instant, ItemOutcome::Paying)]);
        }
        assert!(rows.runs.values().all(|run| run.state == RunState::Released));
        assert!(world.services.engine.not_readable() >= 1);
        assert_eq!(rows.balance_of(broken), 9_000, "nothing left the balance");
        // Somebody has mended the row: the next morning pays.
        world.commerce.change(|tables| tables.unreadable.clear());
        world.morning(23);
        world.run().await;
        let paid = world.rows().payouts.into_values().find(|payout| payout.creator == *broken).unwrap();
        assert_eq!((paid.day, paid.gross), (day(23), yuan(9_000)));
    })
    .await;
}

#[tokio::test]
async fn a_decision_that_cannot_be_made_is_an_item_too_and_a_dry_run_says_the_same() {
    let world = World::daily(Fallback::Wait).await;
    let other = world.another(301, Schedule::Daily);
    world.earns(&other, 9_000, 3);
    world.morning(22);
    let now = world.clock.business();
    // Two sales that settle tomorrow and are more together than any sum can be.
    for (number, days) in [(1, 1), (2, 2)] {
        let sale = Sale {
            order: OrderId::new(now, number),
            creator: world.me(),
            product: world.shop.month.id.clone(),
            gateway: Gateway::WechatPay,
            amount: yuan(Money::MAX_MINOR),
            captured_at: now.plus_days(-days),
            settles_at: now.plus_days(1),
            booked_at: now,
        };
        world.commerce.change(|tables| tables.know_sale(sale));
    }
    let engine = &world.services.engine;
    let (tried, made) = (engine.try_due(day(22)).await.unwrap(), engine.run_due(day(22)).await.unwrap());
    let (RunsOutcome::Made(tried), RunsOutcome::Made(made)) = (tried, made) else {
        panic!("it is late enough")
    };
    assert_eq!(tried[0].totals, made[0].totals);
    assert_eq!(world.items()[0].outcome, ItemOutcome::Skipped(SkipReason::NotReadable));
    assert_eq!((engine.not_readable(), world.told().len()), (1, 0));
    assert!(world.rows().payouts.values().any(|payout| payout.creator == other));
}

#[tokio::test]
async fn a_run_that_cannot_be_finished_keeps_no_later_one_waiting_and_goes_on_when_it_can() {
    let world = World::daily(Fallback::Wait).await;
    world.earns(&world.me(), 9_000, 3);
    let calendar = Calendar::of(&world.services.policy);
    let cut_off = calendar.cut_off(PayoutKind::Instant, day(22));
    let looks_back_to = cut_off.min(calendar.run_at(day(22))).plus_ms(-1);
    world.commerce.change(|tables| assert!(tables.unreachable.insert(looks_back_to)));
    let engine = &world.services.engine;
    world.morning(22);
    assert!(engine.run_due(day(22)).await.is_err(), "a run is stuck, and whoever asked for it hears so");
    let standard = world.rows().runs.into_values().find(|run| run.kind == PayoutKind::Standard).unwrap();
    assert_eq!((standard.day, standard.state), (day(22), RunState::Released));
    world.morning(23);
    assert!(engine.run_due(day(23)).await.is_err());
    let payouts = world.payouts();
    assert_eq!((payouts.len(), payouts[0].day, payouts[0].gross), (1, day(23), yuan(9_000)));
    world.commerce.change(|tables| tables.unreachable.clear());
    engine.run_due(day(23)).await.unwrap();
    let outcomes: Vec<_> = world.items().iter().map(|item| (item.day, item.outcome)).collect();
    let nothing = ItemOutcome::Skipped(SkipReason::NothingPayable);
    assert_eq!(outcomes, [(day(22), nothing), (day(23), ItemOutcome::Paying)]);
    assert!(world.rows().runs.values().all(|run| run.state == RunState::Released));
    world.audit();
}

#[tokio::test]
async fn a_rail_that_is_asked_and_still_has_what_failed_contradicts_itself() {
    let world = World::daily(Fallback::Wait).await;
    world.earns(&world.me(), 50_000, 3);
    world.morning(22);
    let payout = world.in_transit().await;
    world.hears(&payout, "evt_1", RailNews::Failed(FailureReason::Refused)).await;
    let before = world.rows();
    // Told again what was so before, in the wrong order: no news.
    world.hears(&payout, "evt_2", RailNews::InTransit { reference: None }).await;
    assert_eq!(world.services.engine.contradictions(), 0);
    // Asked now, it says that the money is on its way, which we have given back.
    let number = payout.id.to_string();
    world.bank.announce("evt_3", RailEvent::Ask { event_id: "evt_3".to_owned(), number });
    assert_eq!(world.receive_news("evt_3").await.unwrap(), Received::Acknowledged);
    assert_eq!(world.services.engine.contradictions(), 1);
    let after = world.rows();
    assert_eq!((after.payouts, after.transactions), (before.payouts, before.transactions));
    assert_eq!(after.inbox.len(), 3, "it is kept for a person to look at");
    world.audit();
}
