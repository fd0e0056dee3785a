//! The review queue: decided with a note, above a limit by two, each decision in one commit with balanced books.

use domain::{
    ledger::Account,
    message::{OrderNews, Recipient},
    money::Currency,
    order::RefundReason,
    review::{Decision, DecisionKind, Evidence, ReviewState},
    view::{ProblemCode, review::ReviewDraft},
};
use services::{
    actor::Approver,
    ports::{RefundAnswer, ReviewFilter},
    review::{DecideForm, DecideOutcome, Promised},
};

use super::{World, yuan};
use crate::told::told;

impl World {
    pub async fn possible(&self, id: &domain::id::ReviewId) -> Vec<DecisionKind> {
        let reader = Approver { user: Self::operator().user, may_act: true };
        let view = self.services.reviews.page(&reader, id, Default::default()).await.unwrap().unwrap();
        view.choices.iter().map(|choice| choice.decision).collect()
    }
}

#[tokio::test]
async fn too_much_pays_the_order_and_the_excess_goes_back() {
    told(async |world| {
        let (token, item) = world.mismatched(&world.shop.month, yuan(10_000)).await;
        assert_eq!(world.decided(&item, "settle_and_refund_excess", None).await, DecideOutcome::Resolved);
        assert_eq!(world.order(&token).state.code(), "paid");
        assert_eq!(world.rows().balance_of(&world.shop.creator.account.id), 6_800);
        assert_eq!(world.rows().balance(&Account::Unallocated, Currency::Cny), 0);
        world.refunds_arrive().await;
        let refunds = world.all_refunds();
        assert_eq!(refunds.len(), 1);
        assert_eq!((refunds[0].amount, refunds[0].reason), (yuan(3_200), RefundReason::Review));
        assert_eq!(world.order(&token).state.code(), "paid", "only the excess went back");
        assert_eq!(world.rows().balance(&Account::RefundClearing, Currency::Cny), 0);
    })
    .await;
}

#[tokio::test]
async fn too_little_can_count_as_it_is() {
    told(async |world| {
        let (token, item) = world.mismatched(&world.shop.studio, yuan(19_000)).await;
        assert_eq!(world.decided(&item, "settle", None).await, DecideOutcome::Resolved);
        assert_eq!(world.order(&token).state.code(), "paid");
        assert_eq!(world.rows().balance_of(&world.shop.creator.account.id), 19_000);
        assert_eq!(world.rows().memberships.len(), 1);
        assert_eq!(world.rows().seats[&world.shop.studio.id].taken, 1);
        let buyer = Recipient::Person(world.shop.mei.user.clone());
        let token = world.order(&token).token;
        assert_eq!(world.order_news(&buyer), [OrderNews::LetIn { token, amount: yuan(19_000) }]);
    })
    .await;
}

#[tokio::test]
async fn a_wrong_amount_can_go_back_whole() {
    told(async |world| {
        let (token, item) = world.mismatched(&world.shop.studio, yuan(1)).await;
        assert_eq!(world.decided(&item, "refund", None).await, DecideOutcome::Resolved);
        assert_eq!(world.order(&token).state.code(), "refund_pending");
        assert_eq!(world.rows().seats[&world.shop.studio.id].taken, 0, "somebody else can sit there");
        world.refunds_arrive().await;
        assert_eq!(world.order(&token).state.code(), "refunded");
        assert!(world.rows().memberships.is_empty());
    })
    .await;
}

#[tokio::test]
async fn money_of_nobody_can_pay_the_order_it_was_meant_for() {
    told(async |world| {
        let (token, _) = world.waiting(&world.shop.mei, &world.shop.month).await;
        let item = world.stray("ABC123", yuan(6_800)).await;
        let order = world.order(&token).id;
        assert_eq!(world.decided(&item, "move_to", Some(&order)).await, DecideOutcome::Resolved);
        assert_eq!(world.order(&token).state.code(), "paid");
        assert_eq!(world.item(&item).decision, Some(Decision::MoveTo { order }));
        // And it can go back from there, through the payment it really was.
        let refunded = world.services.refunds.ask(&world.shop.mei, &token, "").await;
        if world.switch.failed().is_none() || refunded.is_ok() {
            world.refunds_arrive().await;
            let numbers: Vec<_> = world.all_refunds().into_iter().map(|row| row.gateway_number).collect();
            assert_eq!(numbers, ["ABC123"]);
            assert_eq!(world.order(&token).state.code(), "refunded");
        }
    })
    .await;
}

#[tokio::test]
async fn money_pays_only_an_order_that_waits_for_exactly_this_amount() {
    let world = World::new().await;
    let (year, _) = world.waiting(&world.shop.mei, &world.shop.year).await;
    let paid = world.bought(&world.shop.tom, &world.shop.month).await;
    let item = world.stray("ABC123", yuan(6_800)).await;
    for token in [&year, &paid] {
        let outcome = world.decided(&item, "move_to", Some(&world.order(token).id)).await;
        let DecideOutcome::Refused(problems, draft) = outcome else { panic!("{outcome:?}") };
        assert_eq!(problems[0].code, ProblemCode::OtherOrderUnfit);
        assert_eq!(draft.note, "Looked at the bill.");
    }
    assert_eq!(world.item(&item).state, ReviewState::Open);
}

#[tokio::test]
async fn what_waits_is_never_ignored_and_never_decided_without_a_note() {
    let world = World::new().await;
    let (_, item) = world.mismatched(&world.shop.month, yuan(1)).await;
    let DecideOutcome::Refused(problems, _) = world.decided(&item, "ignore", None).await else { panic!() };
    assert_eq!(problems[0].code, ProblemCode::NotPossible);
    let form = DecideForm { decision: "refund".to_owned(), version: 1, ..DecideForm::default() };
    for note in [String::new(), "  ".to_owned(), "x".repeat(501)] {
        let form = DecideForm { note, ..form.clone() };
        let outcome = world.services.reviews.decide(&World::operator(), &item, &form).await.unwrap();
        let DecideOutcome::Refused(problems, _) = outcome else { panic!("{outcome:?}") };
        assert_eq!(problems[0].code, ProblemCode::TextMissing { longest: 500 });
    }
    let old = DecideForm { note: "ok".to_owned(), version: 0, ..form };
    let outcome = world.services.reviews.decide(&World::operator(), &item, &old).await.unwrap();
    let DecideOutcome::Refused(problems, _) = outcome else { panic!("{outcome:?}") };
    assert_eq!(problems[0].code, ProblemCode::ChangedMeanwhile);
}

#[tokio::test]
async fn above_the_limit_a_second_person_has_to_agree() {
    told(async |world| {
        let (token, item) = world.mismatched(&world.shop.lifetime, yuan(200_000)).await;
        let outcome = world.decided(&item, "settle_and_refund_excess", None).await;
        if world.switch.failed().is_none() {
            assert_eq!(outcome, DecideOutcome::Proposed);
        }
        assert_eq!(world.item(&item).state, ReviewState::AwaitingSecond);
        assert_eq!(world.order(&token).state.code(), "pending", "nothing has moved");
        let version = world.item(&item).version;
        let same = Approver { user: World::operator().user, may_act: true };
        let outcome = world
            .again(async || world.services.reviews.agree(&same, &item, version, Promised::default()).await)
            .await;
        assert!(matches!(outcome, DecideOutcome::Refused(..)), "{outcome:?}");
        world
            .again(async || {
                world.services.reviews.agree(&World::approver(), &item, version, Promised::default()).await
            })
            .await;
        let row = world.item(&item);
        assert_eq!((row.state, row.agreed_by), (ReviewState::Resolved, Some(World::approver().user)));
        assert_eq!(world.order(&token).state.code(), "paid");
    })
    .await;
}

#[tokio::test]
async fn a_proposal_can_be_taken_back_and_decided_otherwise() {
    let world = World::new().await;
    let (_, item) = world.mismatched(&world.shop.lifetime, yuan(200_000)).await;
    assert_eq!(world.decided(&item, "settle", None).await, DecideOutcome::Proposed);
    let taken = world.services.reviews.take_back(&World::approver(), &item, 2).await.unwrap();
    assert_eq!(taken, DecideOutcome::TakenBack);
    let row = world.item(&item);
    assert_eq!((row.state, row.decision, row.note.as_str()), (ReviewState::Open, None, ""));
    assert_eq!(world.decided(&item, "refund", None).await, DecideOutcome::Proposed);
    world.audit();
}

#[tokio::test]
async fn late_money_whose_seat_is_gone_can_only_go_back_or_elsewhere() {
    let world = World::new().await;
    let (token, number) = world.waiting(&world.shop.mei, &world.shop.studio).await;
    world.expired(&token).await;
    for buyer in [&world.shop.tom, &world.shop.ann] {
        world.ordered(buyer, &world.shop.studio).await;
    }
    assert!(world.gateway.pay(&number, yuan(20_000), true));
    world.notified(&number).await;
    let item = world.waiting_item();
    assert_eq!(world.possible(&item.id).await, [DecisionKind::Refund, DecisionKind::MoveTo]);
    let reader = Approver { user: World::operator().user, may_act: true };
    let view = world.services.reviews.page(&reader, &item.id, Default::default()).await.unwrap().unwrap();
    assert!(view.line.evidence.contains(&Evidence::NoSeatLeft), "{:?}", view.line.evidence);
    assert!(view.line.evidence.contains(&Evidence::TooMuch { excess: yuan(100) }));
    assert_eq!(view.line.suggested, Some(DecisionKind::Refund));
    let DecideOutcome::Refused(..) = world.decided(&item.id, "settle", None).await else { panic!() };
}

#[tokio::test]
async fn a_refund_that_failed_is_asked_for_again_or_paid_by_hand() {
    told(async |world| {
        let (token, number) = world.late_and_full().await;
        world.notified(&number).await;
        world.swept_until(20, || world.refund_is("processing")).await;
        world.refunds_answer(&RefundAnswer::Refused { code: "USER_ACCOUNT_ABNORMAL".to_owned() });
        world.swept_until(20, || world.refund_is("abnormal")).await;
        let first = world.waiting_item();
        assert_eq!(world.decided(&first.id, "refund_again", None).await, DecideOutcome::Resolved);
        world.swept_until(20, || world.refund_is("processing")).await;
        world.refunds_answer(&RefundAnswer::Abnormal);
        world.swept_until(20, || world.refund_is("abnormal")).await;
        let second = world.waiting_item();
        assert_ne!(second.id, first.id);
        assert_eq!(world.decided(&second.id, "refunded_outside", None).await, DecideOutcome::Resolved);
        assert_eq!(world.order(&token).state.code(), "refunded");
        assert_eq!(world.rows().balance(&Account::RefundClearing, Currency::Cny), 0);
        let numbers: Vec<_> = world.all_refunds().into_iter().map(|row| row.refund_number).collect();
        assert_eq!(numbers.len(), 2);
        assert_ne!(numbers[0], numbers[1], "another number, so that the gateway begins anew");
    })
    .await;
}

#[tokio::test]
async fn the_queue_shows_the_oldest_first_with_what_is_known_and_suggested() {
    let world = World::new().await;
    let (_, first) = world.mismatched(&world.shop.month, yuan(7_000)).await;
    world.clock.advance(60);
    let second = world.stray("ABC123", yuan(50)).await;
    let queue = world
        .services
        .reviews
        .queue(&World::approver(), ReviewFilter::default(), None, Vec::new())
        .await
        .unwrap();
    let ids: Vec<_> = queue.open.iter().map(|line| line.id.clone()).collect();
    assert_eq!((ids, queue.waiting, queue.may_act), (vec![first.clone(), second.clone()], 2, false));
    assert_eq!(queue.open[0].suggested, Some(DecisionKind::SettleAndRefundExcess));
    assert_eq!(queue.open[0].community, "Kiln Circle");
    assert_eq!(queue.open[1].evidence, [Evidence::NumberUnknown]);
    let looks = world.services.reviews.page(&World::approver(), &first, Default::default()).await;
    assert!(looks.unwrap().unwrap().choices.is_empty(), "who only agrees decides nothing alone");
    world.decided(&second, "refund", None).await;
    let history = world.services.reviews.history(&World::approver(), None).await.unwrap();
    assert_eq!(history.lines.len(), 1);
    let typed = ReviewDraft { note: "kept".to_owned(), ..ReviewDraft::default() };
    let page = world.services.reviews.page(&World::approver(), &second, (Vec::new(), typed)).await;
    let page = page.unwrap().unwrap();
    assert_eq!(
        (page.typed.note.as_str(), page.decided.unwrap().decision),
        ("kept", Some(DecisionKind::Refund))
    );
}
