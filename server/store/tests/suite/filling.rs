//! The world that payout runs are measured on: it can be made, it is paid as a run pays, and its books agree. Who adds a
//! column to one of its tables finds out here and not on the day of the measurement.

use std::sync::Arc;

use domain::{
    payouts::{ItemOutcome, PayoutKind, SkipReason},
    policy::Policy,
    time::Timestamp,
};
use services::{
    Secrets,
    payouts::engine::{EngineParts, PayoutEngine, RunsOutcome},
};
use store::fill_payout_world;

use crate::{
    backend::{Database, on_both},
    desk_limits::Silent,
    scenarios::{Dice, SceneClock},
};

on_both!(the_world_of_the_measurement_is_made_and_paid_and_its_books_agree);

const CREATORS: u32 = 1_000;
/// 8 May 2026 at nine in the morning, a Friday: both kinds of run are made.
const MORNING: Timestamp = Timestamp::from_unix_ms(1_778_230_800_000);

async fn the_world_of_the_measurement_is_made_and_paid_and_its_books_agree(db: Database) {
    fill_payout_world(&db.commerce_url, CREATORS, MORNING).await.unwrap();
    assert_eq!(db.commerce.verify().await.unwrap().breaks, Vec::<String>::new());
    let (clock, entropy) = (Arc::new(SceneClock::at(MORNING)), Arc::new(Dice::new(1)));
    let engine = PayoutEngine::new(EngineParts {
        commerce: db.commerce.clone(),
        people: db.people.clone(),
        rails: vec![Arc::new(Silent)],
        clock,
        entropy,
        secrets: Arc::new(Secrets::new(&[1; 32], &[2; 32]).unwrap()),
        policy: Arc::new(Policy { instant_needs_payouts: 0, ..Policy::default() }),
        chunk: 300,
    });
    let RunsOutcome::Made(reports) = engine.run_due(MORNING.day()).await.unwrap() else {
        panic!("it is late enough");
    };
    let instant = reports.iter().find(|report| report.kind == PayoutKind::Instant).unwrap();
    let count = |outcome| {
        let total = instant.totals.iter().find(|total| total.outcome == outcome);
        total.map_or(0, |total| total.creators)
    };
    let counted = [
        count(ItemOutcome::Paying),
        count(ItemOutcome::Skipped(SkipReason::PausedByCreator)),
        count(ItemOutcome::Skipped(SkipReason::UnderReview)),
    ];
    // One in twenty has too little, one in fifty has paused, one in fifty is under review.
    assert_eq!(counted, [910, 20, 20], "{:?}", instant.totals);
    assert_eq!(instant.totals.iter().map(|total| total.creators).sum::<i64>(), i64::from(CREATORS));
    assert_eq!(db.commerce.verify().await.unwrap().breaks, Vec::<String>::new());
}
