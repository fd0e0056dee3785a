//! The operator's desk.

use domain::{
    id::RunId,
    money::BasisPoints,
    payouts::{PausedBy, PayoutKind, PayoutRun, Rail, RunOrigin, RunState},
    view::ProblemCode,
};
use services::payouts::desk::{ActOutcome, ApproveOutcome};

use super::stage::{Stage, approver, operator};
use crate::shop::yuan;

fn waiting(stage: &Stage) -> PayoutRun {
    let now = stage.now();
    PayoutRun {
        id: RunId::new(now, 1),
        origin: RunOrigin::Schedule,
        request_key: None,
        rail: Rail::SandboxBank,
        kind: PayoutKind::Instant,
        day: now.day(),
        cut_off: now,
        at: now,
        state: RunState::AwaitingApproval,
        cursor: None,
        created_at: now,
        computed_at: Some(now),
        version: 1,
    }
}

fn code(outcome: ActOutcome) -> ProblemCode {
    match outcome {
        ActOutcome::Refused(draft) => draft.problems.into_iter().next().unwrap().code,
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn two_different_persons_release_a_run_and_one_person_counts_once() {
    let stage = Stage::new().await;
    let run = waiting(&stage);
    let id = run.id.clone();
    stage.world.commerce.change(|tables| {
        tables.runs.insert(run.id.clone(), run);
    });
    let desk = &stage.world.services.desk;
    assert_eq!(desk.approve(&approver(1), &id).await.unwrap(), ApproveOutcome::Recorded);
    assert_eq!(desk.approve(&approver(1), &id).await.unwrap(), ApproveOutcome::AlreadyMine);
    assert_eq!(stage.world.rows().runs[&id].state, RunState::AwaitingApproval);
    let view = desk.run(&approver(1), &id, None, None).await.unwrap().unwrap();
    assert_eq!((view.approvals.len(), view.approved_by_me, view.needed), (1, true, 2));
    assert_eq!(desk.approve(&approver(2), &id).await.unwrap(), ApproveOutcome::Released);
    assert_eq!(stage.world.rows().runs[&id].state, RunState::Released);
    assert_eq!(desk.approve(&approver(3), &id).await.unwrap(), ApproveOutcome::NotAsked);
    let nowhere = RunId::new(stage.now(), 9);
    assert_eq!(desk.approve(&approver(3), &nowhere).await.unwrap(), ApproveOutcome::NoRun);
}

#[tokio::test]
async fn two_first_approvals_at_one_moment_are_two() {
    let stage = Stage::new().await;
    let run = waiting(&stage);
    let id = run.id.clone();
    stage.world.commerce.change(|tables| {
        tables.runs.insert(run.id.clone(), run);
    });
    let desk = &stage.world.services.desk;
    let (one, two) = (approver(1), approver(2));
    let (one, two) = tokio::join!(desk.approve(&one, &id), desk.approve(&two, &id));
    let ends = [one.unwrap(), two.unwrap()];
    assert!(ends.contains(&ApproveOutcome::Recorded) && ends.contains(&ApproveOutcome::Released), "{ends:?}");
}

#[tokio::test]
async fn a_pause_needs_words_that_the_creator_then_reads_and_is_told() {
    let stage = Stage::new().await;
    let (desk, creator) = (&stage.world.services.desk, stage.creator.account.id.clone());
    let empty = desk.pause_creator(&operator(1), &creator, "  ").await.unwrap();
    assert_eq!(code(empty), ProblemCode::TextMissing { longest: 300 });
    let done = desk.pause_creator(&operator(1), &creator, "We are asking your bank.").await.unwrap();
    assert_eq!(done, ActOutcome::Done);
    let stopped = desk.page(&stage.creator, None).await.unwrap().unwrap().stopped.unwrap();
    assert_eq!((stopped.by, stopped.reason.as_str()), (PausedBy::Platform, "We are asking your bank."));
    assert_eq!(desk.resume_creator(&operator(1), &creator).await.unwrap(), ActOutcome::Done);
    assert_eq!(desk.page(&stage.creator, None).await.unwrap().unwrap().stopped, None);
    assert_eq!(stage.world.rows().messages.len(), 2);
    assert_eq!(desk.resume_creator(&operator(1), &creator).await.unwrap(), ActOutcome::Done);
    assert_eq!(stage.world.rows().messages.len(), 2, "what changes nothing tells nobody");
    let nobody = domain::id::CreatorId::new(stage.now(), 77);
    assert_eq!(desk.resume_creator(&operator(1), &nobody).await.unwrap(), ActOutcome::NoCreator);
}

#[tokio::test]
async fn a_reserve_is_kept_back_and_shown_and_a_wild_one_is_refused() {
    let stage = Stage::new().await;
    stage.sold(2).await;
    stage.days_pass(2);
    let (desk, creator) = (&stage.world.services.desk, stage.creator.account.id.clone());
    for (percent, days) in [("51", "30"), ("ten", "30"), ("-1", "30"), ("10", "999"), ("10", "x")] {
        let refused = desk.set_reserve(&operator(1), &creator, percent, days).await.unwrap();
        assert!(matches!(refused, ActOutcome::Refused(_)), "{percent} {days}");
    }
    let done = desk.set_reserve(&operator(1), &creator, "7.5", "30").await.unwrap();
    assert_eq!(done, ActOutcome::Done);
    assert_eq!(stage.world.rows().standings[&creator].reserve_rate, BasisPoints::new(750));
    let page = desk.page(&stage.creator, None).await.unwrap().unwrap();
    assert_eq!(page.money.reserved, yuan(1_020));
    assert_eq!(desk.demand(&stage.creator).await.unwrap().unwrap().available, yuan(12_580));
}
