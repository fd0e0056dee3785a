//! Statements: every fen of a balance is on one of them, by a row of the books.

use domain::{
    id::AdjustmentId,
    money::Money,
    payouts::{Adjustment, AdjustmentKind, FailureReason, PayoutOutcome, RailNews},
    view::payouts::{FeeRuleSaid, StatementView},
};
use proptest::{prelude::*, test_runner::TestCaseResult};
use services::ports::EntropyExt;

use super::stage::Stage;
use crate::shop::yuan;

async fn statement(stage: &Stage, run: &domain::id::RunId) -> StatementView {
    stage.world.services.desk.statement(&stage.creator, run).await.unwrap().unwrap()
}

fn adjustment(stage: &Stage, kind: AdjustmentKind, minor: i64) -> Adjustment {
    Adjustment {
        id: AdjustmentId::new(stage.now(), stage.world.entropy.bits()),
        creator: stage.creator.account.id.clone(),
        kind,
        order: None,
        amount: yuan(minor),
        booked_at: stage.now(),
        booked_by: None,
    }
}

#[tokio::test]
async fn a_statement_explains_the_balance_the_fee_and_what_stays() {
    let stage = Stage::new().await;
    stage.sold(3).await;
    stage.days_pass(2);
    stage.adjusted(adjustment(&stage, AdjustmentKind::Refund, 6_800)).await;
    stage.adjusted(adjustment(&stage, AdjustmentKind::Credit, 500)).await;
    let run = stage.asked("100").await;
    let view = statement(&stage, &run).await;
    assert_eq!((view.carried, view.sales_sum, view.sales.len()), (yuan(0), yuan(20_400), 3));
    let lines: Vec<i64> = view.adjustments.iter().map(|line| line.amount.minor()).collect();
    assert_eq!(lines, [-6_800, 500]);
    assert_eq!((view.balance, view.row.gross, view.stays), (yuan(14_100), yuan(10_000), yuan(4_100)));
    let fee = view.fee.unwrap();
    assert_eq!((fee.rate.percent().as_str(), fee.rule), ("3", FeeRuleSaid::Flat));
    assert_eq!(view.row.net, yuan(9_708));
    assert_eq!(view.payee, "Lin Wan");
    assert_eq!(view.destination.as_deref(), Some("Sandbox Bank ···· 4417"));
}

#[tokio::test]
async fn a_payout_that_came_back_is_a_line_of_the_next_statement_with_its_fee() {
    let stage = Stage::new().await;
    stage.sold(3).await;
    stage.days_pass(2);
    let first = stage.asked("100").await;
    let payout = stage.payouts().remove(0);
    stage.world.clock.advance(60);
    stage.hears(&payout, &RailNews::Failed(FailureReason::AccountClosed)).await;
    stage.world.clock.advance(60);
    let second = stage.asked("204").await;
    let view = statement(&stage, &second).await;
    assert_eq!(view.carried, yuan(10_400));
    let back = &view.came_back[0];
    assert_eq!(
        (back.amount, back.run.clone(), back.reason),
        (yuan(10_000), first.clone(), Some(FailureReason::AccountClosed))
    );
    assert_eq!((view.balance, view.stays), (yuan(20_400), yuan(0)));
    let failed = statement(&stage, &first).await;
    assert_eq!(failed.row.outcome, PayoutOutcome::Failed(FailureReason::AccountClosed));
    stage.verified().await;
}

#[tokio::test]
async fn nobody_reads_somebody_elses_statement() {
    let stage = Stage::new().await;
    stage.sold(1).await;
    stage.days_pass(2);
    let run = stage.asked("50").await;
    let mut stranger = stage.creator.clone();
    stranger.account.id = domain::id::CreatorId::new(stage.now(), 99);
    assert!(stage.world.services.desk.statement(&stranger, &run).await.unwrap().is_none());
}

/// What can happen between payouts.
#[derive(Clone, Copy, Debug)]
enum Happens {
    Sale,
    Credit(i64),
    Refund(i64),
    Dispute(i64),
    Won(i64),
    Payout,
    ComesBack,
}

fn happens() -> impl Strategy<Value = Happens> {
    prop_oneof![
        4 => Just(Happens::Sale),
        1 => (1i64..9_000).prop_map(Happens::Credit),
        2 => (1i64..9_000).prop_map(Happens::Refund),
        1 => (1i64..9_000).prop_map(Happens::Dispute),
        1 => (1i64..9_000).prop_map(Happens::Won),
        4 => Just(Happens::Payout),
        2 => Just(Happens::ComesBack),
    ]
}

async fn live(stage: &Stage, what: Happens) {
    stage.world.clock.advance(3_600);
    match what {
        Happens::Sale => stage.sold(1).await,
        Happens::Credit(minor) => stage.adjusted(adjustment(stage, AdjustmentKind::Credit, minor)).await,
        Happens::Refund(minor) => stage.adjusted(adjustment(stage, AdjustmentKind::Refund, minor)).await,
        Happens::Dispute(minor) => stage.adjusted(adjustment(stage, AdjustmentKind::Dispute, minor)).await,
        Happens::Won(minor) => stage.adjusted(adjustment(stage, AdjustmentKind::DisputeWon, minor)).await,
        Happens::Payout => {
            stage.days_pass(1);
            let view = stage.world.services.desk.demand(&stage.creator).await.unwrap().unwrap();
            if view.everything.is_some() {
                let half = Money::new(view.available.minor().midpoint(1_000), view.available.currency());
                stage.asked(&domain::view::payouts::plain_amount(half)).await;
            }
        }
        Happens::ComesBack => {
            let waiting = stage.payouts().into_iter().find(|payout| !payout.state.is_final());
            if let Some(payout) = waiting {
                stage.hears(&payout, &RailNews::Failed(FailureReason::Refused)).await;
            }
        }
    }
}

async fn books_are_explained(story: Vec<Happens>) -> TestCaseResult {
    let stage = Stage::new().await;
    for what in story {
        live(&stage, what).await;
    }
    let page = stage.world.services.desk.page(&stage.creator, None).await.unwrap().unwrap();
    let mut after = None;
    for row in page.rows.iter().rev() {
        // The service itself refuses a statement whose rows are not its balance.
        let view = statement(&stage, &row.run).await;
        prop_assert_eq!(view.sum().unwrap(), view.balance);
        prop_assert_eq!(after.unwrap_or(yuan(0)), view.carried, "statements follow each other without a gap");
        prop_assert_eq!(view.row.gross.plus(view.stays).unwrap(), view.balance);
        prop_assert_eq!(view.row.net.plus(view.row.fee).unwrap(), view.row.gross);
        after = Some(view.stays);
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]
    #[test]
    fn whatever_happens_every_statement_adds_up_without_an_adjustment_line(
        story in prop::collection::vec(happens(), 1..25),
    ) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(books_are_explained(story))?;
    }
}
