//! What a creator's payout settings are worked out from, and what waits for the rails.

use domain::{
    id::{CreatorId, DestinationId, SettingsChangeId},
    money::{BasisPoints, Currency, Money},
    payouts::{
        AdjustmentKind, FailureReason, InstantVolume, Payout, PayoutAccount, PayoutKind, PayoutRun,
        PayoutSettings, PayoutState, RailNews, RunState, Schedule, Standing,
    },
};
use services::ports::{Commit, PayoutFacts, RecentSales, SettingsChange, Write};

use crate::{
    backend::{Database, on_both},
    shop::{NOW, PRICE, Shop, assert_sound, unit},
    treasury::{commit, counted, done, payouts_of, settings, standing, together, yuan},
};

on_both!(
    settings_are_saved_at_the_version_they_were_decided_on,
    everything_about_a_creator_is_read_at_once,
    recent_sales_are_summed_by_day_and_settling_moment,
    an_account_has_one_writer_at_a_time,
    only_payouts_of_released_runs_are_due_to_be_sent,
    neither_sending_nor_asking_keeps_the_other_waiting,
    what_a_clock_that_was_ahead_put_off_is_due_once_it_is_right,
    items_are_listed_newest_first_with_their_payouts,
);

async fn facts(db: &Database, shop: &Shop) -> PayoutFacts {
    let day = NOW.day().plus_days(-90);
    db.commerce.payout_facts(&shop.creator.id, NOW.plus_days(-8), day).await.unwrap().unwrap()
}

async fn settings_are_saved_at_the_version_they_were_decided_on(db: Database) {
    let shop = Shop::open(1, &db.commerce).await;
    assert_eq!(facts(&db, &shop).await.settings, None);
    let change = |schedule, version| PayoutSettings {
        held_until: Some(NOW.plus_days(2)),
        ..settings(&shop.creator.id, schedule, version)
    };
    let put = |settings: PayoutSettings, before: Option<PayoutSettings>| {
        let record = SettingsChange {
            id: SettingsChangeId::new(NOW, shop.random()),
            creator: shop.creator.id.clone(),
            changed_by: shop.owner.clone(),
            changed_at: NOW.plus_ms(settings.version),
            before,
            after: settings.clone(),
        };
        (unit([Write::PutPayoutSettings(settings), Write::InsertSettingsChange(record.clone())]), record)
    };
    let (first, _) = put(change(Schedule::Daily, 0), None);
    assert_eq!(db.commerce.commit(first).await.unwrap(), Commit::Committed);
    let (raced, _) = put(change(Schedule::Weekly, 0), None);
    assert_eq!(db.commerce.commit(raced).await.unwrap(), Commit::Conflict, "somebody else was first");
    let saved = facts(&db, &shop).await.settings.unwrap();
    assert_eq!(saved, change(Schedule::Daily, 1));
    let (second, record) = put(change(Schedule::Monthly, saved.version), Some(saved));
    assert_eq!(db.commerce.commit(second.clone()).await.unwrap(), Commit::Committed);
    let (stale, _) = put(change(Schedule::Weekly, 1), None);
    assert_eq!(db.commerce.commit(stale).await.unwrap(), Commit::Conflict);
    let facts = facts(&db, &shop).await;
    assert_eq!(facts.settings, Some(change(Schedule::Monthly, 2)));
    assert_eq!(facts.last_change, Some(record));
}

async fn everything_about_a_creator_is_read_at_once(db: Database) {
    let shop = Shop::open(1, &db.commerce).await;
    let id = &shop.creator.id;
    let watched = Standing {
        platform_paused_at: Some(NOW),
        pause_reason: "We ask for \"papers\".".to_owned(),
        reserve_rate: BasisPoints::new(1_000),
        reserve_days: 30,
        version: 1,
        ..standing(id)
    };
    let bank = shop.bank(id);
    let chosen = PayoutSettings {
        destination: Some(bank.id.clone()),
        paused_at: Some(NOW),
        held_until: Some(NOW.plus_days(2)),
        ..settings(id, Schedule::Daily, 0)
    };
    let changes = unit([
        Write::PutStanding(standing(id)),
        Write::PutStanding(watched.clone()),
        Write::InsertDestination(bank.clone()),
        Write::PutPayoutSettings(chosen.clone()),
    ]);
    done(&db.commerce, together(changes, shop.adjustment(id, AdjustmentKind::Credit, 50_000, NOW))).await;
    let mut made = vec![];
    for (day, parts) in [(-91, &[(11_000, 321)][..]), (-2, &[(11_000, 321), (9_000, 263)]), (-1, &[])] {
        let run = shop.run(PayoutKind::Instant, day);
        let item = counted(&db.commerce, shop.item(&run, &bank, parts, run.at)).await;
        made.push(payouts_of(&item));
        done(&db.commerce, together(unit([Write::InsertRun(run)]), item)).await;
    }
    shop.hear(&db.commerce, &made[0][0].id, &[RailNews::Paid { reference: None }], NOW).await;
    let paid = shop.hear(&db.commerce, &made[1][0].id, &[RailNews::Paid { reference: None }], NOW).await;
    let refused = [RailNews::Failed(FailureReason::AccountClosed)];
    let failed = shop.hear(&db.commerce, &made[1][1].id, &refused, NOW).await;

    let facts = facts(&db, &shop).await;
    assert_eq!(facts.creator, shop.creator);
    assert_eq!(facts.standing, Some(Standing { version: 2, ..watched }));
    assert_eq!(facts.destinations, std::slice::from_ref(&bank));
    assert_eq!(facts.settings, Some(PayoutSettings { version: 1, ..chosen }));
    // The second item has a part that arrived and one that did not: it is one of two that came, and no failure.
    assert_eq!((facts.account.completed, facts.account.failures), (2, 0));
    assert_eq!((paid.first_sent_at, failed.streak), (Some(NOW), None));
    assert_eq!(db.commerce.payouts_of(&paid.run, id).await.unwrap(), [paid.clone(), failed.clone()]);
    assert_eq!(db.commerce.destination(&bank.id).await.unwrap(), Some(bank));
    assert_eq!(db.commerce.destination(&DestinationId::new(NOW, 1)).await.unwrap(), None);
    let days: Vec<_> = facts.history.iter().map(|record| record.item.day).collect();
    assert_eq!(days, [NOW.day().plus_days(-1), NOW.day().plus_days(-2)], "newest first, since the day named");
    assert_eq!(facts.history[0].payouts, []);
    assert_eq!(facts.history[1].payouts, [paid, failed]);
    assert_eq!((facts.money.balance, facts.money.recent.len()), (yuan(50_000 - 22_000), 0));
    assert_eq!(facts.last_change, None);
    let nobody = CreatorId::new(NOW, 1);
    assert_eq!(db.commerce.payout_facts(&nobody, NOW, NOW.day()).await.unwrap(), None);
    assert_sound(&db.commerce).await;
}

async fn recent_sales_are_summed_by_day_and_settling_moment(db: Database) {
    let shop = Shop::open(1, &db.commerce).await;
    for (days, milliseconds) in [(-20, 0), (-9, 0), (-3, 0), (-3, 0), (-2, 5)] {
        let (_, attempt) = shop.place(&db.commerce, &shop.month).await;
        let at = NOW.plus_days(days).plus_ms(milliseconds);
        assert_eq!(shop.settle(&db.commerce, &attempt, at).await, Commit::Committed);
    }
    // Settles at the moment named or before: not recent. The shop's sales settle one day after their capture.
    let facts = facts(&db, &shop).await;
    let day = |days: i64, milliseconds, sales| RecentSales {
        captured_at: NOW.plus_days(days).plus_ms(milliseconds),
        settles_at: NOW.plus_days(days + 1).plus_ms(milliseconds),
        amount: Money::new(PRICE.minor() * sales, Currency::Cny),
    };
    assert_eq!(facts.money.recent, [day(-3, 0, 2), day(-2, 5, 1)]);
    assert_eq!(facts.money.balance.minor(), PRICE.minor() * 5);
}

async fn an_account_has_one_writer_at_a_time(db: Database) {
    let shop = Shop::open(1, &db.commerce).await;
    let bank = shop.bank(&shop.creator.id);
    done(&db.commerce, unit([Write::InsertDestination(bank.clone())])).await;
    let fresh = db.commerce.payout_account(&shop.creator.id).await.unwrap().unwrap();
    assert_eq!(fresh, PayoutAccount::new(shop.creator.id.clone(), Currency::Cny, NOW));
    let put =
        |account: &PayoutAccount| commit(&db.commerce, unit([Write::PutPayoutAccount(account.clone())]));
    let known = PayoutAccount {
        failures: 3,
        failed_destination: Some(bank.id),
        streak: 7,
        paused_after_failures_at: Some(NOW),
        volume: InstantVolume { month: NOW.day(), this_month: yuan(5), last_month: yuan(7) },
        told: Some("below_minimum".to_owned()),
        ..fresh.clone()
    };
    assert_eq!(put(&known).await, Commit::Committed);
    assert_eq!(put(&fresh).await, Commit::Conflict, "somebody else was first");
    let stored = db.commerce.payout_account(&shop.creator.id).await.unwrap().unwrap();
    assert_eq!(stored, PayoutAccount { version: 1, ..known.clone() });
    let (one, other) = futures::join!(put(&stored.clone().resumed()), put(&stored));
    assert_eq!([one, other], [Commit::Committed, Commit::Conflict], "one group, one version");
    let resumed = db.commerce.payout_account(&shop.creator.id).await.unwrap().unwrap();
    assert_eq!((resumed.failures, resumed.version, resumed.paused_after_failures_at), (0, 2, None));
    assert_eq!(db.commerce.payout_account(&CreatorId::new(NOW, 1)).await.unwrap(), None);
}

/// A run in a state with payouts of 100.00 each.
async fn run_of(db: &Database, shop: &Shop, kind: PayoutKind, state: RunState, parts: usize) -> Vec<Payout> {
    let creator = shop.another_creator();
    let bank = shop.bank(&creator.id);
    let credit = shop.adjustment(&creator.id, AdjustmentKind::Credit, 10_000_000, NOW);
    let run = PayoutRun { state, ..shop.run(kind, i32::try_from(shop.random() % 1_000).unwrap()) };
    let item = counted(&db.commerce, shop.item(&run, &bank, &vec![(10_000, 300); parts], NOW)).await;
    let made = payouts_of(&item);
    let rows = [Write::InsertCreator(creator), Write::InsertDestination(bank), Write::InsertRun(run)];
    done(&db.commerce, together(together(unit(rows), credit), item)).await;
    made
}

async fn only_payouts_of_released_runs_are_due_to_be_sent(db: Database) {
    let shop = Shop::open(1, &db.commerce).await;
    let waiting = run_of(&db, &shop, PayoutKind::Instant, RunState::AwaitingApproval, 3).await;
    run_of(&db, &shop, PayoutKind::Instant, RunState::Computing, 3).await;
    let standard = run_of(&db, &shop, PayoutKind::Standard, RunState::Released, 2).await;
    let instant = run_of(&db, &shop, PayoutKind::Instant, RunState::Released, 2).await;
    assert_eq!(db.commerce.due_payouts(NOW.plus_ms(-1), 10).await.unwrap(), []);
    let due = async |at, limit| {
        let due = db.commerce.due_payouts(at, limit).await.unwrap();
        due.into_iter().map(|payout| payout.id).collect::<std::collections::BTreeSet<_>>()
    };
    let ids = |payouts: &[Payout]| payouts.iter().map(|payout| payout.id.clone()).collect();
    assert_eq!(due(NOW, 2).await, ids(&instant), "instant ones go first");
    assert_eq!(due(NOW, 10).await, ids(&[&instant[..], &standard].concat()));
    for run in [&waiting, &standard] {
        assert!(db.commerce.run_has_unsent(&run[0].run).await.unwrap());
    }
    for payout in &standard {
        shop.hear(&db.commerce, &payout.id, &[RailNews::InTransit { reference: Some("po_1".into()) }], NOW)
            .await;
    }
    assert!(!db.commerce.run_has_unsent(&standard[0].run).await.unwrap());
    // What the rail has is asked about, whatever became of its run since.
    let at_the_rail = db.commerce.payout(&standard[0].id).await.unwrap().unwrap();
    assert_eq!((at_the_rail.state, at_the_rail.reference.as_deref()), (PayoutState::InTransit, Some("po_1")));
    let later = at_the_rail.next_look_at.unwrap();
    assert_eq!(due(later.plus_ms(-1), 10).await, ids(&instant));
    assert_eq!(due(later, 10).await, ids(&[&instant[..], &standard].concat()));
    let run = db.commerce.payout_run(&waiting[0].run).await.unwrap().unwrap();
    let released = Write::UpdateRun(PayoutRun { state: RunState::Released, ..run });
    done(&db.commerce, unit([released])).await;
    assert_eq!(due(NOW, 10).await, ids(&[&instant[..], &waiting].concat()));
    assert_sound(&db.commerce).await;
}

async fn neither_sending_nor_asking_keeps_the_other_waiting(db: Database) {
    let shop = Shop::open(1, &db.commerce).await;
    let sent = run_of(&db, &shop, PayoutKind::Instant, RunState::Released, 9).await;
    for payout in &sent {
        shop.hear(&db.commerce, &payout.id, &[RailNews::NoAnswer], NOW).await;
    }
    run_of(&db, &shop, PayoutKind::Instant, RunState::Released, 9).await;
    let later = NOW.plus_days(1);
    let split = async |limit| {
        let due = db.commerce.due_payouts(later, limit).await.unwrap();
        let sends = due.iter().filter(|payout| payout.state == PayoutState::Requested).count();
        (sends, due.len() - sends)
    };
    assert_eq!((split(5).await, split(1).await, split(12).await), ((3, 2), (1, 0), (6, 6)));
    assert_eq!(
        (split(17).await, split(30).await),
        ((9, 8), (9, 9)),
        "places that one does not need are the other's"
    );
}

async fn what_a_clock_that_was_ahead_put_off_is_due_once_it_is_right(db: Database) {
    let shop = Shop::open(1, &db.commerce).await;
    let payouts = run_of(&db, &shop, PayoutKind::Instant, RunState::Released, 3).await;
    let ahead = NOW.plus_days(365);
    shop.hear(&db.commerce, &payouts[0].id, &[RailNews::NoAnswer], ahead).await;
    shop.hear(&db.commerce, &payouts[1].id, &[RailNews::TryLater], ahead).await;
    shop.hear(&db.commerce, &payouts[2].id, &[RailNews::NoAnswer], NOW).await;
    let due = db.commerce.due_payouts(NOW, 10).await.unwrap();
    let due: Vec<_> = due.iter().map(|payout| (&payout.id, payout.state.code())).collect();
    let asked = (&payouts[0].id, PayoutState::Unknown.code());
    assert_eq!(due, [(&payouts[1].id, PayoutState::Requested.code()), asked], "and not what waits honestly");
}

async fn items_are_listed_newest_first_with_their_payouts(db: Database) {
    let shop = Shop::open(1, &db.commerce).await;
    let bank = shop.bank(&shop.creator.id);
    let credit = shop.adjustment(&shop.creator.id, AdjustmentKind::Credit, 100_000, NOW);
    done(&db.commerce, together(unit([Write::InsertDestination(bank.clone())]), credit)).await;
    for day in 0..5 {
        let run = shop.run(PayoutKind::Instant, day);
        let parts: &[(i64, i64)] = if day == 3 { &[] } else { &[(9_000, 263), (11_000, 321)] };
        let item = counted(&db.commerce, shop.item(&run, &bank, parts, run.at)).await;
        done(&db.commerce, together(unit([Write::InsertRun(run)]), item)).await;
    }
    let listed = async |before: i32, limit| {
        let before = shop.run(PayoutKind::Instant, before).at;
        let records = db.commerce.items_of(&shop.creator.id, before, limit).await.unwrap();
        let line = |record: domain::payouts::ItemRecord| {
            let parts: Vec<_> = record.payouts.iter().map(|payout| payout.gross.minor()).collect();
            (record.item.day.epoch_days() - NOW.day().epoch_days(), parts)
        };
        records.into_iter().map(line).collect::<Vec<_>>()
    };
    let both = vec![11_000, 9_000];
    assert_eq!(listed(9, 3).await, [(4, both.clone()), (3, vec![]), (2, both.clone())], "largest part first");
    assert_eq!(listed(2, 3).await, [(1, both.clone()), (0, both)]);
    assert_eq!(db.commerce.items_of(&CreatorId::new(NOW, 1), NOW.plus_days(9), 3).await.unwrap(), []);
    assert_sound(&db.commerce).await;
}
