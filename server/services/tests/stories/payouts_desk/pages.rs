//! The list of payouts.

use domain::{
    id::RunId,
    payouts::{ItemOutcome, PausedBy, PayoutItem, PayoutKind, PayoutOutcome, RailNews, SkipReason},
    people::AccountRole,
};
use services::actor::Creator;

use super::stage::Stage;
use crate::shop::yuan;

fn skip(stage: &Stage, ago: i64, number: u128) -> PayoutItem {
    let at = stage.now().plus_days(-ago);
    PayoutItem {
        run: RunId::new(at, number),
        creator: stage.creator.account.id.clone(),
        kind: PayoutKind::Instant,
        day: at.day(),
        outcome: ItemOutcome::Skipped(SkipReason::BelowMinimum),
        obstacle: None,
        gross: yuan(0),
        fee: yuan(0),
        balance: yuan(900),
        payable: yuan(900),
        minimum: yuan(1_000),
        decided_at: at,
    }
}

#[tokio::test]
async fn the_page_counts_instant_payouts_as_they_are_stored_in_one_read_of_the_books_defect_4_4_a() {
    let stage = Stage::new().await;
    stage.sold(3).await;
    stage.days_pass(2);
    stage.world.commerce.change(|tables| {
        let item = skip(&stage, 1, 7);
        tables.items.insert((item.run.clone(), item.creator.clone()), item);
    });
    stage.asked("100").await;
    let page = stage.world.services.desk.page(&stage.creator, None).await.unwrap().unwrap();
    let outcomes: Vec<PayoutOutcome> = page.rows.iter().map(|row| row.outcome).collect();
    assert_eq!(outcomes, [PayoutOutcome::InTransit, PayoutOutcome::Skipped(SkipReason::BelowMinimum)]);
    assert_eq!(page.upcoming[0].amount(), Some(yuan(10_400)));
    assert_eq!(
        (page.money.balance, page.money.settled, page.money.settling),
        (yuan(10_400), yuan(10_400), yuan(0))
    );
    assert_eq!(page.months.len(), 12);
    assert_eq!(page.months[11].count, 0, "what is on its way has not arrived");
    let payout = stage.payouts().remove(0);
    stage.hears(&payout, &RailNews::Paid { reference: Some("SB1".to_owned()) }).await;
    let page = stage.world.services.desk.page(&stage.creator, None).await.unwrap().unwrap();
    assert_eq!((page.months[11].arrived, page.months[11].fees), (yuan(9_708), yuan(292)));
    assert_eq!(page.rows[0].parts[0].reference.as_deref(), Some("SB1"));
}

#[tokio::test]
async fn pages_follow_each_other_without_losing_two_decisions_of_one_moment() {
    let stage = Stage::new().await;
    stage.world.commerce.change(|tables| {
        for (ago, number) in (0..80).map(|n| (n / 2, u128::try_from(n).unwrap())) {
            let item = skip(&stage, ago, number + 1);
            tables.items.insert((item.run.clone(), item.creator.clone()), item);
        }
    });
    let desk = &stage.world.services.desk;
    let (mut seen, mut before) = (Vec::new(), None);
    loop {
        let page = desk.page(&stage.creator, before).await.unwrap().unwrap();
        seen.extend(page.rows.into_iter().map(|row| row.run));
        before = page.next_before;
        if before.is_none() {
            break;
        }
    }
    let count = seen.len();
    seen.sort();
    seen.dedup();
    assert_eq!((count, seen.len()), (80, 80));
}

#[tokio::test]
async fn a_year_is_exported_whole_and_another_year_is_empty() {
    let stage = Stage::new().await;
    stage.world.commerce.change(|tables| {
        for number in 1..=600u128 {
            let item = skip(&stage, i64::try_from(number % 300).unwrap(), number);
            tables.items.insert((item.run.clone(), item.creator.clone()), item);
        }
    });
    let desk = &stage.world.services.desk;
    let (mut count, mut before) = (0, None);
    loop {
        let page = desk.export(&stage.creator, 2026, before).await.unwrap().unwrap();
        count += page.rows.len();
        before = page.next_before;
        if before.is_none() {
            break;
        }
    }
    assert_eq!(count, 600);
    assert_eq!(desk.export(&stage.creator, 2024, None).await.unwrap().unwrap().rows, []);
    assert_eq!(desk.export(&stage.creator, 99_999, None).await.unwrap(), None);
}

#[tokio::test]
async fn the_creator_lifts_the_pause_after_failures_and_is_told() {
    let stage = Stage::new().await;
    let creator = stage.creator.account.id.clone();
    stage.world.commerce.change(|tables| {
        let account = tables.accounts.get_mut(&creator).unwrap();
        (account.paused_after_failures_at, account.failures) = (Some(stage.now()), 3);
    });
    let desk = &stage.world.services.desk;
    let stopped = desk.page(&stage.creator, None).await.unwrap().unwrap().stopped.unwrap();
    assert_eq!((stopped.by, stopped.failures), (PausedBy::Failures, 3));
    let support = Creator { role: AccountRole::Support, ..stage.creator.clone() };
    assert!(!desk.resume(&support).await.unwrap());
    assert!(desk.resume(&stage.creator).await.unwrap());
    assert!(desk.resume(&stage.creator).await.unwrap(), "a double click is one act");
    let rows = stage.world.rows();
    assert_eq!((rows.accounts[&creator].failures, rows.messages.len()), (0, 1));
    assert_eq!(desk.page(&stage.creator, None).await.unwrap().unwrap().stopped, None);
}
