//! An instant payout on demand.

use domain::{
    payouts::{PausedBy, PayoutKind, PayoutState, Requirement, RunOrigin, RunState},
    people::AccountRole,
    view::{ProblemCode, payouts::DemandForm},
};
use services::{
    actor::Creator,
    payouts::desk::{ConfirmOutcome, QuoteOutcome},
};

use super::stage::Stage;
use crate::shop::yuan;

fn code(outcome: QuoteOutcome) -> ProblemCode {
    match outcome {
        QuoteOutcome::Refused(draft) => draft.problems.into_iter().next().unwrap().code,
        QuoteOutcome::Quoted(quoted) => panic!("{quoted:?}"),
    }
}

#[tokio::test]
async fn everything_settled_is_paid_at_once_for_exactly_the_fee_that_was_shown() {
    let stage = Stage::new().await;
    stage.sold(3).await;
    stage.days_pass(2);
    let view = stage.world.services.desk.demand(&stage.creator).await.unwrap().unwrap();
    assert_eq!((view.available, view.everything.as_ref().unwrap().gross), (yuan(20_400), yuan(20_400)));
    let (quoted, form) = stage.quoted("204").await;
    let ConfirmOutcome::Requested(run) = stage.confirm(&form).await else { panic!("not booked") };
    let rows = stage.world.rows();
    let payout = &stage.payouts()[0];
    assert_eq!((payout.gross, payout.fee), (quoted.quote.gross, quoted.quote.fee));
    assert_eq!((payout.state, payout.kind), (PayoutState::Requested, PayoutKind::Instant));
    let stored = &rows.runs[&run];
    assert_eq!((stored.origin, stored.state), (RunOrigin::Demand, RunState::Released));
    assert_eq!(stage.balance(), 0);
    stage.verified().await;
}

#[tokio::test]
async fn the_same_key_twice_is_one_payout() {
    let stage = Stage::new().await;
    stage.sold(3).await;
    stage.days_pass(2);
    let (_, form) = stage.quoted("100").await;
    let (first, second) = (stage.confirm(&form).await, stage.confirm(&form).await);
    assert_eq!(first, second);
    assert_eq!((stage.payouts().len(), stage.balance()), (1, 10_400));
}

#[tokio::test]
async fn no_more_of_a_day_is_swept_up_than_was_asked_for_defect_4_4_l() {
    let stage = Stage::new().await;
    stage.sold(3).await;
    stage.days_pass(2);
    // Less than the day's three sales, and no sum of some of them.
    for (asked, left) in [("50", 15_400), ("100", 5_400), ("54", 0)] {
        stage.asked(asked).await;
        assert_eq!(stage.balance(), left, "{asked}");
    }
    let carried: Vec<i64> = stage.payouts().iter().map(|payout| payout.gross.minor()).collect();
    assert_eq!((carried.len(), carried.iter().sum::<i64>()), (3, 20_400));
    stage.verified().await;
}

#[tokio::test]
async fn two_requests_at_one_moment_never_take_the_same_money() {
    let stage = Stage::new().await;
    stage.sold(3).await;
    stage.days_pass(2);
    let (one, other) = (stage.quoted("150").await.1, stage.quoted("150").await.1);
    let (one, other) = tokio::join!(stage.confirm(&one), stage.confirm(&other));
    let granted =
        [&one, &other].into_iter().filter(|end| matches!(end, ConfirmOutcome::Requested(_))).count();
    assert_eq!(granted, 1, "{one:?} {other:?}");
    assert_eq!((stage.payouts().len(), stage.balance()), (1, 5_400));
    stage.verified().await;
}

#[tokio::test]
async fn another_fee_than_the_one_shown_is_asked_again_and_books_nothing() {
    let stage = Stage::new().await;
    stage.sold(2).await;
    stage.days_pass(2);
    let (_, form) = stage.quoted("100").await;
    let cheaper = DemandForm { fee: "1".to_owned(), ..form.clone() };
    assert_eq!(stage.confirm(&cheaper).await, ConfirmOutcome::FeeChanged(cheaper.clone()));
    let keyless = DemandForm { key: "short".to_owned(), ..form };
    assert_eq!(stage.confirm(&keyless).await, ConfirmOutcome::FeeChanged(keyless.clone()));
    assert!(stage.payouts().is_empty());
}

#[tokio::test]
async fn only_settled_money_can_be_taken_and_todays_counts_once_it_has_settled() {
    let stage = Stage::new().await;
    stage.sold(2).await;
    stage.days_pass(2);
    stage.sold(1).await;
    let most = yuan(13_600);
    assert_eq!(code(stage.quote("204").await), ProblemCode::AmountAbove { most });
    stage.asked("136").await;
    assert_eq!(stage.balance(), 6_800);
    let minimum = yuan(1_000);
    assert_eq!(code(stage.quote("0").await), ProblemCode::AmountTooSmall { minimum });
    assert_eq!(code(stage.quote("9.99").await), ProblemCode::AmountAbove { most: yuan(0) });
}

#[tokio::test]
async fn every_refusal_is_a_value_and_the_checklist_decides_defect_4_4_g() {
    let stage = Stage::new().await;
    stage.sold(2).await;
    stage.days_pass(2);
    let (_, form) = stage.quoted("100").await;
    for (typed, expected) in [
        ("", ProblemCode::AmountInvalid),
        ("ten", ProblemCode::AmountInvalid),
        ("1.234", ProblemCode::AmountInvalid),
        ("9.99", ProblemCode::AmountTooSmall { minimum: yuan(1_000) }),
        ("99999999999999999999", ProblemCode::AmountAbove { most: yuan(13_600) }),
    ] {
        assert_eq!(code(stage.quote(typed).await), expected, "{typed:?}");
    }
    let creator = stage.creator.account.id.clone();
    stage.world.commerce.change(|tables| {
        tables.accounts.get_mut(&creator).unwrap().paused_after_failures_at = Some(stage.now());
    });
    assert_eq!(code(stage.quote("100").await), ProblemCode::NotEligibleForInstant);
    let ConfirmOutcome::Refused(draft) = stage.confirm(&form).await else { panic!("booked") };
    assert_eq!(draft.problems[0].code, ProblemCode::NotEligibleForInstant);
    let view = stage.world.services.desk.demand(&stage.creator).await.unwrap().unwrap();
    assert_eq!(view.eligibility.missing(), [Requirement::NotPaused { by: Some(PausedBy::Failures) }]);
    assert!(stage.payouts().is_empty());
}

#[tokio::test]
async fn a_large_amount_goes_out_in_parts_whose_fees_are_the_quoted_ones_defects_4_4_e_and_l() {
    let stage = Stage::new().await;
    let (member, product) = (stage.world.shop.tom.clone(), stage.world.shop.year.clone());
    for _ in 0..16 {
        stage.world.bought(&member, &product).await;
    }
    stage.days_pass(2);
    let (quoted, form) = stage.quoted("10880.00").await;
    assert_eq!(quoted.quote.part_count(), 2);
    stage.confirm(&form).await;
    let payouts = stage.payouts();
    let sum = |of: fn(&domain::payouts::Payout) -> i64| payouts.iter().map(of).sum::<i64>();
    assert_eq!(sum(|payout| payout.gross.minor()), 1_088_000);
    assert_eq!(sum(|payout| payout.fee.minor()), quoted.quote.fee.minor());
    stage.verified().await;
}

#[tokio::test]
async fn who_may_not_ask_finds_no_page() {
    let stage = Stage::new().await;
    let support = Creator { role: AccountRole::Support, ..stage.creator.clone() };
    let desk = &stage.world.services.desk;
    assert_eq!(desk.demand(&support).await.unwrap(), None);
    assert_eq!(desk.quote_demand(&support, &DemandForm::default()).await.unwrap(), None);
    assert_eq!(desk.confirm_demand(&support, &DemandForm::default()).await.unwrap(), None);
    assert!(desk.page(&support, None).await.unwrap().is_some());
}
