//! The payouts ahead: each is quoted as the run of its day books it.

use std::sync::Arc;

use domain::{
    money::{BasisPoints, Money},
    payouts::{FeePolicy, Planned, Promotion},
    policy::Policy,
    time::Day,
};
use services::{
    Secrets,
    payouts::{
        desk::{DeskParts, PayoutDesk},
        engine::{CHUNK, EngineParts, PayoutEngine},
    },
};

use super::stage::Stage;

/// The engine and the desk of a platform with other rules.
fn under(stage: &Stage, policy: Policy) -> (PayoutEngine, PayoutDesk) {
    let (world, policy) = (&stage.world, Arc::new(policy));
    let secrets = Arc::new(Secrets::new(&[1; 32], &[2; 32]).unwrap());
    let engine = PayoutEngine::new(EngineParts {
        commerce: world.commerce.clone(),
        people: world.people.clone(),
        rails: vec![world.bank.clone()],
        clock: world.clock.clone(),
        entropy: world.entropy.clone(),
        secrets: secrets.clone(),
        policy: policy.clone(),
        chunk: CHUNK,
    });
    let desk = PayoutDesk::new(DeskParts {
        commerce: world.commerce.clone(),
        people: world.people.clone(),
        clock: world.clock.clone(),
        entropy: world.entropy.clone(),
        secrets,
        policy,
        rails: vec![world.bank.clone()],
        engine: engine.clone(),
        chunk: CHUNK,
    });
    (engine, desk)
}

#[tokio::test]
async fn a_payout_after_the_end_of_a_promotion_is_quoted_and_booked_without_it() {
    let stage = Stage::new().await;
    stage.sold(2).await;
    stage.days_pass(1);
    stage.sold(3).await;
    let promotion = Promotion {
        first_day: stage.now().day().plus_days(-9),
        // Only the first of the two payouts ahead is in it.
        last_day: stage.now().day().plus_days(1),
        rate: BasisPoints::new(50),
    };
    let fee = FeePolicy { promotions: vec![promotion], ..FeePolicy::default() };
    let (engine, desk) = under(&stage, Policy { fee, ..Policy::default() });
    let page = desk.page(&stage.creator, None).await.unwrap().unwrap();
    let quoted: Vec<(Day, Money, Money)> = page
        .upcoming
        .iter()
        .map(|next| {
            let Planned::Instant(quote) = &next.planned else { panic!("{next:?}") };
            (next.run.day(), quote.gross, quote.fee)
        })
        .collect();
    let rates: Vec<i64> = quoted.iter().map(|(_, gross, fee)| fee.minor() * 1_000 / gross.minor()).collect();
    assert_eq!(rates, [5, 29], "{quoted:?}");
    for _ in 0..4 {
        stage.days_pass(1);
        engine.make_runs("this process").await.unwrap();
    }
    let items = stage.world.rows().items;
    let paid = items.values().filter(|item| item.gross.is_positive());
    let mut booked: Vec<_> = paid.map(|item| (item.day, item.gross, item.fee)).collect();
    booked.sort_by_key(|(day, ..)| *day);
    assert_eq!(booked, quoted);
}
