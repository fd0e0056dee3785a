//! What a creator's payout settings are worked out from.

use domain::{
    id::{CreatorId, DestinationId, PayoutId, SettingsChangeId},
    money::{Currency, Money},
    payouts::{
        Destination, Fallback, Payout, PayoutKind, PayoutOutcome, PayoutSettings, Rail, Schedule, Standing,
    },
};
use services::ports::{Commit, PayoutFacts, RecentSales, SettingsChange, Write};

use crate::{
    backend::{Database, on_both},
    shop::{NOW, PRICE, Shop, unit},
};

on_both!(
    settings_are_saved_at_the_version_they_were_decided_on,
    everything_about_a_creator_is_read_at_once,
    recent_sales_are_summed_by_day_and_settling_moment,
);

fn settings(shop: &Shop, version: i64) -> PayoutSettings {
    PayoutSettings {
        creator: shop.creator.id.clone(),
        schedule: Schedule::Daily,
        fallback: Fallback::Standard,
        threshold: Money::new(5_000, Currency::Cny),
        paused_at: None,
        destination: None,
        updated_at: NOW,
        version,
    }
}

async fn facts(db: &Database, shop: &Shop) -> PayoutFacts {
    let day = NOW.day().plus_days(-90);
    db.commerce.payout_facts(&shop.creator.id, NOW.plus_days(-8), day).await.unwrap().unwrap()
}

async fn settings_are_saved_at_the_version_they_were_decided_on(db: Database) {
    let shop = Shop::open(1, &db.commerce).await;
    assert_eq!(facts(&db, &shop).await.settings, None);
    let change = |schedule, version| PayoutSettings { schedule, ..settings(&shop, version) };
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
    let standing = |paused| Standing {
        creator: shop.creator.id.clone(),
        country: "CN".to_owned(),
        country_has_instant: true,
        compliant: paused,
        platform_paused_at: paused.then_some(NOW),
    };
    let destination = Destination {
        id: DestinationId::new(NOW, shop.random()),
        creator: shop.creator.id.clone(),
        rail: Rail::SandboxBank,
        label: "My bank".to_owned(),
        last_four: "4242".to_owned(),
        fingerprint: "f".repeat(64),
        currency: Currency::Cny,
        takes_instant: true,
        added_at: NOW,
    };
    let payout = |day: i32, outcome| Payout {
        id: PayoutId::new(NOW, shop.random()),
        creator: shop.creator.id.clone(),
        kind: PayoutKind::Instant,
        day: NOW.day().plus_days(day),
        gross: Money::new(11_000, Currency::Cny),
        fee: Money::new(321, Currency::Cny),
        destination: Some(destination.id.clone()),
        outcome,
        decided_at: NOW,
    };
    let payouts = [
        payout(-91, PayoutOutcome::Paid),
        payout(-2, PayoutOutcome::Paid),
        payout(-1, PayoutOutcome::FailedByBank),
    ];
    let chosen = PayoutSettings {
        destination: Some(destination.id.clone()),
        paused_at: Some(NOW),
        ..settings(&shop, 0)
    };
    let mut changes = unit([
        Write::PutStanding(standing(false)),
        Write::PutStanding(standing(true)),
        Write::InsertDestination(destination.clone()),
        Write::PutPayoutSettings(chosen.clone()),
    ]);
    changes.writes.extend(payouts.iter().cloned().map(Write::InsertPayout));
    assert_eq!(db.commerce.commit(changes).await.unwrap(), Commit::Committed);
    let facts = facts(&db, &shop).await;
    assert_eq!(facts.creator, shop.creator);
    assert_eq!(facts.standing, Some(standing(true)));
    assert_eq!(facts.destinations, [destination]);
    assert_eq!(facts.settings, Some(PayoutSettings { version: 1, ..chosen }));
    assert_eq!(facts.completed_payouts, 2);
    assert_eq!(facts.history, [payouts[2].clone(), payouts[1].clone()], "newest first, since the day named");
    assert_eq!((facts.money.balance.minor(), facts.money.recent.len()), (0, 0));
    assert_eq!(facts.last_change, None);
    let nobody = CreatorId::new(NOW, 1);
    assert_eq!(db.commerce.payout_facts(&nobody, NOW, NOW.day()).await.unwrap(), None);
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
