//! A bill lists every refund that was asked for on its day, and how it stood: what has not arrived is no money that is gone,
//! and what is in the queue is there once.

use domain::{
    money::Money,
    order::RefundState,
    reconcile::{DifferenceKind, DifferenceOutcome},
    review::{ReviewKind, ReviewState},
    time::Day,
};
use services::{
    ports::{BillKind, BillLine, BillState, RefundAnswer},
    review::DecideOutcome,
};

use super::{World, yuan};
use crate::told::told;

const UNKNOWN_HERE: DifferenceKind = DifferenceKind::RefundMissingHere;
const OTHERWISE: DifferenceKind = DifferenceKind::RefundStatus;
const BY_HAND: &str = "by-hand";

fn closed() -> RefundAnswer {
    RefundAnswer::Refused { code: "CLOSED".to_owned() }
}

impl World {
    /// Somebody asks in the gateway's console for 10.00 of Mei's month to go back: what today's bill says of it.
    async fn asked_by_hand(&self, state: BillState) -> Day {
        let token = self.bought(&self.shop.mei, &self.shop.month).await;
        let number = self.attempts(&token)[0].gateway_number.clone();
        let day = self.bill_of_today();
        self.change_bill(|lines| {
            let payment = lines.iter().find(|line| line.number == number).unwrap().clone();
            let (refund_number, amount) = (Some(BY_HAND.to_owned()), yuan(1_000));
            lines.push(BillLine { kind: BillKind::Refund, refund_number, amount, state, ..payment });
        });
        day
    }

    /// What the gateway says of it from now on.
    fn by_hand_is(&self, answer: RefundAnswer) {
        self.gateway.change(|book| drop(book.made_by_hand.insert(BY_HAND.to_owned(), answer)));
    }

    /// A refund that the gateway accepted: the member asked for it.
    async fn refund_under_way(&self) {
        let token = self.bought(&self.shop.mei, &self.shop.month).await;
        self.again(async || {
            let asked = self.services.refunds.ask(&self.shop.mei, &token, "").await;
            if self.rows().refunds.is_empty() { asked.map(|_| ()) } else { Ok(()) }
        })
        .await;
        self.swept_until(20, || self.refund_is("processing")).await;
    }

    fn state_of_refund(&self) -> RefundState {
        self.all_refunds()[0].state
    }
}

#[tokio::test]
async fn a_refund_by_hand_that_never_left_takes_nothing_from_anybody() {
    told(async |world| {
        let day = world.asked_by_hand(BillState::Stuck).await;
        let before = world.creator_has();
        world.by_hand_is(closed());
        assert_eq!(world.compared(day, true).await, [(UNKNOWN_HERE, DifferenceOutcome::Repaired)]);
        assert!(world.rows().reviews.is_empty(), "there is nothing to decide");
        assert!(world.rows().refunds.is_empty());
        assert_eq!(world.creator_has(), before);
        assert!(world.rows().memberships.values().all(|period| period.revoked_at.is_none()));
    })
    .await;
}

#[tokio::test]
async fn a_refund_by_hand_is_money_that_went_out_only_when_the_gateway_says_so() {
    let gone = Some(ReviewKind::RefundUnasked);
    let looked_at = Some(ReviewKind::BillDiffers);
    let arrived = |world: &World| RefundAnswer::Succeeded { at: world.now() };
    for (state, answer, item, is_over) in [
        (BillState::Moved, None, gone, true),
        (BillState::Moved, Some(RefundAnswer::Unknown), gone, true),
        (BillState::Moved, Some(RefundAnswer::Processing), None, false),
        (BillState::Moved, Some(RefundAnswer::BackWithUs), looked_at, true),
        (BillState::Moved, Some(closed()), looked_at, true),
        (BillState::UnderWay, None, gone, true),
        (BillState::UnderWay, Some(RefundAnswer::Processing), None, false),
        (BillState::UnderWay, Some(RefundAnswer::Unknown), None, false),
        (BillState::UnderWay, Some(closed()), None, true),
        (BillState::Stuck, None, gone, true),
        (BillState::Stuck, Some(RefundAnswer::Abnormal), None, false),
        (BillState::Stuck, Some(RefundAnswer::BackWithUs), looked_at, true),
    ] {
        let world = World::new().await;
        let day = world.asked_by_hand(state).await;
        world.by_hand_is(answer.clone().unwrap_or_else(|| arrived(&world)));
        let (found, finished) = world.acted(day).await;
        let outcome = match (item, is_over) {
            (Some(_), _) => DifferenceOutcome::InReview,
            (None, true) => DifferenceOutcome::Repaired,
            (None, false) => DifferenceOutcome::Reported,
        };
        assert_eq!((found, finished), (vec![(UNKNOWN_HERE, outcome)], is_over), "{state:?} {answer:?}");
        let items: Vec<_> = world.rows().reviews.into_values().map(|row| row.kind).collect();
        assert_eq!(items, Vec::from_iter(item), "{state:?} {answer:?}");
    }
    let world = World::new().await;
    let day = world.asked_by_hand(BillState::Void).await;
    assert_eq!(world.acted(day).await, (vec![], true), "nobody asks about what was closed");
}

#[tokio::test]
async fn a_refund_by_hand_that_arrives_late_is_a_persons_business_when_it_has() {
    let world = World::new().await;
    let day = world.asked_by_hand(BillState::UnderWay).await;
    world.by_hand_is(RefundAnswer::Processing);
    assert_eq!(world.acted(day).await, (vec![(UNKNOWN_HERE, DifferenceOutcome::Reported)], false));
    world.clock.advance(86_400);
    world.by_hand_is(RefundAnswer::Succeeded { at: world.now() });
    assert_eq!(world.acted(day).await, (vec![(UNKNOWN_HERE, DifferenceOutcome::InReview)], true));
    let item = world.taken_item();
    assert_eq!(world.decided(&item.id, "taken", None).await, DecideOutcome::Resolved);
    assert_eq!(world.all_refunds()[0].amount, yuan(1_000));
    assert_eq!(world.compared(day, true).await, [], "it is in our books now");
}

#[tokio::test]
async fn what_is_under_way_for_a_week_is_looked_at_and_not_called_gone() {
    let world = World::new().await;
    let day = world.asked_by_hand(BillState::UnderWay).await;
    world.by_hand_is(RefundAnswer::Processing);
    world.clock.advance(7 * 86_400);
    let in_review = vec![(UNKNOWN_HERE, DifferenceOutcome::InReview)];
    assert_eq!(world.acted(day).await, (in_review.clone(), true));
    let item = world.waiting_item();
    assert_eq!((item.kind, item.outflow()), (ReviewKind::BillDiffers, None::<Money>));
    // It arrives all the same: then it is money that went out.
    world.by_hand_is(RefundAnswer::Succeeded { at: world.now() });
    assert_eq!(world.acted(day).await, (in_review, true));
    assert_eq!(world.taken_item().amount, yuan(1_000));
}

#[tokio::test]
async fn a_refund_of_ours_that_takes_days_keeps_the_day_open_and_is_nobodys_business() {
    told(async |world| {
        world.refund_under_way().await;
        let day = world.bill_has_it(BillState::UnderWay);
        // The books agree with the bill, and nobody says yet that it is done.
        assert_eq!(world.compared(day, false).await, []);
        world.refund_succeeds();
        world.swept_until(20, || world.state_of_refund() == RefundState::Succeeded).await;
        assert_eq!(world.compared(day, true).await, []);
        assert!(world.rows().reviews.is_empty());
    })
    .await;
}

#[tokio::test]
async fn a_refund_of_ours_that_is_under_way_keeps_the_day_open() {
    for state in [BillState::UnderWay, BillState::Moved] {
        let world = World::new().await;
        world.refund_under_way().await;
        let day = world.bill_has_it(state);
        let reported = (state == BillState::Moved).then_some((OTHERWISE, DifferenceOutcome::Reported));
        assert_eq!(world.acted(day).await, (Vec::from_iter(reported), false), "{state:?}");
        world.refund_succeeds();
        let repaired = reported.map(|_| (OTHERWISE, DifferenceOutcome::Repaired));
        if repaired.is_none() {
            world.swept_until(20, || world.state_of_refund() == RefundState::Succeeded).await;
        }
        assert_eq!(world.acted(day).await, (Vec::from_iter(repaired), true), "{state:?}");
        assert_eq!(world.state_of_refund(), RefundState::Succeeded);
        assert!(world.rows().reviews.is_empty(), "it was never anybody's business");
    }
}

#[tokio::test]
async fn a_refund_that_failed_is_in_the_queue_once_whatever_the_bill_says() {
    for state in [BillState::Moved, BillState::UnderWay, BillState::Stuck, BillState::Void] {
        let world = World::new().await;
        let (_, item, _) = world.sold_and_failed_to_give_back().await;
        let day = world.bill_has_it(state);
        for _ in 0..2 {
            let in_review = vec![(OTHERWISE, DifferenceOutcome::InReview)];
            assert_eq!(world.acted(day).await, (in_review, true), "{state:?}");
            assert_eq!(world.waiting_item().id, item.id);
        }
    }
}

#[tokio::test]
async fn the_bill_brings_up_that_a_refund_failed_and_one_item_is_enough() {
    told(async |world| {
        world.refund_under_way().await;
        world.refunds_answer(&RefundAnswer::Abnormal);
        let day = world.bill_has_it(BillState::Stuck);
        assert_eq!(world.compared(day, true).await, [(OTHERWISE, DifferenceOutcome::InReview)]);
        let item = world.waiting_item();
        assert_eq!(
            (item.kind, item.refund),
            (ReviewKind::RefundFailed, Some(world.all_refunds()[0].id.clone()))
        );
    })
    .await;
}

#[tokio::test]
async fn a_refund_that_came_back_after_it_was_done_is_brought_up_by_the_bill() {
    let world = World::new().await;
    world.refund_under_way().await;
    world.refund_succeeds();
    world.swept_until(20, || world.state_of_refund() == RefundState::Succeeded).await;
    world.refunds_answer(&RefundAnswer::Abnormal);
    let day = world.bill_has_it(BillState::Void);
    world.change_bill(|lines| {
        lines.retain(|line| line.kind == BillKind::Payment || line.state == BillState::Void);
    });
    assert_eq!(world.acted(day).await, (vec![(OTHERWISE, DifferenceOutcome::InReview)], true));
    assert_eq!(world.waiting_item().kind, ReviewKind::RefundFailed);
    assert!(world.all_refunds()[0].has_come_back());
}

#[tokio::test]
async fn a_number_that_a_person_closed_is_not_in_the_queue_again() {
    for (state, answer, found, finished) in [
        (BillState::Void, closed(), None, true),
        (BillState::Stuck, RefundAnswer::Abnormal, None, true),
        (BillState::UnderWay, RefundAnswer::Abnormal, Some(DifferenceOutcome::Repaired), true),
        (BillState::UnderWay, RefundAnswer::Processing, Some(DifferenceOutcome::Reported), false),
    ] {
        let world = World::new().await;
        let (_, item, _) = world.sold_and_failed_to_give_back().await;
        assert_eq!(world.decided(&item.id, "refunded_outside", None).await, DecideOutcome::Resolved);
        assert_eq!(world.state_of_refund(), RefundState::Closed);
        world.refunds_answer(&answer);
        let day = world.bill_has_it(state);
        let rows = found.map(|outcome| (OTHERWISE, outcome));
        assert_eq!(world.acted(day).await, (Vec::from_iter(rows), finished), "{state:?} {answer:?}");
        assert!(world.rows().reviews.values().all(|row| row.state == ReviewState::Resolved));
    }
}

#[tokio::test]
async fn what_arrived_under_a_closed_number_is_in_the_queue_once_also_when_it_is_decided() {
    for state in [BillState::Moved, BillState::UnderWay] {
        let world = World::new().await;
        let (_, item, _) = world.sold_and_failed_to_give_back().await;
        assert_eq!(world.decided(&item.id, "refunded_outside", None).await, DecideOutcome::Resolved);
        let day = world.bill_has_it(state);
        world.refund_succeeds();
        assert_eq!(world.acted(day).await, (vec![(OTHERWISE, DifferenceOutcome::InReview)], true));
        let late = world.taken_item();
        assert_eq!(world.decided(&late.id, "taken", None).await, DecideOutcome::Resolved);
        for _ in 0..2 {
            let over = vec![(OTHERWISE, DifferenceOutcome::Repaired)];
            assert_eq!(world.acted(day).await, (over, true), "{state:?}");
        }
        assert!(world.rows().reviews.values().all(|row| row.state == ReviewState::Resolved));
    }
}

#[tokio::test]
async fn what_came_back_and_was_asked_for_again_is_not_in_the_queue_for_the_day_it_went_out() {
    let world = World::new().await;
    world.refund_under_way().await;
    world.refund_succeeds();
    world.swept_until(20, || world.state_of_refund() == RefundState::Succeeded).await;
    let day = world.bill_of_today();
    let number = world.all_refunds()[0].refund_number.clone();
    world.heard_of("came back", &number, RefundAnswer::Abnormal).await;
    let item = world.waiting_item();
    assert_eq!(world.decided(&item.id, "refund_again", None).await, DecideOutcome::Resolved);
    assert_eq!(world.state_of_refund(), RefundState::Closed);
    assert_eq!(world.acted(day).await, (vec![(OTHERWISE, DifferenceOutcome::Repaired)], true));
    assert!(world.rows().reviews.values().all(|row| row.state == ReviewState::Resolved));
}

#[tokio::test]
async fn a_refund_by_hand_without_a_number_agrees_once_it_is_booked() {
    let world = World::new().await;
    let day = world.asked_by_hand(BillState::Moved).await;
    world.change_bill(|lines| {
        let line = lines.iter_mut().find(|line| line.kind == BillKind::Refund).unwrap();
        line.refund_number = None;
    });
    assert_eq!(world.acted(day).await, (vec![(UNKNOWN_HERE, DifferenceOutcome::InReview)], true));
    let item = world.taken_item();
    assert_eq!(world.decided(&item.id, "taken", None).await, DecideOutcome::Resolved);
    assert_eq!(world.acted(day).await, (vec![], true), "it is in our books now");
    assert_eq!(world.rows().reviews.len(), 1);
}
