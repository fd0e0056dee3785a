//! Runs: once per rail, kind and cut-off; their chunks are written once, whoever repeats them.

use domain::{
    id::{RunId, UserId},
    payouts::{
        AdjustmentKind, Destination, ItemOutcome, PayoutAccount, PayoutKind, PayoutRun, Rail, RunOrigin,
        RunState, SkipReason,
    },
};
use futures::future::join_all;
use services::ports::{Changes, Commit, CreatorRow, RunApproval, RunTotal, Write};
use store::open_commerce;

use crate::{
    backend::{Database, OPTIONS, on_both},
    shop::{NOW, Shop, assert_sound, unit},
    treasury::{commit, done, payouts_of, together, yuan},
};

on_both!(
    a_scheduled_run_exists_once_and_so_does_a_request,
    runs_are_listed_newest_first_and_open_ones_until_they_are_done,
    a_chunk_that_is_repeated_is_a_duplicate_and_writes_nothing,
    of_two_writers_of_one_chunk_one_wins,
    money_that_a_refund_took_meanwhile_is_not_paid_out,
    units_of_one_group_share_a_balance_in_turn,
    a_runs_items_are_summed_and_listed_by_outcome,
    a_run_is_approved_once_by_each_person,
);

/// Creators with a bank and some money each.
pub async fn creators(
    db: &Database,
    shop: &Shop,
    count: usize,
    minor: i64,
) -> Vec<(CreatorRow, Destination)> {
    let mut made = vec![];
    for _ in 0..count {
        let creator = shop.another_creator();
        let bank = shop.bank(&creator.id);
        let opening = unit([Write::InsertCreator(creator.clone()), Write::InsertDestination(bank.clone())]);
        done(
            &db.commerce,
            together(opening, shop.adjustment(&creator.id, AdjustmentKind::Credit, minor, NOW)),
        )
        .await;
        made.push((creator, bank));
    }
    made
}

/// The unit that a runner commits: items with payouts, guards, accounts, and the run's new cursor.
fn chunk(shop: &Shop, run: &PayoutRun, creators: &[(CreatorRow, Destination)], minor: i64) -> Changes {
    let last = creators.last().map(|(creator, _)| creator.id.clone());
    let mut changes = unit([Write::UpdateRun(PayoutRun { cursor: last, ..run.clone() })]);
    for (creator, bank) in creators {
        changes = together(changes, shop.item(run, bank, &[(minor, 300)], NOW));
        changes.writes.push(Write::RequireBalance { creator: creator.id.clone(), at_least: yuan(minor) });
        let mut account = PayoutAccount::new(creator.id.clone(), creator.currency, NOW);
        account.volume = account.volume.with(run.day, yuan(minor));
        changes.writes.push(Write::PutPayoutAccount(account));
    }
    changes
}

async fn a_scheduled_run_exists_once_and_so_does_a_request(db: Database) {
    let shop = Shop::open(1, &db.commerce).await;
    let run = shop.run(PayoutKind::Instant, 0);
    done(&db.commerce, unit([Write::InsertRun(run.clone())])).await;
    let twin = PayoutRun { id: RunId::new(NOW, shop.random()), ..run.clone() };
    assert_eq!(commit(&db.commerce, unit([Write::InsertRun(twin.clone())])).await, Commit::Duplicate);
    for other in [
        PayoutRun { kind: PayoutKind::Standard, ..twin.clone() },
        PayoutRun { id: RunId::new(NOW, shop.random()), rail: Rail::BankFile, ..twin.clone() },
        PayoutRun { id: RunId::new(NOW, shop.random()), cut_off: run.cut_off.plus_ms(1), ..twin.clone() },
    ] {
        done(&db.commerce, unit([Write::InsertRun(other)])).await;
    }
    let asked = |key: &str| PayoutRun {
        id: RunId::new(NOW, shop.random()),
        origin: RunOrigin::Demand,
        request_key: Some(key.to_owned()),
        ..run.clone()
    };
    let first = asked("key-1");
    done(&db.commerce, unit([Write::InsertRun(first.clone())])).await;
    done(&db.commerce, unit([Write::InsertRun(asked("key-2"))])).await;
    assert_eq!(commit(&db.commerce, unit([Write::InsertRun(asked("key-1"))])).await, Commit::Duplicate);

    let found = db.commerce.scheduled_run(run.rail, run.kind, run.cut_off).await.unwrap();
    assert_eq!(found.as_ref(), Some(&run));
    assert_eq!(db.commerce.scheduled_run(Rail::Stripe, run.kind, run.cut_off).await.unwrap(), None);
    assert_eq!(db.commerce.demanded_run("key-1").await.unwrap(), Some(first));
    assert_eq!(db.commerce.demanded_run("key-3").await.unwrap(), None);
    assert_eq!(db.commerce.payout_run(&run.id).await.unwrap(), Some(run));
    assert_eq!(db.commerce.payout_run(&twin.id).await.unwrap().unwrap().kind, PayoutKind::Standard);
}

async fn runs_are_listed_newest_first_and_open_ones_until_they_are_done(db: Database) {
    let shop = Shop::open(1, &db.commerce).await;
    let runs: Vec<_> = (0..4).map(|day| shop.run(PayoutKind::Instant, day)).collect();
    for run in &runs {
        done(&db.commerce, unit([Write::InsertRun(run.clone())])).await;
    }
    let listed = db.commerce.payout_runs(runs[3].created_at, 2).await.unwrap();
    assert_eq!(listed, [runs[2].clone(), runs[1].clone()]);
    assert_eq!(db.commerce.open_runs().await.unwrap(), runs);

    let computed = PayoutRun { state: RunState::Done, computed_at: Some(NOW), ..runs[0].clone() };
    done(&db.commerce, unit([Write::UpdateRun(computed.clone())])).await;
    let stale = commit(&db.commerce, unit([Write::UpdateRun(computed.clone())])).await;
    assert_eq!(stale, Commit::Conflict, "its version has moved on");
    assert_eq!(db.commerce.open_runs().await.unwrap(), runs[1..]);
    let stored = db.commerce.payout_run(&runs[0].id).await.unwrap();
    assert_eq!(stored, Some(PayoutRun { version: 1, ..computed }));
}

async fn a_chunk_that_is_repeated_is_a_duplicate_and_writes_nothing(db: Database) {
    let shop = Shop::open(1, &db.commerce).await;
    let creators = creators(&db, &shop, 20, 10_300).await;
    let run = shop.run(PayoutKind::Instant, 0);
    done(&db.commerce, unit([Write::InsertRun(run.clone())])).await;
    let first = chunk(&shop, &run, &creators, 10_300);
    done(&db.commerce, first.clone()).await;
    assert_eq!(commit(&db.commerce, first).await, Commit::Duplicate);
    // After a crash the payouts have other numbers, and the cursor may have been read before the first commit.
    assert_eq!(commit(&db.commerce, chunk(&shop, &run, &creators, 10_300)).await, Commit::Duplicate);
    let reloaded = db.commerce.payout_run(&run.id).await.unwrap().unwrap();
    assert_eq!(
        (reloaded.version, reloaded.cursor.as_ref()),
        (1, creators.last().map(|(creator, _)| &creator.id))
    );
    assert_eq!(commit(&db.commerce, chunk(&shop, &reloaded, &creators, 10_300)).await, Commit::Duplicate);
    let totals = db.commerce.run_totals(&run.id).await.unwrap();
    let whole =
        RunTotal { outcome: ItemOutcome::Paying, creators: 20, gross: yuan(206_000), fee: yuan(6_000) };
    assert_eq!(totals, [whole]);
    assert_sound(&db.commerce).await;
}

async fn of_two_writers_of_one_chunk_one_wins(db: Database) {
    let shop = Shop::open(1, &db.commerce).await;
    let creators = creators(&db, &shop, 10, 103_000).await;
    let other = open_commerce(&db.commerce_url, &OPTIONS).await.unwrap();
    for day in 0..8 {
        let run = shop.run(PayoutKind::Standard, day);
        done(&db.commerce, unit([Write::InsertRun(run.clone())])).await;
        let account = |mut changes: Changes| {
            // Accounts have their own race; here the run and its items decide.
            changes.writes.retain(|write| !matches!(write, Write::PutPayoutAccount(_)));
            changes
        };
        let mine = account(chunk(&shop, &run, &creators, 10_300));
        let theirs = account(chunk(&shop, &run, &creators, 10_300));
        let (mine, theirs) = futures::join!(commit(&db.commerce, mine), commit(&other, theirs));
        let won = [mine, theirs].into_iter().filter(|answer| *answer == Commit::Committed).count();
        assert_eq!(won, 1, "{mine:?} {theirs:?}");
        assert_eq!(db.commerce.run_totals(&run.id).await.unwrap()[0].creators, 10);
    }
    other.close().await;
    assert_sound(&db.commerce).await;
}

async fn money_that_a_refund_took_meanwhile_is_not_paid_out(db: Database) {
    let shop = Shop::open(1, &db.commerce).await;
    let creators = creators(&db, &shop, 3, 10_300).await;
    let run = shop.run(PayoutKind::Instant, 0);
    done(&db.commerce, unit([Write::InsertRun(run.clone())])).await;
    let decided = chunk(&shop, &run, &creators, 10_300);
    done(&db.commerce, shop.adjustment(&creators[1].0.id, AdjustmentKind::Refund, 1, NOW)).await;
    assert_eq!(commit(&db.commerce, decided.clone()).await, Commit::Conflict);
    assert_eq!(db.commerce.run_totals(&run.id).await.unwrap(), [], "nothing of the chunk was written");
    assert_eq!(db.commerce.payout_run(&run.id).await.unwrap().unwrap().version, 0);
    done(&db.commerce, shop.adjustment(&creators[1].0.id, AdjustmentKind::DisputeWon, 1, NOW)).await;
    done(&db.commerce, decided).await;
    // A creator without any money has no row to look at.
    let poor = shop.another_creator();
    done(&db.commerce, unit([Write::InsertCreator(poor.clone())])).await;
    let needs = |minor| unit([Write::RequireBalance { creator: poor.id.clone(), at_least: yuan(minor) }]);
    assert_eq!(commit(&db.commerce, needs(1)).await, Commit::Conflict);
    done(&db.commerce, needs(0)).await;
    assert_sound(&db.commerce).await;
}

async fn units_of_one_group_share_a_balance_in_turn(db: Database) {
    let shop = Shop::open(1, &db.commerce).await;
    let (creator, bank) = creators(&db, &shop, 1, 25_000).await.remove(0);
    let mut units = vec![];
    for request in 0..20 {
        let run = PayoutRun {
            origin: RunOrigin::Demand,
            request_key: Some(format!("{request}")),
            ..shop.run(PayoutKind::Standard, 0)
        };
        let guard = Write::RequireBalance { creator: creator.id.clone(), at_least: yuan(10_000) };
        let item = shop.item(&run, &bank, &[(10_000, 300)], NOW);
        units.push(together(unit([guard, Write::InsertRun(run)]), item));
    }
    units.insert(7, shop.adjustment(&creator.id, AdjustmentKind::Credit, 5_000, NOW));
    let answers = join_all(units.into_iter().map(|unit| commit(&db.commerce, unit))).await;
    let count = |wanted| answers.iter().filter(|answer| **answer == wanted).count();
    // 250.00 pays two, and the 50.00 that come along pay a third, when somebody still asks after they have come.
    assert_eq!((count(Commit::Committed), count(Commit::Conflict)), (1 + 3, 17), "{answers:?}");
    let left = db.commerce.candidate(&creator.id, NOW).await.unwrap().unwrap().money.balance;
    assert_eq!(left, yuan(0));
    assert_sound(&db.commerce).await;
}

async fn a_runs_items_are_summed_and_listed_by_outcome(db: Database) {
    let shop = Shop::open(1, &db.commerce).await;
    let creators = creators(&db, &shop, 5, 20_000).await;
    let run = shop.run(PayoutKind::Standard, 0);
    let mut changes = unit([Write::InsertRun(run.clone())]);
    for (place, (_, bank)) in creators.iter().enumerate() {
        let parts: &[(i64, i64)] = if place == 2 { &[] } else { &[(11_000, 321), (9_000, 263)] };
        changes = together(changes, shop.item(&run, bank, parts, NOW));
    }
    let parts = payouts_of(&changes);
    done(&db.commerce, changes).await;
    let skipped = ItemOutcome::Skipped(SkipReason::NothingPayable);
    let total =
        |outcome, creators, gross, fee| RunTotal { outcome, creators, gross: yuan(gross), fee: yuan(fee) };
    let totals = db.commerce.run_totals(&run.id).await.unwrap();
    assert_eq!(totals, [total(skipped, 1, 0, 0), total(ItemOutcome::Paying, 4, 80_000, 2_336)]);

    let listed = async |outcome, after: Option<usize>, limit| {
        let after = after.map(|place: usize| &creators[place].0.id);
        let items = db.commerce.run_items(&run.id, outcome, after, limit).await.unwrap();
        let place = |creator| creators.iter().position(|(row, _)| row.id == creator).unwrap();
        items.into_iter().map(|item| place(item.creator)).collect::<Vec<_>>()
    };
    assert_eq!(listed(None, None, 10).await, [0, 1, 2, 3, 4]);
    assert_eq!(listed(None, Some(1), 2).await, [2, 3]);
    assert_eq!(listed(Some(ItemOutcome::Paying), Some(1), 2).await, [3, 4]);
    assert_eq!(listed(Some(skipped), None, 2).await, [2]);
    // What an item says reads back as it was decided, with its payouts, largest part first.
    let record = db.commerce.items_of(&creators[0].0.id, NOW.plus_ms(1), 5).await.unwrap().remove(0);
    assert_eq!(
        (record.item.gross, record.item.fee, record.item.outcome),
        (yuan(20_000), yuan(584), ItemOutcome::Paying)
    );
    assert_eq!(record.payouts, parts[..2]);
    assert_sound(&db.commerce).await;
}

async fn a_run_is_approved_once_by_each_person(db: Database) {
    let shop = Shop::open(1, &db.commerce).await;
    let run = shop.run(PayoutKind::Instant, 0);
    done(&db.commerce, unit([Write::InsertRun(run.clone())])).await;
    let approval = |person: u128, at| RunApproval { run: run.id.clone(), by: UserId::new(NOW, person), at };
    let approve =
        |approval: &RunApproval| commit(&db.commerce, unit([Write::InsertRunApproval(approval.clone())]));
    let (first, second) = (approval(1, NOW.plus_ms(1)), approval(2, NOW));
    assert_eq!(approve(&first).await, Commit::Committed);
    assert_eq!(approve(&approval(1, NOW.plus_ms(9))).await, Commit::Duplicate);
    assert_eq!(approve(&second).await, Commit::Committed);
    assert_eq!(db.commerce.run_approvals(&run.id).await.unwrap(), [second, first]);
}
