//! Schedules, presets and cycles of one's own, in rows and in the record of changes.

use domain::{id::SettingsChangeId, payouts::Schedule};
use services::ports::{Commit, SettingsChange, Write};

use crate::{
    backend::{Database, on_both},
    shop::{NOW, Shop, unit},
    treasury::settings,
};

on_both!(every_schedule_is_read_back_from_its_row_and_its_record);

async fn every_schedule_is_read_back_from_its_row_and_its_record(db: Database) {
    let shop = Shop::open(1, &db.commerce).await;
    let codes = [
        "daily",
        "weekly",
        "monthly",
        "quarterly",
        "every:3@2026-11-22",
        "weekdays:mon,thu",
        "day:31",
        "amount:100000",
    ];
    for (code, version) in codes.into_iter().zip(0..) {
        let schedule: Schedule = code.parse().unwrap();
        let after = settings(&shop.creator.id, schedule, version);
        let record = SettingsChange {
            id: SettingsChangeId::new(NOW, shop.random()),
            creator: shop.creator.id.clone(),
            changed_by: shop.owner.clone(),
            changed_at: NOW.plus_ms(version),
            before: None,
            after: after.clone(),
        };
        let changes = unit([Write::PutPayoutSettings(after), Write::InsertSettingsChange(record.clone())]);
        assert_eq!(db.commerce.commit(changes).await.unwrap(), Commit::Committed, "{code}");
        let facts = db.commerce.payout_facts(&shop.creator.id, NOW, NOW.day()).await.unwrap().unwrap();
        assert_eq!(facts.settings, Some(settings(&shop.creator.id, schedule, version + 1)), "{code}");
        assert_eq!(facts.last_change, Some(record), "{code}");
    }
}
