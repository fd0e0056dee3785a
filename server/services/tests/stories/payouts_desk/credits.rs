//! Credits: small ones by one person, large ones by two.

use domain::{
    payouts::{CreditState, Fallback, Schedule},
    view::ProblemCode,
};
use services::{
    actor::Approver,
    payouts::desk::{ActOutcome, CreditOutcome},
};

use super::stage::{Stage, approver, operator};
use crate::{shop::yuan, told::told};

fn code(outcome: ActOutcome) -> ProblemCode {
    match outcome {
        ActOutcome::Refused(draft) => draft.problems.into_iter().next().unwrap().code,
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn a_credit_is_in_the_balance_once_however_often_it_is_posted_and_says_who_booked_it() {
    let stage = Stage::new().await;
    let (desk, creator) = (&stage.world.services.desk, stage.creator.account.id.clone());
    let key = desk.credit_key().to_string();
    for _ in 0..2 {
        assert_eq!(desk.credit(&operator(1), &creator, "20", &key).await.unwrap(), ActOutcome::Done);
    }
    assert_eq!((stage.balance(), stage.world.rows().messages.len()), (2_000, 1));
    let booked = stage.world.rows().adjustments.into_values().next().unwrap();
    assert_eq!(booked.booked_by, Some(operator(1).user));
    stage.verified().await;
    let most = yuan(1_000_000);
    assert_eq!(
        code(desk.credit(&operator(1), &creator, "10000.01", &key).await.unwrap()),
        ProblemCode::AmountAbove { most }
    );
    assert_eq!(
        code(desk.credit(&operator(1), &creator, "0", &key).await.unwrap()),
        ProblemCode::AmountInvalid
    );
}

#[tokio::test]
async fn a_large_credit_in_small_parts_needs_a_second_person_too() {
    let stage = Stage::new().await;
    let (desk, creator) = (&stage.world.services.desk, stage.creator.account.id.clone());
    let give = async |amount: &str| {
        desk.credit(&operator(1), &creator, amount, &desk.credit_key().to_string()).await.unwrap()
    };
    assert_eq!(give("600").await, ActOutcome::Done);
    assert_eq!(give("600").await, ActOutcome::Waits);
    assert_eq!(stage.balance(), 60_000);
    stage.world.clock.advance(86_400);
    assert_eq!(give("600").await, ActOutcome::Done);
}

#[tokio::test]
async fn a_form_that_waits_for_a_second_person_waits_on_when_it_is_posted_again_the_day_after() {
    let stage = Stage::new().await;
    let (desk, creator) = (&stage.world.services.desk, stage.creator.account.id.clone());
    let (first, later) = (desk.credit_key().to_string(), desk.credit_key().to_string());
    let post = async |key: &str| desk.credit(&operator(1), &creator, "600", key).await.unwrap();
    assert_eq!((post(&first).await, post(&later).await), (ActOutcome::Done, ActOutcome::Waits));
    stage.world.clock.advance(86_400);
    assert_eq!(post(&later).await, ActOutcome::Waits, "by itself it would need nobody else now");
    assert_eq!(stage.balance(), 60_000);
    let booked = desk.approve_credit(&approver(2), &later.parse().unwrap()).await.unwrap();
    assert_eq!((booked, stage.balance()), (CreditOutcome::Decided(CreditState::Booked, creator), 120_000));
}

#[tokio::test]
async fn a_large_credit_is_booked_once_by_a_second_person_whatever_fails() {
    told(async |world| {
        world.settles_in(&world.me(), Schedule::Weekly, Fallback::Wait);
        let (desk, me) = (&world.services.desk, world.me());
        let key = desk.credit_key();
        let text = key.to_string();
        let asked = world.again(async || desk.credit(&operator(1), &me, "5000", &text).await).await;
        assert_eq!((asked, world.balance()), (ActOutcome::Waits, 0));
        let own = world.again(async || desk.approve_credit(&approver(1), &key).await).await;
        assert_eq!(own, CreditOutcome::SamePerson(me.clone()));
        let booked = world.again(async || desk.approve_credit(&approver(2), &key).await).await;
        assert_eq!(booked, CreditOutcome::Decided(CreditState::Booked, me.clone()));
        let again = world.again(async || desk.approve_credit(&approver(3), &key).await).await;
        assert_eq!(again, CreditOutcome::Decided(CreditState::Booked, me.clone()));
        assert_eq!((world.balance(), world.told_kinds()), (500_000, vec!["credited"]));
        let row = world.rows().adjustments.into_values().next().unwrap();
        assert_eq!(row.booked_by, Some(operator(1).user));
    })
    .await;
}

#[tokio::test]
async fn two_second_persons_at_one_moment_book_one_credit() {
    let stage = Stage::new().await;
    let (desk, creator) = (&stage.world.services.desk, stage.creator.account.id.clone());
    let key = desk.credit_key();
    desk.credit(&operator(1), &creator, "5000", &key.to_string()).await.unwrap();
    let (two, three) = (approver(2), approver(3));
    let (two, three) = tokio::join!(desk.approve_credit(&two, &key), desk.approve_credit(&three, &key));
    let booked = CreditOutcome::Decided(CreditState::Booked, creator);
    assert_eq!((two.unwrap(), three.unwrap()), (booked.clone(), booked));
    assert_eq!((stage.balance(), stage.world.rows().messages.len()), (500_000, 1));
    stage.verified().await;
}

#[tokio::test]
async fn a_credit_that_was_refused_is_never_booked_and_nobody_agrees_to_money_for_themselves() {
    let stage = Stage::new().await;
    let (desk, creator) = (&stage.world.services.desk, stage.creator.account.id.clone());
    let key = desk.credit_key();
    desk.credit(&operator(1), &creator, "5000", &key.to_string()).await.unwrap();
    let page = desk.creator_desk(&approver(1), &creator).await.unwrap().unwrap();
    assert!(page.credits.len() == 1 && page.credits[0].is_mine);
    let owner = Approver { user: stage.creator.user.clone(), may_act: false };
    let own = desk.approve_credit(&owner, &key).await.unwrap();
    assert_eq!(own, CreditOutcome::OwnAccount(creator.clone()));
    let refused = CreditOutcome::Decided(CreditState::Refused, creator);
    assert_eq!(desk.refuse_credit(&operator(1), &key).await.unwrap(), refused, "taken back");
    assert_eq!(desk.approve_credit(&approver(2), &key).await.unwrap(), refused);
    assert_eq!(stage.balance(), 0);
    assert_eq!(desk.runs(&approver(2), None).await.unwrap().credits, []);
    let unknown = desk.credit_key();
    assert_eq!(desk.approve_credit(&approver(2), &unknown).await.unwrap(), CreditOutcome::NoCredit);
}
